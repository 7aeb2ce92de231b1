// hosts.yaml names secrets and holds none.

import { isSecretName, knownSecret, URL_PASSWORD } from '../diagnostics/secret-names.ts';
import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { isNoKey, isSecretField, variableFor } from '../openclaw/secret-fields.ts';
import { refProblem, type SecretRef, secretRef, variablesIn } from '../openclaw/secret-ref.ts';
import type { Finding, Rule } from './rule.ts';
import { unitSecrets } from './unit-secrets.ts';

export const secretInline: Rule = {
  id: 'secret-inline',
  severity: 'error',
  summary: "no secret's value stands in hosts.yaml, and each that the config names is listed in `secrets`",
  why: `hosts.yaml lives in version control, and what gwc emits is copied, compared and shown in logs: a secret in it is known to all who
can read either, for ever. So tokens, passwords and keys in \`config\` are references: \`\${NAME}\`, which OpenClaw replaces at its
start, or a SecretRef such as \`{ source: file, provider: vault, id: /telegram }\`. \`env\`, \`command\` and raw unit directives take no
secrets at all.

Each variable that such a field names stands in \`secrets\`: gwc then writes its name into secrets.env.example and has the service
read \`secretsFile\`. A variable that the host doesn't supply leaves the gateway without its token.

A field is one of a secret by its name (\`botToken\`, \`apiKey\`, \`Authorization\`, …); a value of a known form (\`sk-…\`, \`xoxb-…\`,
\`ghp_…\`, a password in a URL) is one anywhere. No finding shows the value. It can't be silenced: a secret that was committed needs to
be replaced.`,
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

function* check(fleet: Fleet): Iterable<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    yield* inConfig(instance.config, [], instance);
    for (const [name, value] of Object.entries(instance.env)) yield* inEnv(name, value, instance);
    for (const { path, what, fix } of unitSecrets(instance)) {
      yield { at: [...instance.path, ...path], message: `${what} stands here in the open; ${fix}` };
    }
  }
}

function* inConfig(value: Json, path: Path, instance: Instance): Iterable<Finding> {
  const at = [...instance.path, 'config', ...path];
  const ref = secretRef(value);
  if (ref && KINDS.has(ref.source)) {
    yield* inRef(ref, at, instance);
  } else if (isMap(value) && isSecretField(path) && !SECTIONS.has(nameOf(path))) {
    yield* inSecretMap(value, path, instance);
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) yield* inConfig(inner, [...path, key], instance);
  } else if (isList(value)) {
    for (const [index, inner] of value.entries()) yield* inConfig(inner, [...path, index], instance);
  } else if (isSecretField(path) && (typeof value === 'string' || typeof value === 'number')) {
    yield* inField(String(value), path, instance);
  } else if (typeof value === 'string') {
    const what = secretIn(value);
    if (what !== undefined) yield openSecret(what, at, path);
  }
}

/** Maps of settings that are only named like secrets. */
const SECTIONS: ReadonlySet<string> = new Set(['secrets', 'tlon.authorization']);

/** Credentials as a map, such as those of a service account: one finding for all of it. */
function* inSecretMap(map: JsonMap, path: Path, instance: Instance): Iterable<Finding> {
  const leaves = leavesOf(map, path);
  if (leaves.some((leaf) => isOpen(leaf.text, leaf.path))) {
    yield openSecret(`the value of \`${nameOf(path)}\``, [...instance.path, 'config', ...path], path);
  } else {
    for (const leaf of leaves) yield* inField(leaf.text, leaf.path, instance);
  }
}

interface Leaf {
  readonly path: Path;
  readonly text: string;
}

function leavesOf(value: Json, path: Path): readonly Leaf[] {
  if (isMap(value)) return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  if (isList(value)) return value.flatMap((inner, index) => leavesOf(inner, [...path, index]));
  return typeof value === 'string' || typeof value === 'number' ? [{ path, text: String(value) }] : [];
}

