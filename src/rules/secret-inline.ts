// hosts.yaml names secrets and holds none.

import { oncePer } from '../diagnostics/collections.ts';
import {
  commandParts,
  isHarmless,
  isMisspeltSecret,
  isSecretName,
  KNOWN_SECRET,
  knownSecret,
  looksLikeSecret,
  wordParts,
} from '../diagnostics/secrets.ts';
import { replacing } from '../document/finding.ts';
import { isList, isMap, type Json, type Path } from '../document/json.ts';
import type { Fleet, Instance, Service, WorkspaceFile } from '../model/fleet.ts';
import {
  type ConfigSecret,
  configSecrets,
  type OpenSecret,
  placeOf,
  refProblem,
  variableFor,
} from '../openclaw/config-secrets.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from '../openclaw/gateway-auth.ts';
import type { Finding, Rule } from './rule.ts';

export const secretInline: Rule = {
  id: 'secret-inline',
  severity: 'error',
  hasWarnings: true,
  summary: 'no secret value is in hosts.yaml, and each secret that the config names is listed in `secrets`',
  compares: 'every field and variable that may hold a secret; the host supplies {secrets}',
  why: `hosts.yaml lives in version control, and what gwc emits is copied, compared and shown in logs: a secret in it is known to all who
can read either, for ever. So tokens, passwords and keys in \`config\` are references: \`\${NAME}\`, which OpenClaw replaces at its
start, or a SecretRef such as \`{ source: file, provider: vault, id: /telegram }\`. \`env\`, \`command\` and raw unit directives take no
secrets at all.

Each variable that such a field names is listed in \`secrets\`: gwc then writes its name into secrets.env.example and has the service
read \`secretsFile\`. A variable that the host doesn't supply leaves the gateway without its token.

What is a secret: a text under a key that is named like one (\`botToken\`, \`apiKey\`, \`Authorization\`, …), the value of an option, variable or
header in a command line (\`--token …\`, \`MY_TOKEN=…\`, \`-H "Authorization: Bearer …"\`, also in \`args\` of MCP servers; of
programs that are known to have one there the password in \`curl -u user:…\`, \`mysql -p…\`, \`openclaw config set gateway.auth.token …\`), the
password or key in a URL (\`https://user:…@host\`, \`?api_key=…\`), a token behind \`Bearer\`, and a value of a known form (\`sk-…\`,
\`xoxb-…\`, \`ghp_…\`, \`https://hooks.slack.com/services/…\`) anywhere, in the files of \`workspaceFiles\` too. A number or such as
\`_OLD\` behind a name changes nothing (\`TOKEN_2\`), and \`OPENAI_API_KEY_PROD\` is a key, as OpenClaw reads it. A map
or a name is none: \`plugins.entries.onepassword\`, a provider called \`team-secrets\`; nor is a variable's path of a key file,
\`GOOGLE_APPLICATION_CREDENTIALS: /etc/google.json\`.

No finding shows a secret's value. It can't be silenced: a secret that was committed needs to be replaced.`,
  source:
    'OpenClaw docs/gateway/secrets.md, docs/reference/secretref-credential-surface.md; openclaw@2026.9.6, src/secrets/ref-contract',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { channels: { telegram: { botToken: not-a-real-token } } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        secrets: [TELEGRAM_BOT_TOKEN]
        config: { channels: { telegram: { botToken: '\${TELEGRAM_BOT_TOKEN}' } } }
`,
  },
  check,
};

const IN_THE_OPEN = 'is in plain text';

function* check(fleet: Fleet): Iterable<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    for (const secret of configSecrets(instance.config)) yield* inConfig(secret, instance);
    for (const [name, value] of Object.entries(instance.env)) yield* inEnv(name, value, instance);
    for (const [index, name] of instance.secrets.entries()) yield* inName(name, [...instance.path, 'secrets', index]);
    yield* inService(instance);
    yield* inFiles(instance);
  }
}

function* inConfig(secret: ConfigSecret, instance: Instance): Iterable<Finding> {
  const at = [...instance.path, 'config', ...secret.path];
  if (secret.kind === 'open') yield openSecret(secret, secret.path, at);
  else if (secret.kind === 'name') yield unreadName(secret.name, at);
  else if (secret.kind === 'variables') for (const name of secret.names) yield* unlisted(name, at, instance);
  else {
    const problem = refProblem(secret.ref, instance.config);
    if (problem !== undefined) yield { at, message: problem };
    else if (secret.ref.source === 'env') yield* unlisted(secret.ref.id, at, instance);
  }
}

function unreadName(name: string, at: Path): Finding {
  return {
    severity: 'warning',
    at,
    message: `OpenClaw takes \`env:${name}\` for the secret itself; write \`\${${name}}\` and list \`${name}\` in \`secrets\``,
    suggestions: [`\${${name}}`],
    ...replacing(at, [`\${${name}}`]),
  };
}

function* unlisted(name: string, at: Path, { secrets, env, path }: Instance): Iterable<Finding> {
  if (Object.hasOwn(env, name)) {
    // Reported already where the name says so.
    if (isSecretName(name)) return;
    const message = `\`${name}\` is a secret that \`config\` reads, and \`env\` shows it to everyone; move the name to \`secrets\` and its value to the host`;
    yield { at: [...path, 'env', name], message, related: [{ at, message: 'a secret field reads it here' }] };
  } else if (!secrets.includes(name)) {
    const message = `\`${name}\` is not listed in \`secrets\`, so the host is not asked to supply it; add it there`;
    const whole = [...secrets, name];
    const edits = [{ kind: 'append', path: [...path, 'secrets'], value: name, whole }] as const;
    yield { at, message, suggestions: [`secrets: [${whole.join(', ')}]`], edits };
  }
}

