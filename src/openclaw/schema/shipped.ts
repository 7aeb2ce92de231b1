// The schemas that come with gwc, in schemas/openclaw/. They are the program's own, like its code, and read when one is asked
// for: parsing all of them at each start would cost more than all else that a small build does.

import type { RootSchema } from './json-schema.ts';
import { lazySchema } from './schema-text.ts';

/** Releases whose schema gwc has, oldest first. 2026.3.28 is the first that can print it. */
export const SCHEMA_RELEASES: readonly string[] = ['2026.3.28', '2026.6.11', '2026.8.2', '2026.9.6'];

const schemas = new Map<string, RootSchema>();

/** `release` is one of SCHEMA_RELEASES. */
export function shippedSchema(release: string): RootSchema {
  const known = schemas.get(release);
  if (known) return known;
  const schema = lazySchema(shippedSchemaText(release));
  schemas.set(release, schema);
  return schema;
}

/** The file itself: what `gwc schema --openclaw` prints. */
export function shippedSchemaText(release: string): string {
  return process.getBuiltinModule('node:fs').readFileSync(`${schemaFolder()}/${release}.json`, 'utf8');
}

/** Beside the source as beside the bundle: in the package's own folder, some levels up. */
function schemaFolder(): string {
  const { existsSync } = process.getBuiltinModule('node:fs');
  const { dirname, join } = process.getBuiltinModule('node:path');
  let folder = import.meta.dirname;
  while (folder !== dirname(folder) && !existsSync(join(folder, 'schemas/openclaw'))) folder = dirname(folder);
  return join(folder, 'schemas/openclaw');
}
