// Every secret in an openclaw.json: where it stands, and whether it is a reference or the secret itself.

import { knownSecret, URL_PASSWORD } from '../diagnostics/secret-names.ts';
import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { isNoKey, isSecretField } from './secret-fields.ts';
import { type SecretRef, secretRef, variablesIn } from './secret-ref.ts';

export type ConfigSecret = { readonly path: Path } & (
  | { readonly kind: 'open' /** "the value of `auth.token`": what can be said of it. */; readonly what: string }
  | { readonly kind: 'variables'; readonly names: readonly string[] }
  | { readonly kind: 'ref'; readonly ref: SecretRef }
);

export function configSecrets(config: JsonMap): readonly ConfigSecret[] {
  const found: ConfigSecret[] = [];
  collect(config, [], found);
  return found;
}

/** What a text of a known form holds, such as "a GitHub token". */
export function secretIn(text: string): string | undefined {
  return knownSecret(text) ?? (text.includes('://') && text.search(URL_PASSWORD) !== -1 ? PASSWORD : undefined);
}

const PASSWORD = 'the password of a URL';
const SOURCES: ReadonlySet<string> = new Set(['env', 'file', 'exec', 'store']);
/** Maps of settings that are only named like secrets. */
const SECTIONS: ReadonlySet<string> = new Set(['secrets', 'tlon.authorization']);

function collect(value: Json, path: Path, found: ConfigSecret[]): void {
  if (isMap(value)) collectMap(value, path, found);
  else if (isList(value)) {
    for (const [index, inner] of value.entries()) collect(inner, [...path, index], found);
  } else if (typeof value === 'string' || typeof value === 'number') {
    if (isSecretField(path)) found.push(...inField(String(value), path));
    else if (typeof value === 'string') {
      const what = secretIn(value);
      if (what !== undefined) found.push({ kind: 'open', path, what });
    }
  }
}

function collectMap(map: JsonMap, path: Path, found: ConfigSecret[]): void {
  const ref = secretRef(map);
  if (ref && SOURCES.has(ref.source)) found.push({ kind: 'ref', path, ref });
  else if (isSecretField(path) && !SECTIONS.has(nameOf(path))) found.push(...inCredentials(map, path));
  else for (const key of Object.keys(map)) collect(map[key]!, [...path, key], found);
}

/** Credentials as a map, such as those of a service account: where one part is open, all of it is one secret. */
function inCredentials(map: JsonMap, path: Path): readonly ConfigSecret[] {
  const parts = leavesOf(map, path).flatMap((leaf) => inField(leaf.text, leaf.path));
  return parts.some(({ kind }) => kind === 'open') ? [openAt(path)] : parts;
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

/** What may stand around a reference: the scheme of an Authorization header, `user:password`. */
const AROUND_REFERENCES = /^(?:(?:basic|bearer|bot|token)\s+)?[\s:]*$/i;

function inField(text: string, path: Path): readonly ConfigSecret[] {
  if (text.trim() === '' || isNoKey(text)) return [];
  if (isVariableAsKey(text, path)) return [{ kind: 'variables', path, names: [text] }];
  const names = variablesIn(text);
  const around = text.replace(/(?<!\$)\$\{[A-Z_][A-Z0-9_]*\}/g, '');
  const isReference = names.length > 0 && AROUND_REFERENCES.test(around);
  return isReference ? [{ kind: 'variables', path, names }] : [openAt(path)];
}

/** OpenClaw takes `apiKey: OPENAI_API_KEY` for the variable of that name. */
function isVariableAsKey(text: string, path: Path): boolean {
  return path.at(-1) === 'apiKey' && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN)$/.test(text);
}

function openAt(path: Path): ConfigSecret {
  return { kind: 'open', path, what: `the value of \`${nameOf(path)}\`` };
}

/** "auth.token" */
function nameOf(path: Path): string {
  return path
    .filter((key) => typeof key === 'string')
    .slice(-2)
    .join('.');
}