const KINDS: ReadonlySet<string> = new Set(['env', 'file', 'exec', 'store']);

function* inRef(ref: SecretRef, at: Path, instance: Instance): Iterable<Finding> {
  const problem = refProblem(ref, instance.config);
  if (problem !== undefined) yield { at, message: problem };
  else if (ref.source === 'env') yield* unlisted(ref.id, at, instance);
}

/** What may stand around a reference: the scheme of an Authorization header, `user:password`. */
const AROUND_REFERENCES = /^(?:(?:basic|bearer|bot|token)\s+)?[\s:]*$/i;

function* inField(text: string, path: Path, instance: Instance): Iterable<Finding> {
  const at = [...instance.path, 'config', ...path];
  if (isOpen(text, path)) yield openSecret(`the value of \`${nameOf(path)}\``, at, path);
  else for (const name of referencesIn(text, path)) yield* unlisted(name, at, instance);
}

/** Whether the text is more than references, and more than OpenClaw's words for no key. */
function isOpen(text: string, path: Path): boolean {
  if (text.trim() === '' || isNoKey(text) || isVariableAsKey(text, path)) return false;
  const around = text.replace(/(?<!\$)\$\{[A-Z_][A-Z0-9_]*\}/g, '');
  return around === text || !AROUND_REFERENCES.test(around);
}

function referencesIn(text: string, path: Path): readonly string[] {
  return isVariableAsKey(text, path) ? [text] : variablesIn(text);
}

/** OpenClaw takes `apiKey: OPENAI_API_KEY` for the variable of that name. */
function isVariableAsKey(text: string, path: Path): boolean {
  return path.at(-1) === 'apiKey' && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN)$/.test(text);
}

/** "auth.token" */
function nameOf(path: Path): string {
  const keys = path.filter((key) => typeof key === 'string');
  return keys.slice(-2).join('.');
}

function* unlisted(name: string, at: Path, { secrets, env, path }: Instance): Iterable<Finding> {
  if (Object.hasOwn(env, name)) {
    // Told already where the name tells it.
    if (isSecretName(name)) return;
    const message = `\`${name}\` is a secret that \`config\` reads, and \`env\` shows it to everyone; move the name to \`secrets\` and its value to the host`;
    yield { at: [...path, 'env', name], message, related: [{ at, message: 'a secret field reads it here' }] };
  } else if (!secrets.includes(name)) {
    const message = `\`${name}\` isn't in \`secrets\`, so nothing makes the host supply it; add it there`;
    yield { at, message, suggestions: [`secrets: [${[...secrets, name].join(', ')}]`] };
  }
}

/** A file of credentials is named by its path. */
const PATH_VALUE = /^~?\/\S*$/;

function* inEnv(name: string, value: string, { path }: Instance): Iterable<Finding> {
  const isNamed =
    isSecretName(name) && value.trim() !== '' && !(/(credentials?|key)$/i.test(name) && PATH_VALUE.test(value));
  const what = isNamed ? `the value of \`${name}\`` : secretIn(value);
  if (what === undefined) return;
  const message = `${what} stands here in the open; remove it from \`env\` and list \`${name}\` in \`secrets\``;
  yield { at: [...path, 'env', name], message };
}

function secretIn(text: string): string | undefined {
  return knownSecret(text) ?? (text.search(URL_PASSWORD) === -1 ? undefined : 'the password of a URL');
}

function openSecret(what: string, at: Path, path: Path): Finding {
  const variable = variableFor(path);
  // What stands there isn't put in for others.
  if (path[0] === 'env') {
    return { at, message: `${what} stands here in the open; remove it and list \`${variable}\` in \`secrets\`` };
  }
  const reference = `\${${variable}}`;
  const message = `${what} stands here in the open; write \`${reference}\` and list \`${variable}\` in \`secrets\``;
  return { at, message, suggestions: [reference] };
}
