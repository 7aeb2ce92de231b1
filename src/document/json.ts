// Plain data, paths into it, and how messages show a value. Maps have no prototype, so `__proto__` is a key like any other.

import { commandParts, isNearSecretName, isSecretName, looksRandom } from '../diagnostics/secrets.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [key: string]: Json;
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Undefined where the text is no JSON. Its maps have prototypes. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Objects that inherit nothing. V8 gives those of a constructor a third of the memory that `Object.create(null)` takes. */
// biome-ignore lint/complexity/useArrowFunction: an arrow function is no constructor
const EmptyMap = function () {} as unknown as new () => Record<string, Json>;
EmptyMap.prototype = Object.freeze(Object.create(null));

/** Most maps of a fleet are empty. */
const NOTHING: JsonMap = Object.freeze(new EmptyMap());

/** A map without prototype from entries. */
export function mapOf(entries: Iterable<readonly [string, Json]>): JsonMap {
  let map: Record<string, Json> | undefined;
  for (const [key, value] of entries) {
    map ??= new EmptyMap();
    map[key] = value;
  }
  return map ?? NOTHING;
}

/** The value where it is a map, else an empty one. */
export function asMap(value: unknown): JsonMap {
  return isMap(value as Json) ? (value as JsonMap) : NOTHING;
}

/** The value at a path of keys, or undefined. */
export function at(value: Json | undefined, ...keys: readonly (string | number)[]): Json | undefined {
  let current = value;
  for (const key of keys) {
    if (isMap(current)) current = current[key];
    else if (isList(current) && typeof key === 'number') current = current[key];
    else return undefined;
  }
  return current;
}

export type Path = readonly (string | number)[];

/** Dotted, as findings show it: `hosts.box-1.instances.main.env.A`; keys with other characters are quoted. */
export function formatPath(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' || /^[\w$-]+$/.test(key) ? String(key) : JSON.stringify(key)))
    .join('.');
}

/** A JSON pointer (RFC 6901). */
export function toPointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const LONGEST_SHOWN = 60;

/** Whether the value at this path may be a secret, judged by the names on the path. */
export function mayBeSecret(path: Path): boolean {
  return path.some((key) => typeof key === 'string' && (isSecretName(key) || isNearSecretName(key)));
}

/** A value as a message shows it: JSON, cut short; of a value that may be secret only its type. */
export function describe(value: Json | undefined, path: Path): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const isSecret = typeof value === 'string' && (commandParts(value).length > 0 || looksRandom(value));
  if (isSecret || mayBeSecret(path)) return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SHOWN
    ? text
    : `${text.slice(0, LONGEST_SHOWN)}…${typeof value === 'string' ? '"' : ''}`;
}
