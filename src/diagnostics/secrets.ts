// What a secret looks like: by the name of the key or variable that holds it, by the form of the value itself, and inside a
// text, whatever the key that it belongs to: in a URL, behind an option, a variable or a header.

import leven from 'leven';
import { groupBy, once } from './collections.ts';
import type { Region } from './value-region.ts';

/** What surely names a secret: with a number or one of these words behind it, too. `MAX_TOKEN_LENGTH` is none. */
const SURE_NAME =
  'token|pass(?:word|wd|phrase)|secret|creds|credentials?|(?:api|private|access|signing|encryption)[_-]?key';
const VARIANT =
  '[_-]?v?\\d{1,2}|[_-](?:old|new|prev(?:ious)?|current|backup|value|b(?:ase)?64|prod(?:uction)?|staging|dev)';
/** What describes a key and is none. */
const ABOUT_KEY =
  'file|path|dir|ur[il]|endpoint|id|name|label|header|prefix|param|field|format|type|hash|env|var|ref|source|provider|command|cmd|helper|' +
  'mode|enabled|required|count|limit|length|ttl|days|expiry|expires(?:_\\w{1,4})?|rotation|scope|region|location|help';
/** OpenClaw reads every variable that starts with a provider's `_API_KEY_` as one of its keys. */
const FURTHER_KEY = `[a-z\\d]_api_key_(?!(?:\\w{0,40}_)?(?:${ABOUT_KEY})(?![\\w-]))\\w{1,40}`;

/** Ends of names, in any case. `maxTokens`, `tokenFile` and `PUBLIC_KEY` are no secrets. */
export const SECRET_NAME_END = [
  'token',
  '(?<![\\w-])tokens',
  'pass(?:word|wd|phrase)s?',
  'secrets?',
  'credentials?',
  'creds',
  'authorization',
  'auth_?tag',
  'cookie',
  'bearer',
  'service_?account',
  'identity_?data',
  '(?:api|auth|private|access|encrypt|encryption|signing|secret|master|session_?encryption)[_-]?keys?',
  '(?<!public)_key',
  'pre_?shared_?key',
  '(?<![a-z\\d])(?:pass|pw|psk)',
  '(?:db|pg|mysql|redis|smtp|imap|mail|root|admin|user|key|store)pass',
  '[_-](?:pwd|pat)',
  `(?:${SURE_NAME})(?:${VARIANT})`,
  FURTHER_KEY,
].join('|');

const SECRET_NAME = new RegExp(`(?:${SECRET_NAME_END})$`, 'i');

/** Whether a key or a variable of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** What misspelt names are measured by: the last word of a name, or its last two. */
const SECRET_WORDS = [
  'token',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'credential',
  'credentials',
  'authorization',
]
  .concat(['apikey', 'privatekey', 'accesskey', 'signingkey', 'encryptkey'])
  .map((word) => ({ word, slips: word.length >= 8 ? 2 : 1 }));
/** Words that are near one of those and mean something else. */
const OTHER_WORDS = /^(?:tokens?|taken|spoken|secrets|secure|sector|select|authorizations?|authentication)$/;

const nearNames = new Map<string, boolean>();

/** Whether a key that nobody knows may be a secret's, misspelt: `botTokn`, `pasword`, `apiKye`. */
export function isNearSecretName(name: string): boolean {
  const known = nearNames.get(name);
  if (known !== undefined) return known;
  const words = (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase());
  const ends = [words.at(-1) ?? '', words.slice(-2).join('')];
  const isNear =
    name.length <= LONGEST_NAME &&
    ends.some((end) => !OTHER_WORDS.test(end) && SECRET_WORDS.some(({ word, slips }) => isSlip(end, word, slips)));
  if (nearNames.size < MOST_NAMES) nearNames.set(name, isNear);
  return isNear;
}

/** Whether both speak for it: the name is nearly a secret's, and the value no plain word. */
export function isMisspeltSecret(name: string, value: string): boolean {
  return isNearSecretName(name) && !isSecretName(name) && /^(?=.*\d)(?=.*[A-Za-z])[^\s$]{8,}$/.test(value);
}

const LONGEST_NAME = 80;
const MOST_NAMES = 10_000;

