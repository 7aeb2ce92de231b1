// The schemas of OpenClaw that come with gwc.

import { part, partText, releaseEntries } from '../release-data.ts';
import { definitionRef, type RootSchema, type SchemaMap } from './json-schema.ts';

/** Releases whose schema gwc has, oldest first. */
export const SCHEMA_RELEASES: readonly string[] = [...releaseEntries().keys()];

/** Any part by its name, as `$ref`s of all releases name it. */
const PARTS: SchemaMap = new Proxy(Object.create(null), { get: (_, name) => part(String(name)) });

/** `release` is one of SCHEMA_RELEASES. */
export function shippedSchema(release: string): RootSchema {
  return { ...(part(releaseEntries().get(release)!.schema) as RootSchema), $defs: PARTS };
}

const DIALECT = 'http://json-schema.org/draft-07/schema#';

/** The schema on its own, with the parts that it names, a line a part: what `gwc schema --openclaw` prints. */
export function shippedSchemaText(release: string): string {
  const root = releaseEntries().get(release)!.schema;
  const names = partsBelow(root, new Set());
  names.delete(root);
  const lines = [...names].sort().map((name) => `${JSON.stringify(name)}:${partText(name)}`);
  const schema = partText(root);
  return `{\n"$schema":${JSON.stringify(DIALECT)},\n${schema.slice(1, -1)},\n"$defs":{\n${lines.join(',\n')}\n}\n}\n`;
}

const REFERENCE = new RegExp(
  JSON.stringify(definitionRef('(NAME)')).replace(/[{}$]/g, '\\$&').replace('NAME', '[^"]+'),
  'g',
);

/** With all that they name themselves. */
function partsBelow(name: string, known: Set<string>): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const [, inner] of partText(name).matchAll(REFERENCE)) partsBelow(inner!, known);
  return known;
}
