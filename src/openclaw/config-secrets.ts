// Every secret in an openclaw.json: which keys hold one, where it is, and whether it is a reference or the secret itself.
// Source: fields of `openclaw config schema` that take a SecretRef; docs/reference/secretref-credential-surface.md.

import {
  isHarmless,
  isMisspeltSecret,
  isNearSecretName,
  isSecretName,
  looksRandom,
  type SecretPart,
  secretParts,
  wordParts,
} from '../diagnostics/secrets.ts';
import { at, isList, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { BOT_CHANNELS } from './channels.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from './gateway-auth.ts';

/** Ends of paths whose last key alone doesn't tell. */
const FURTHER_FIELDS =
  /(?:^|\.)(?:request\.auth\.value|tls\.key|gateway\.remote\.edgeAuth\.[^.]+|tlon\.(?:accounts\.[^.]+\.)?code)$/;

/** Maps of texts and lists whose keys are names that the user gives: an alias, a peer, a provider. */
const NAME_MAPS =
  /(?:^|\.)(?:\w*aliases|auth\.order|broadcast|members|allowFrom|identityLinks|identityScopes|projectProfiles|responseUsage|reasoningEffortMap|ulimits|modelByChannel\.[^.]+|stickerSets\.[^.]+)\.[^.]+$/i;

/** The secret itself, in a map that is named like one. */
const PLAIN_PART = /^(?:value|raw|plain|text|data)$/i;

/** Whether a text at a path of openclaw.json is a secret. An item of a list is what its list is; a map never is one. */
export function isSecretField(path: Path): boolean {
  const own = namedPart(path);
  const name = String(own.at(-1) ?? '');
  if (isSecretName(name)) return !NAME_MAPS.test(own.join('.'));
  return FURTHER_FIELDS.test(own.join('.')) || (PLAIN_PART.test(name) && isSecretName(String(own.at(-2) ?? '')));
}

/** Programs read some secrets from the file that a variable names. A field of OpenClaw's own has the secret itself. */
function isVariableOfFile(path: Path, value: string): boolean {
  const map = path.at(-2) === 'vars' ? path.at(-3) : path.at(-2);
  return map === 'env' && isHarmless(String(path.at(-1)), value);
}

/** Whether a text is most likely a secret: its key is misspelt, or in a map that is named like one. */
function mayBeSecretField(path: Path, text: string): boolean {
  const [parent = '', name = ''] = namedPart(path.slice(-2)).map(String);
  const own = name === '' ? parent : name;
  if (isNearSecretName(own)) return isMisspeltSecret(own, text);
  return name !== '' && isSecretName(parent) && !/id$/i.test(name) && looksRandom(text);
}

/** Lists of words for a program, and programs. */
const COMMANDS = /^(?:args|argv|arguments|command|cmd|commands|entrypoint|setupCommand)$/i;

function isCommandField(path: Path): boolean {
  return COMMANDS.test(String(namedPart(path).at(-1) ?? ''));
}

/** Up to the last key that is a name. */
function namedPart(path: Path): Path {
  return path.slice(0, path.findLastIndex((key) => typeof key === 'string') + 1);
}

/** What OpenClaw writes and reads as `apiKey` where there is none: local servers, logins of other kinds. */
const NO_KEYS: ReadonlySet<string> = new Set([
  'apple-fm-local',
  'codex-app-server',
  'custom-local',
  'ds4-local',
  'gcp-vertex-credentials',
  'llamacpp-no-key',
  'lmstudio',
  'lmstudio-local',
  'local-model',
  'minimax-oauth',
  'ollama-local',
  'openclaw:claude-cli-native-auth',
  'qwen-oauth',
  'secretref-managed',
]);

export function isNoKey(value: string): boolean {
  return NO_KEYS.has(value.trim());
}

const CONTAINERS: ReadonlySet<string> = new Set([
  'accounts',
  'auth',
  'channels',
  'config',
  'entries',
  'env',
  'headers',
  'models',
  'plugins',
  'providers',
  'request',
  'servers',
  'vars',
]);

/** What a secret is named by: its path, or that of the command that has it as the value of an option or variable. */
export function placeOf(path: Path, name: string | undefined): Path {
  return name === undefined
    ? path
    : [
        ...path.slice(
          0,
          path.findLastIndex((key) => typeof key === 'string'),
        ),
        name,
      ];
}

/** A good name for the variable that would hold the secret at a path of openclaw.json. */
export function variableFor(path: Path): string {
  const dotted = path.join('.');
  if (dotted === 'gateway.auth.token') return TOKEN_VARIABLE;
  if (dotted === 'gateway.auth.password') return PASSWORD_VARIABLE;
  const last = String(path.at(-1));
  if (/^[A-Z][A-Z0-9_]+$/.test(last)) return last;
  const channel = BOT_CHANNELS.find(
    ({ channel }) => path.length === 3 && path[0] === 'channels' && path[1] === channel,
  );
  const known = channel?.identities.find(({ keys }) =>
    keys.some(({ key, kind }) => key === path[2] && kind === 'secret'),
  );
  return known?.variable ?? screamed(path.filter((key) => !CONTAINERS.has(String(key))));
}

function screamed(path: Path): string {
  const words = path.map((key) =>
    String(key)
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replace(/[^A-Za-z0-9]+/g, '_'),
  );
  return words
    .join('_')
    .replace(/_+/g, '_')
    .toUpperCase()
    .replace(/^(?=\d)|^_+/, 'X_');
}

export interface SecretRef {
  readonly source: string;
  readonly provider: string;
  readonly id: string;
}

const DEFAULT_PROVIDER = 'default';
/** An escaped one first: `$${VAR}` is the text `${VAR}`. */
const VARIABLE = /\$\$\{[A-Z_][A-Z0-9_]*\}|\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** The map as a reference; undefined where it is some other map. */
export function secretRef(value: Json | undefined): SecretRef | undefined {
  if (!isMap(value)) return undefined;
  const { source, provider = DEFAULT_PROVIDER, id } = value;
  if (typeof source !== 'string' || typeof provider !== 'string' || typeof id !== 'string') return undefined;
  return Object.keys(value).every((key) => REF_KEYS.has(key)) ? { source, provider, id } : undefined;
}

const REF_KEYS: ReadonlySet<string> = new Set(['source', 'provider', 'id']);

/** Names of the variables that OpenClaw puts into the text. */
export function variablesIn(text: string): readonly string[] {
  if (!text.includes('${')) return [];
  return [...text.matchAll(VARIABLE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** The text as OpenClaw would read it with these values. */
export function substitute(text: string, resolve: (name: string) => string): string {
  return text.replace(VARIABLE, (written, name?: string) => (name === undefined ? written.slice(1) : resolve(name)));
}

/** The provider's definition in `secrets.providers`. `env` and `store` need none. */
export function providerOf({ provider }: SecretRef, config: JsonMap): JsonMap | undefined {
  const found = at(config, 'secrets', 'providers', provider);
  return isMap(found) ? found : undefined;
}

const PROVIDER_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]{0,127}$/;

/** What keeps the reference from being resolved; undefined where nothing does. A name of bad form is never shown: it may be a secret. */
export function refProblem(ref: SecretRef, config: JsonMap): string | undefined {
  if (ref.source === 'env' && !VARIABLE_NAME.test(ref.id)) {
    return 'the `id` of a SecretRef with `source: env` is the name of a variable in upper case, such as OPENAI_API_KEY';
  }
  if (!PROVIDER_NAME.test(ref.provider)) return 'the `provider` of a SecretRef is a key of `secrets.providers`';
  const provider = providerOf(ref, config);
  const name = `\`secrets.providers.${ref.provider}\``;
  if (provider === undefined && (ref.source === 'file' || ref.source === 'exec')) {
    return `the SecretRef names ${name}, which isn't declared; add it to \`config\` with \`source: ${ref.source}\``;
  }
  const allowed = provider?.['allowlist'];
  if (ref.source === 'env' && isList(allowed) && !allowed.includes(ref.id)) {
    return `${name} has an \`allowlist\` without \`${ref.id}\`; add it there`;
  }
  return undefined;
}

export type ConfigSecret = { readonly path: Path } & (
  | OpenSecret
  | { readonly kind: 'variables'; readonly names: readonly string[] }
  | { readonly kind: 'ref'; readonly ref: SecretRef }
  | { readonly kind: 'name'; readonly name: string }
);

export interface OpenSecret {
  readonly kind: 'open';
  /** "the value of `auth.token`": what can be said of it. */
  readonly what: string;
  readonly value: string;
  /** What is before and after the value in the text at the path. */
  readonly around: readonly [before: string, after: string];
  /** Of the option, variable or header in the text that has the value. */
  readonly name?: string;
}

export function configSecrets(config: JsonMap): readonly ConfigSecret[] {
  const found: ConfigSecret[] = [];
  collect(config, [], found);
  return found;
}

const SOURCES: ReadonlySet<string> = new Set(['env', 'file', 'exec', 'store']);

function collect(value: Json, path: Path, found: ConfigSecret[]): void {
  if (isMap(value)) collectMap(value, path, found);
  else if (isList(value)) collectList(value, path, found);
  else if (typeof value === 'string' || typeof value === 'number') {
    if (isSecretField(path) && !isVariableOfFile(path, String(value))) found.push(...inField(String(value), path));
    else if (typeof value === 'string') found.push(...inText(value, path));
  }
}

/** A map is no secret, whatever its name: what is in it may be. */
function collectMap(map: JsonMap, path: Path, found: ConfigSecret[]): void {
  const ref = secretRef(map);
  if (ref && SOURCES.has(ref.source)) found.push({ kind: 'ref', path, ref });
  else for (const key of Object.keys(map)) collect(map[key]!, [...path, key], found);
}

function collectList(list: readonly Json[], path: Path, found: ConfigSecret[]): void {
  if (isCommandField(path) && !list.some((item) => isMap(item) || isList(item))) {
    for (const { index, ...part } of wordParts(list.map(String)))
      found.push(openPart([...path, index], String(list[index]), part));
  } else for (const [index, inner] of list.entries()) collect(inner, [...path, index], found);
}

function inText(text: string, path: Path): readonly ConfigSecret[] {
  if (isCommandField(path)) return wordParts([text]).map((part) => openPart(path, text, part));
  if (mayBeSecretField(path, text)) return [openAt(path, text)];
  return secretParts(text).map((part) => openPart(path, text, part));
}

function openPart(path: Path, text: string, { start, end, what, name }: SecretPart): ConfigSecret {
  return {
    kind: 'open',
    path,
    what,
    value: text.slice(start, end),
    around: [text.slice(0, start), text.slice(end)],
    ...(name === undefined ? {} : { name }),
  };
}

/** What may surround a reference: the scheme of an Authorization header, `user:password`. */
const AROUND_REFERENCES = /^(?:(?:basic|bearer|bot|token)\s+)?[\s:]*$/i;

function inField(text: string, path: Path): readonly ConfigSecret[] {
  if (text.trim() === '' || isNoKey(text)) return [];
  if (isVariableAsKey(text, path)) return [{ kind: 'variables', path, names: [text] }];
  const name = namedVariable(text);
  if (name !== undefined) return [{ kind: 'name', path, name }];
  const names = variablesIn(text);
  const around = text.replace(/(?<!\$)\$\{[A-Z_][A-Z0-9_]*\}/g, '');
  const isReference = names.length > 0 && AROUND_REFERENCES.test(around);
  return isReference ? [{ kind: 'variables', path, names }] : [openAt(path, text)];
}

/** OpenClaw takes `apiKey: OPENAI_API_KEY` for the variable of that name. */
export function isVariableAsKey(text: string, path: Path): boolean {
  return path.at(-1) === 'apiKey' && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN)$/.test(text);
}

/** `env:NAME` stands for the variable in OpenClaw's documentation. Its code takes that for the secret itself. */
export function namedVariable(text: string): string | undefined {
  return /^env:([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)$/.exec(text.trim())?.[1];
}

function openAt(path: Path, value: string): ConfigSecret {
  const keys = path.filter((key) => typeof key === 'string').slice(-2);
  return { kind: 'open', path, what: `the value of \`${keys.join('.')}\``, value, around: ['', ''] };
}
