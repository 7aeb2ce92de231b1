// What a schema says of its keys, and how it is stored.

import {
  type Explanation,
  type Explanations,
  explanationOf,
  pathBelow,
} from '../../src/openclaw/schema/editor-schema.ts';
import type { JsonSchema, SchemaNode } from '../../src/openclaw/schema/json-schema.ts';

/** `schema` has no references. Where alternatives have the same key, the first that explains it counts. */
export function explanationsOf(schema: SchemaNode): Explanations {
  const found = new Map<string, Explanation>();
  const visit = (node: JsonSchema, path: string) => {
    if (typeof node === 'boolean') return;
    const { properties = {}, additionalProperties = true, items = true, anyOf = [], oneOf = [], allOf = [] } = node;
    const entries = [...Object.entries(properties), ['*', additionalProperties] as const];
    for (const [key, entry] of entries) {
      const place = pathBelow(path, key);
      const explanation = typeof entry === 'boolean' ? {} : explanationOf(entry);
      if (Object.keys(explanation).length > 0 && !found.has(place)) found.set(place, explanation);
      visit(entry, place);
    }
    for (const item of [items].flat() as readonly JsonSchema[]) visit(item, pathBelow(path, '[]'));
    for (const alternative of [...anyOf, ...oneOf, ...allOf]) visit(alternative, path);
  };
  visit(schema, '');
  return found;
}

/** As `readExplanations` reads them. */
export function explanationLines(explanations: Explanations): readonly string[] {
  const lines = new Map<string, [string, string, ...string[]]>();
  for (const [path, { title = '', description = '' }] of [...explanations].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const key = JSON.stringify([title, description]);
    const line = lines.get(key);
    if (line) line.push(path);
    else lines.set(key, [title, description, path]);
  }
  return [...lines.values()].map((line) => JSON.stringify(line));
}
