// The schemas that come with gwc, in schemas/openclaw/. They are the program's own, like its code, and read when one is asked
// for: parsing all of them at each start would cost more than all else that a small build does.

import { packageText } from '../../package-text.ts';
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
  return packageText(`schemas/openclaw/${release}.json`);
}
