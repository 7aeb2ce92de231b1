// Values of a config put in, taken out and changed by path, on copies.

import { isList, isMap, type Json, type JsonMap, mapOf } from '../../document/json.ts';
import type { Path } from '../../document/path.ts';

/** Every string anew; `path` leads to it. */
export function mapStrings(value: Json, change: (text: string, path: Path) => Json, path: Path = []): Json {
  if (typeof value === 'string') return change(value, path);
  if (isList(value)) return value.map((item, index) => mapStrings(item, change, [...path, index]));
  if (!isMap(value)) return value;
  return mapOf(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change, [...path, key])]));
}

export function replaceAt(value: Json, [key, ...rest]: Path, replacement: Json): Json {
  if (key === undefined) return replacement;
  if (isList(value)) return value.map((item, index) => (index === key ? replaceAt(item, rest, replacement) : item));
  if (!isMap(value)) return value;
  return mapOf(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaceAt(item, rest, replacement) : item]),
  );
}

/** Maps that are empty without it go too. */
export function withoutPath(map: JsonMap, [key, ...rest]: Path): JsonMap {
  const name = String(key);
  const inner = map[name];
  if (inner === undefined) return map;
  const kept = rest.length > 0 && isMap(inner) ? withoutPath(inner, rest) : undefined;
  const isGone = rest.length === 0 || (kept !== undefined && kept !== inner && Object.keys(kept).length === 0);
  const entries = Object.entries(map).filter(([other]) => other !== name || !isGone);
  return mapOf(entries.map(([other, item]) => [other, other === name && kept ? kept : item]));
}

/** Of everything that is no map. */
export function leafPaths(value: Json, path: Path = []): readonly Path[] {
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]));
  return [path];
}
