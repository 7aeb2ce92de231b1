// Plain data. Maps have no prototype, so a key such as `__proto__` or `constructor` is a key like any other.

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
