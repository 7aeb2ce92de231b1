// A schema without references → the same with what stands in it twice or more, and what is large, moved to `$defs`.

import { definitionRef, type JsonSchema, mapSchemas, type RootSchema } from '../src/openclaw/schema/json-schema.ts';

/** In characters of JSON: smaller parts aren't worth a reference. */
const LEAST_SIZE = 80;
/** Larger ones get a line of the file to themselves, which is left unread where a config doesn't use them. */
const LARGE = 1000;

/** Definitions are named for the key under which they first stand. */
export function shareSubtrees(schema: JsonSchema): RootSchema {
  const counts = new Map<string, number>();
  count(schema, counts);
  const names = new Map<string, string>();
  const definitions = new Map<string, JsonSchema>();

  const share = (part: JsonSchema, key: string): JsonSchema => {
    const text = JSON.stringify(part);
    if (text.length < LARGE && (counts.get(text) ?? 0) < 2) return inside(part);
    const known = names.get(text);
    if (known !== undefined) return definitionRef(known);
    const name = freeName(key, new Set(names.values()));
    names.set(text, name);
    definitions.set(name, inside(part));
    return definitionRef(name);
  };
  const inside = (part: JsonSchema): JsonSchema => (typeof part === 'boolean' ? part : mapSchemas(part, share));

  const shared = inside(schema) as RootSchema;
  return { ...shared, $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function count(schema: JsonSchema, counts: Map<string, number>): void {
  if (typeof schema === 'boolean') return;
  mapSchemas(schema, (part) => {
    const text = JSON.stringify(part);
    const seen = counts.get(text) ?? 0;
    if (text.length >= LEAST_SIZE) counts.set(text, seen + 1);
    // What a repeated part holds is counted once, with its first occurrence.
    if (seen === 0) count(part, counts);
    return part;
  });
}

function freeName(key: string, taken: ReadonlySet<string>): string {
  const base = key.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'part';
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
  return name;
}
