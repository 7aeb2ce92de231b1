// What a secret looks like: by the name of the key or variable that holds it, and by the form of the value itself.

/** Ends of names, in any case. `maxTokens`, `tokenFile` and `PUBLIC_KEY` are no secrets. */
export const SECRET_NAME_END = [
  'token',
  '\\btokens',
  'pass(?:word|wd|phrase)s?',
  'secrets?',
  'credentials?',
  'authorization',
  'auth_?tag',
  'cookie',
  'bearer',
  'service_?account',
  'identity_?data',
  '(?:api|private|access|encrypt|encryption|signing|secret|master|session_?encryption)[_-]?keys?',
  '(?<!public)_key',
  '_(?:pass|pwd|pat)',
].join('|');

const SECRET_NAME = new RegExp(`(?:${SECRET_NAME_END})$`, 'i');

/** Whether a key or a variable of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Names of what they are: "a GitHub token". The forms are those that the services document. */
const FORMATS: readonly (readonly [what: string, form: string])[] = [
  ['a private key', '-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\\s\\S]*?-----END [A-Z ]*PRIVATE KEY-----)?'],
  ['a Telegram bot token', '(?<![\\w:])\\d{8,12}:[\\w-]{34,36}(?![\\w-])'],
  ['a Slack token', '\\bxox[a-z]-[\\w-]{10,}|\\bxapp-\\d-[\\w-]{10,}'],
  ['a Discord bot token', '(?<![\\w.-])[MNO][\\w-]{22,27}\\.[\\w-]{6}\\.[\\w-]{27,45}(?![\\w.-])'],
  ['a GitHub token', '\\bgh[pousr]_\\w{20,}|\\bgithub_pat_\\w{20,}'],
  ['a GitLab token', '\\bglpat-[\\w-]{20,}'],
  ['an API key', '\\bsk-[\\w-]{16,}|\\b(?:gsk|hf|xai|pplx|tvly|npm|nvapi|fc|r8)[-_]\\w{20,}'],
  ['a Stripe key', '\\b[rs]k_(?:live|test)_\\w{16,}|\\bwhsec_\\w{16,}'],
  ['a Google API key', '\\bAIza[\\w-]{35}|\\bya29\\.[\\w-]{20,}'],
  ['an AWS access key', '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b'],
  ['a JSON web token', '\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}'],
  ['a Nostr private key', '\\bnsec1[a-z0-9]{50,}'],
  ['a SendGrid key', '\\bSG\\.[\\w-]{16,}\\.[\\w-]{16,}'],
];

/** Finds every secret of a known form in a text. */
export const KNOWN_SECRET = new RegExp(FORMATS.map(([, form]) => form).join('|'), 'g');

/** What the text holds a secret of, such as "a GitHub token"; undefined where no form is known. */
export function knownSecret(text: string): string | undefined {
  if (text.length < SHORTEST_KNOWN || text.search(KNOWN_SECRET) === -1) return undefined;
  return COMPILED.find(([, form]) => form.test(text))?.[0];
}

const SHORTEST_KNOWN = 15;
const COMPILED = FORMATS.map(([what, form]) => [what, new RegExp(form)] as const);

/** The password of a URL, `https://user:password@host`. A password that is a reference is none. */
export const URL_PASSWORD = /(?<=:\/\/[^\s/:@"'?#]*:)(?!\$\{[A-Z_][A-Z0-9_]*\}@)[^\s/@"']+(?=@)/g;