/** Two swapped letters are one slip. */
function isSlip(typed: string, word: string, most: number): boolean {
  if (Math.abs(typed.length - word.length) > most) return false;
  if (leven(typed, word) <= most) return true;
  const at = [...typed].findIndex((letter, index) => letter !== word[index]);
  return `${typed.slice(0, at)}${typed[at + 1] ?? ''}${typed[at]}${typed.slice(at + 2)}` === word;
}

/** Text such as a generator of keys makes, of no known form: long, without words, with letters and digits mixed. */
export function looksRandom(text: string): boolean {
  if (!/^[A-Za-z0-9+_~.=-]{20,}$/.test(text) || UUID.test(text)) return false;
  if (/^[0-9a-f]{32,}$/i.test(text)) return /\d/.test(text) && /[a-f]/i.test(text);
  const runs = text.match(/[A-Za-z]+|\d+/g) ?? [];
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
  // Words and versions have few changes between letters and digits: `claude-sonnet-4-20250514` has four in 24.
  return mixed && runs.length >= text.length / 5;
}

/** Whether a text is a secret by itself: of a known form, or random. */
export function looksLikeSecret(text: string): boolean {
  return knownSecret(text) !== undefined || looksRandom(text);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Names of what they are: "a GitHub token". The forms are those that the services document. None looks through a text again and again. */
const FORMATS: readonly (readonly [what: string, form: string])[] = [
  ['a private key', '-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?:[^-]|-(?!----))*-----END [A-Z ]*PRIVATE KEY-----)?'],
  ['a Telegram bot token', '(?<=(?<![\\w:])(?:bot)?)\\d{8,12}:[\\w-]{34,36}(?![\\w-])'],
  ['a Slack token', '\\bxox[a-z]-[\\w-]{10,}|\\bxapp-\\d-[\\w-]{10,}'],
  ['a Discord bot token', '(?<![\\w.-])[MNO][\\w-]{22,27}\\.[\\w-]{6}\\.[\\w-]{27,45}(?![\\w.-])'],
  ['a GitHub token', '\\bgh[pousr]_(?![0-9a-f]{32}\\b)\\w{20,}|\\bgithub_pat_\\w{20,}'],
  ['a GitLab token', '\\bglpat-[\\w-]{20,}'],
  ['an API key', '\\bsk-[\\w-]{16,}|\\b(?:gsk|hf|xai|pplx|tvly|npm|nvapi|fc|r8)[-_]\\w{20,}'],
  ['a Stripe key', '\\b[rs]k_(?:live|test)_\\w{16,}|\\bwhsec_\\w{16,}'],
  ['a Google API key', '\\bAIza[\\w-]{35}|\\bya29\\.[\\w-]{20,}'],
  ['an AWS access key', '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b'],
  ['a JSON web token', '(?<![\\w-])eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}'],
  ['a Nostr private key', '\\bnsec1[a-z0-9]{50,}'],
  ['an age key', '\\bAGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{50,}'],
  ['a Slack webhook', '(?<=\\bhooks\\.slack\\.com/(?:services|workflows|triggers)/)[\\w/-]{20,}'],
  ['a Discord webhook', '(?<=\\bdiscord(?:app)?\\.com/api/(?:v\\d+/)?webhooks/)\\d{15,20}/[\\w-]{50,}'],
  ['a Teams webhook', '(?<=\\.webhook\\.office\\.com/webhookb2/)[\\w@-]{30,}/IncomingWebhook/[\\w/-]{30,}'],
  ['a SendGrid key', '\\bSG\\.[\\w-]{16,}\\.[\\w-]{16,}'],
];

/** Finds every secret of a known form in a text. */
export const KNOWN_SECRET = new RegExp(FORMATS.map(([, form]) => form).join('|'), 'g');

/** What the text holds a secret of, such as "a GitHub token"; undefined where no form is known. */
export function knownSecret(text: string): string | undefined {
  if (text.length < SHORTEST_KNOWN || text.search(KNOWN_SECRET) === -1) return undefined;
  return COMPILED.find(([, form]) => text.search(form) !== -1)?.[0];
}

const SHORTEST_KNOWN = 15;
const COMPILED = FORMATS.map(([what, form]) => [what, new RegExp(form, 'g')] as const);

/** A part of a text that is secret. */
export interface SecretPart extends Region {
  /** What may be said of it: "a GitHub token", "the value of `--token`". */
  readonly what: string;
  /** Of the option, variable, header or parameter that it is the value of. */
  readonly name?: string;
}

/** Pieces of a value without quotes: it ends at a blank or a quote. */
const PLAIN = '(?:\\$\\((?:cat\\s|<)[^()]*\\)|[^\\s"\'`\\\\]|\\\\.)+';

/** The value behind an option or variable, up to its closing quote where one stands before it, or before the `lead` to it. */
export function valueBehind(lead = '', plain = PLAIN): string {
  const quoted = [`(?<=(?<!\\\\)"${lead})(?:[^"\\\\]|\\\\[\\s\\S])+`, `(?<=\\\\"${lead})[^"]+`, `(?<='${lead})[^']+`];
  return `(${quoted.map((form) => `(?![\\s,])${form}`).join('|')}|${plain})`;
}

const VALUE = valueBehind();
const OPENING = '\\\\?["\']?';
const HEADERS =
  '(?:proxy-)?authorization|(?:set-)?cookie|x-[\\w-]{0,60}(?:key|token|secret)|(?:[\\w-]{0,60}-)?api-?key';
const QUERY_NAMES = `${SECRET_NAME_END}|sig|signature`;

type Form = readonly [
  form: RegExp,
  /** Undefined where the match is no secret after all. */
  tell: (name: string, value: string) => string | undefined,
];

/** In each match of a form the first group is the name, the second the value. */
const QUERY: Form = [
  new RegExp(`(?<=[?&])([\\w-]{0,60}(?:${QUERY_NAMES}))=([^\\s&"'\`#]+)`, 'dgi'),
  (name) => `the value of \`${name}\` in a URL`,
];

const IN_URLS: readonly Form[] = [
  // Also with a `/` in it, which belongs into an address escaped. Whether an `@` follows is asked once of each run of characters.
  [/(?<![^\s@"'`])(?=[^\s@"'`]+@)[^\s@"'`]*?:\/\/[^\s/:@"'`?#]*:()([^\s@"'`]+)/dg, () => 'the password of a URL'],
  [/(?<=:\/\/)()([\w~.+=-]{16,})(?=@)/dg, (_, value) => (looksRandom(value) ? 'the user of a URL' : undefined)],
  QUERY,
];

const IN_WORDS: readonly Form[] = [
  [
    new RegExp(`(?<![\\w-])--?([\\w-]{0,60}(?:${SECRET_NAME_END}))["'\`]?(?:[=:]|\\s+(?!-))${OPENING}${VALUE}`, 'dgi'),
    (name, value) => (isHarmless(name, value) ? undefined : `the value of \`--${name}\``),
  ],
  [
    new RegExp(`(?<![\\w$%?&{-])(?!\\d)(\\w{0,60}(?:${SECRET_NAME_END}))=${OPENING}${VALUE}`, 'dgi'),
    (name, value) => (isHarmless(name, value) ? undefined : `the value of \`${name}\``),
  ],
  [
    new RegExp(`(?<![\\w-])(${HEADERS})["']?\\s*:\\s*["']?(?:(?:basic|bearer|bot|token)\\s+)?([^\\n"'\`]+)`, 'dgi'),
    (name) => `the value of the header \`${name}\``,
  ],
];

const BEARER_TOKEN = /\bbearer\s+()([\w~+/.=-]{6,})/dgi;
/** In prose a word follows. */
const BEARER: readonly Form[] = [
  [BEARER_TOKEN, (_, value) => (looksRandom(value.replaceAll('/', '')) ? 'a bearer token' : undefined)],
];

/** Tokens that may be words, and URLs without a scheme. */
const MAY_BE: readonly Form[] = [
  [BEARER_TOKEN, (_, value) => (/\d/.test(value) ? 'a bearer token' : undefined)],
  QUERY,
  // With a path, as images have: `anthropic:me@example.com` is a profile.
  [
    /(?<![^\s/@"'`])(?=[^\s/@"'`]+@[\w.-]+(?::\d+)?\/)(?:(?<![/@])|[^\s/@"'`]*?=)[^\s/:@"'`=]{1,100}:()([^\s/@"'`]+)/dg,
    () => 'the password of a URL',
  ],
];

/** In prose, up to the end of the line. What is glued to the colon may be an image's tag, or where a folder is mounted. */
const saidForms = once((): readonly Form[] => [
  [
    new RegExp(
      `(?<![\\w-])([\\w-]{0,60}(?:${SECRET_NAME_END}))["'\`]?\\s*:(?:\\s+|(?=[^\\s/.:]{8}))["'\`]?([^\\n"'\`]+)`,
      'dgi',
    ),
    (name, value) => (isHarmless(name, value) ? undefined : `the value of \`${name}\``),
  ],
]);

/** What a text may say to be a secret. It serves to mask: gwc's own messages are like that, too. */
export function saidParts(text: string): readonly SecretPart[] {
  return text.includes(':') ? formParts(text, saidForms()) : [];
}

/** What a value of any kind may hold: known forms, a token behind `Bearer`, and the credentials of URLs. */
export function secretParts(text: string): readonly SecretPart[] {
  return apart([...inUrls(text), ...formParts(text, BEARER), ...knownParts(text)]);
}

/** What may be a secret in any text, that of a YAML file too. */
export function doubtfulParts(text: string): readonly SecretPart[] {
  const mayBe = /[?&@]|bearer/i.test(text) ? formParts(text, MAY_BE) : [];
  return [...secretParts(text), ...mayBe];
}

/** What a command line may hold besides: options, variables and headers with their value. `inDoubt`: also what may be one. */
export function commandParts(text: string, inDoubt = false): readonly SecretPart[] {
  const inWords = /[=:]|-\w+\s/.test(text) ? formParts(text, IN_WORDS) : [];
  return apart(
    inDoubt
      ? [...inWords.map((part) => upToQuote(text, part)), ...doubtfulParts(text), ...shortParts(text, true)]
      : [...inWords, ...secretParts(text), ...shortParts(text, false)],
  );
}

/** The quote may stand before the name: `"PASSWORD=a b"`. What is behind the first blank may as well be the rest of a script. */
function upToQuote(text: string, part: SecretPart): SecretPart {
  const before = text.slice(Math.max(0, part.start - LONGEST_NAME), part.start);
  const [, quote] = /(["'])-{0,2}[\w-]+=$/.exec(before) ?? [];
  const close = quote === undefined ? -1 : text.indexOf(quote, part.end);
  return close === -1 ? part : { ...part, end: close };
}

interface ShortForm {
  /** From the option up to its value, which is the first group. */
  readonly form: RegExp;
  /** Programs that have a password there, up to where their options start. */
  readonly programs: RegExp;
  /** Whether nothing may stand between: what comes later is something else. */
  readonly isNext?: true;
  /** Values that may be one with any program. */
  readonly mayBe: RegExp;
}

/** Of a word between blanks. The rest is where a command may start: each start is looked at up to the next one. */
const LETTER = '[^\\s"\'`(;&|]';
const GAP = '[^\\S\\n]+';
const SEPARATOR = /[;&|]\s|\n/g;

/** A program is the first word, or the first one behind such as `sudo` and `A=b`: elsewhere its name may be that of a folder. */
function behind(programs: string, more = ''): RegExp {
  // Each word can be read in one way only: of two ways there would be a power of two for all of them.
  const before = `(?:(?:(?:(?!-)[^\\s"'\`(;&|=]*/)?(?:sudo|env|exec|nohup|nice)|-${LETTER}+|\\w+=${LETTER}*)${GAP})*`;
  const start = `(?:^|${SEPARATOR.source}|["'\`(])[^\\S\\n]*[-@:+!]{0,4}`;
  return new RegExp(`${start}${before}(?:${LETTER}*/)?(?:${programs})["']?${GAP}${more}`, 'g');
}

/** What may stand before a command of a program: options, with their values. */
const OPTIONS = `(?:-${LETTER}+${GAP}(?:(?!-)${LETTER}+${GAP})?)*`;

const NEVER = /(?!)/;
const USER = '[^\\s:"\'`]{1,100}:(?!/)';

/** Short options mean something else in each program: `-p 8080:80` is a port of docker's, `-u 1000:1000` an account and a group. */
const SHORT_FORMS: readonly ShortForm[] = [
  {
    form: new RegExp(
      `(?<![\\w-])(?:-[uU]|--(?:proxy-)?user(?=[=\\s]))[=\\s]*${OPENING}${USER}${OPENING}${valueBehind(`(?:${USER})?`)}`,
      'dg',
    ),
    programs: behind('curl'),
    mayBe: /./,
  },
  {
    form: new RegExp(`(?<![\\w-])-p${OPENING}${VALUE}`, 'dg'),
    programs: behind('(?:mysql|mariadb)[\\w-]*|7z\\w?|mongo\\w*'),
    mayBe: /^(?=.*\d)(?=.*[A-Za-z])[^:=/]{6,}$/,
  },
  {
    form: new RegExp(`(?<![\\w-])-p\\s+(?!-)${OPENING}${VALUE}`, 'dg'),
    programs: behind('mongo\\w*'),
    mayBe: NEVER,
  },
  {
    form: new RegExp(`(?<![\\w-])-p\\s*${OPENING}${VALUE}`, 'dg'),
    programs: behind('sshpass'),
    isNext: true,
    mayBe: NEVER,
  },
  {
    form: new RegExp(`(?<![\\w-])-a\\s+(?!-)${OPENING}${VALUE}`, 'dg'),
    programs: behind('redis-cli'),
    mayBe: NEVER,
  },
  {
    form: new RegExp(`(?<![\\w-])-P\\s*(?!-)${OPENING}${VALUE}`, 'dg'),
    programs: behind('mosquitto_(?:pub|sub|rr)|ipmitool|zip'),
    mayBe: NEVER,
  },
  {
    form: new RegExp(`(?<![\\w-])-p\\s+(?!-)${OPENING}${VALUE}`, 'dg'),
    programs: behind('docker|podman', `${OPTIONS}login\\s`),
    mayBe: NEVER,
  },
  {
    form: new RegExp(
      `(?<![\\w-])-U\\s*${OPENING}[^\\s%"'\`]{1,100}%${OPENING}${valueBehind('(?:[^\\s%"\'`]{1,100}%)?')}`,
      'dg',
    ),
    programs: behind('smbclient|rpcclient'),
    mayBe: NEVER,
  },
  {
    // A map is a reference.
    form: new RegExp(
      `(?<!\\S)config\\s+set\\s+(?:--[\\w-]+\\s+){0,5}["']?[\\w.[\\]"'-]{0,200}(?:${SECRET_NAME_END})["'\\]]{0,2}\\s+(?!["']?[{-])["']{0,2}${VALUE}`,
      'dgi',
    ),
    programs: behind('openclaw', OPTIONS),
    isNext: true,
    mayBe: NEVER,
  },
  {
    form: new RegExp(`(?<![\\w-])-w\\s+(?!-)${OPENING}${VALUE}`, 'dg'),
    programs: behind('ldap\\w+'),
    mayBe: NEVER,
  },
];

interface ShortPart extends SecretPart {
  /** Where its option stands. */
  readonly option: number;
}

function shortParts(text: string, inDoubt: boolean): readonly ShortPart[] {
  if (!/-|config\s/.test(text)) return [];
  return SHORT_FORMS.flatMap(({ form, programs, isNext = false, mayBe }) => {
    const isBehind = once(() => commandsIn(text, programs, isNext));
    return [...text.matchAll(form)].flatMap(({ index, indices, 0: whole, 1: value = '' }) => {
      if (!isOpen(value) || /^\d{1,5}$/.test(value)) return [];
      if (!(inDoubt && mayBe.test(value)) && !isBehind()(index)) return [];
      const [start, end] = indices![1]!;
      const [option] = /^(?:--[a-z-]+|-\w|config\s+set)/.exec(whole)!;
      const kind = option.startsWith('-') ? 'password' : 'secret';
      return [{ start, end, what: `the ${kind} behind \`${option}\``, option: index }];
    });
  });
}

/** Tells whether a place is in a command of such a program. */
function commandsIn(text: string, programs: RegExp, isNext: boolean): (place: number) => boolean {
  const starts = [...text.matchAll(programs)].map(({ index, 0: whole }) => index + whole.length);
  const ends = [...text.matchAll(SEPARATOR)].map(({ index }) => index);
  return (place) => {
    const start = lastUpTo(place, starts);
    return isNext ? start === place : start > lastUpTo(place, ends);
  };
}

/** The last of the ascending numbers that is no greater; -1 where there is none. */
function lastUpTo(most: number, numbers: readonly number[]): number {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return numbers[low - 1] ?? -1;
}

function inUrls(text: string): readonly SecretPart[] {
  return text.includes('://') ? formParts(text, IN_URLS) : [];
}

/** In the order of the text; of parts that overlap one that has all of them, told as the first. */
function apart(parts: readonly SecretPart[]): readonly SecretPart[] {
  if (parts.length < 2) return parts;
  const joined: SecretPart[] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || part.start >= last.end) joined.push(part);
    else joined[joined.length - 1] = { ...last, end: Math.max(last.end, part.end) };
  }
  return joined;
}

interface WordPart extends SecretPart {
  readonly index: number;
}

/** The secrets in a list of words, by the word's index; also those that are the word behind an option. */
export function wordParts(words: readonly string[], inDoubt = false): readonly WordPart[] {
  const behind = partsOfWords(words, inDoubt);
  return words.flatMap((word, index) => {
    const parts = apart([...commandParts(word, inDoubt), ...(behind.get(index) ?? [])]);
    const before = words[index - 1] ?? '';
    const [, option] = word.startsWith('-') ? [] : (/^--?([\w-]+)$/.exec(before) ?? []);
    const isValue = option !== undefined && isSecretName(option) && isOpen(word) && !isHarmless(option, word);
    if (isValue) return [{ index, start: 0, end: word.length, what: `the value of \`--${option}\``, name: option }];
    const isScript = index === 0 || /^-\w*c$/.test(before);
    return (isScript ? parts : upToEnd(parts, word)).map((part) => ({ ...part, index }));
  });
}

/** A word that is an option or a variable has nothing else in it: blanks belong to the value. */
function upToEnd(parts: readonly SecretPart[], word: string): readonly SecretPart[] {
  const [head] = /^-{0,2}[\w-]+[=:]/.exec(word) ?? [];
  return apart(parts.map((part) => (part.start === head?.length ? { ...part, end: word.length } : part)));
}

/** What only the words before a word tell of it. */
function partsOfWords(words: readonly string[], inDoubt: boolean): ReadonlyMap<number, readonly SecretPart[]> {
  let next = 0;
  const starts = words.map(({ length }) => {
    next += 1 + length;
    return next - 1 - length;
  });
  const found = shortParts(words.join(' '), inDoubt).toSorted((a, b) => a.start - b.start);
  let index = 0;
  const placed = found.map(({ option, ...part }) => {
    while (part.start >= (starts[index + 1] ?? Number.POSITIVE_INFINITY)) index += 1;
    const begin = starts[index]!;
    // Behind an option that is a word, or starts one, is nothing but its value; elsewhere the word is a script.
    const end = option > begin ? part.end - begin : words[index]!.length;
    return { ...part, index, start: part.start - begin, end };
  });
  return groupBy(placed, (part) => part.index);
}

/** What stands in place of a secret. */
export const MASK = '***';

/** The text without the secrets that are in it by its own account, and what may be one; `more`: those known otherwise. */
export function maskParts(text: string, more: readonly Region[] = []): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of [...commandParts(text, true), ...more].sort((a, b) => a.start - b.start)) {
    if (start >= done) masked += text.slice(done, start) + MASK;
    done = Math.max(done, end);
  }
  return masked + text.slice(done);
}

const NAME_OF_FILE = new RegExp(`(?:creds|credentials?|key)(?:${VARIANT})?$|${FURTHER_KEY}$`, 'i');

/** A file of credentials is named by its path; of tokens in a text there is a number. */
export function isHarmless(name: string, value: string): boolean {
  if (/^tokens$/i.test(name)) return /^\d{1,9}$/.test(value);
  return NAME_OF_FILE.test(name) && /^(?:~|%\w|\.{1,2})?\//.test(value);
}

function knownParts(text: string): readonly SecretPart[] {
  if (knownSecret(text) === undefined) return [];
  return COMPILED.flatMap(([what, form]) =>
    [...text.matchAll(form)].map(({ index, 0: whole }) => ({ start: index, end: index + whole.length, what })),
  );
}

function formParts(text: string, forms: readonly Form[]): readonly SecretPart[] {
  return forms.flatMap(([form, tell]) =>
    [...text.matchAll(form)].flatMap(({ indices, 1: name = '', 2: value = '' }) => {
      const what = isOpen(value) ? tell(name, value) : undefined;
      const [start, end] = indices![2]!;
      return what === undefined ? [] : [{ start, end, what, ...(name === '' ? {} : { name }) }];
    }),
  );
}

const REFERENCES = /(?<!\$)\$\{[A-Za-z_]\w*\}|(?<!\$)\$[A-Za-z_]\w*|\$\((?:[A-Za-z]+|(?:cat\s|<)[^()]*)\)|^\*+$/g;

/** Whether something is left of the value without what OpenClaw, systemd, a shell or gwc put in. */
export function isOpen(value: string): boolean {
  return /[A-Za-z0-9]/.test(value.replace(REFERENCES, ''));
}