function* inEnv(name: string, value: string, { path }: Instance): Iterable<Finding> {
  const isNamed = isSecretName(name) && value.trim() !== '' && !isHarmless(name, value);
  const looksNamed = isMisspeltSecret(name, value);
  if (looksLikeSecret(name)) yield* inName(name, [...path, 'env']);
  const [part] = commandParts(value);
  if (!isNamed && !looksNamed && part === undefined) return;
  // What a part is called stands in the value, too.
  const what = isNamed || looksNamed || part?.name ? `the value of \`${name}\`` : part?.what;
  const message = `${what} ${IN_THE_OPEN}; remove it from \`env\` and list \`${name}\` in \`secrets\``;
  yield { at: [...path, 'env', name], message };
}

/** Of some services every token is a good name, too. */
function* inName(name: string, at: Path): Iterable<Finding> {
  if (!looksLikeSecret(name)) return;
  yield {
    at,
    message: "a secret's value is in plain text; `secrets` lists the names of variables, and the host has their values",
  };
}

function openSecret({ what, around, name }: OpenSecret, path: Path, at: Path): Finding {
  const [before, after] = around;
  const variable = variableFor(placeOf(path, name));
  // What stands there isn't put in for others.
  if (path[0] === 'env' && around.join('') === '') {
    return { at, message: `${what} ${IN_THE_OPEN}; remove it and list \`${variable}\` in \`secrets\`` };
  }
  const reference = `\${${variable}}`;
  const message = `${what} ${IN_THE_OPEN}; write \`${reference}\` and list \`${variable}\` in \`secrets\``;
  return { at, message, suggestions: [`${before}${reference}${after}`] };
}

/** Secrets of a known form alone: a text may speak of tokens. One for each file. */
function* inFiles({ path, workspaceFiles }: Instance): Iterable<Finding> {
  const { from, key = [], found } = workspaceFiles ?? {};
  for (const file of found?.files ?? []) {
    const secret = secretIn(file);
    if (secret === undefined) continue;
    const { what, line } = secret;
    const message = `${what} ${IN_THE_OPEN} in \`${from}/${file.path}\`, line ${line}; remove it, and have the agent read a variable that \`secrets\` names`;
    yield { at: [...path, ...key], message };
  }
}

/** Many instances may have one file. */
const secretIn = oncePer(({ content }: WorkspaceFile) => {
  const what = knownSecret(content);
  return what === undefined
    ? undefined
    : { what, line: content.slice(0, content.search(KNOWN_SECRET)).split('\n').length };
});

/** What every user of the host can read: the command line, the unit or job. */
function* inService({ command, service, path }: Instance): Iterable<Finding> {
  const say = (at: Path, { what, name }: UnitSecret) => {
    const message = `${what} ${IN_THE_OPEN}, and every user of the host can read it; remove it, list ${variableOf(name)} in \`secrets\` and put its value into \`secretsFile\``;
    return { at: [...path, ...at], message };
  };
  for (const secret of commandSecrets(command)) yield say(secret.path, secret);
  for (const secret of serviceSecrets(service)) yield say(secret.path, secret);
}

/** Options of OpenClaw have a variable of their own, and a variable is one. */
function variableOf(name = ''): string {
  const variable = { token: TOKEN_VARIABLE, password: PASSWORD_VARIABLE }[name] ?? name;
  return /^[A-Z][A-Z0-9_]*$/.test(variable) ? `\`${variable}\`` : 'the variable that the program reads it from';
}

export interface UnitSecret {
  /** Below the instance. */
  readonly path: Path;
  readonly what: string;
  /** Of the option or variable that has the value. */
  readonly name?: string;
}

/** One for each word. */
function commandSecrets(command: readonly string[]): readonly UnitSecret[] {
  return firstOfEach(wordParts(command)).map((part) => ({ ...part, path: ['command', part.index] }));
}

function* serviceSecrets({ systemd, launchd }: Service): Iterable<UnitSecret> {
  for (const [section, directives] of Object.entries(systemd)) {
    for (const [name, value] of Object.entries(directives)) {
      yield* inValue(value as Json, name, ['service', 'systemd', section, name]);
    }
  }
  yield* inValue(launchd, '', ['service', 'launchd']);
}

/** An item of a list is what its list is. */
function* inValue(value: Json, name: string, path: Path): Iterable<UnitSecret> {
  if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) yield* inValue(inner, key, [...path, key]);
  } else if (isList(value)) {
    const words = value.map((item) => (typeof item === 'object' ? '' : String(item)));
    for (const { index, ...part } of firstOfEach(wordParts(words))) {
      if (!isSecretKey(name, words[index]!)) yield { ...part, path: [...path, index] };
    }
    for (const [index, item] of value.entries()) {
      if (typeof item === 'object' || isSecretKey(name, String(item))) yield* inValue(item, name, [...path, index]);
    }
  } else if (value !== null) {
    const text = String(value);
    const [part] = isSecretKey(name, text) ? [{ what: `the value of \`${name}\``, name }] : commandParts(text);
    if (part) yield { ...part, path };
  }
}

/** `SetCredential=…`, a key of launchd's EnvironmentVariables. Credentials that systemd loads are named by a path. */
function isSecretKey(name: string, value: string): boolean {
  const isNamed = isSecretName(name) && !/^(?:Load|Import)Credential/.test(name);
  return isNamed && value.trim() !== '' && !isHarmless(name, value);
}

function firstOfEach<T extends { readonly index: number }>(parts: readonly T[]): readonly T[] {
  return parts.filter(({ index }, at) => index !== parts[at - 1]?.index);
}
