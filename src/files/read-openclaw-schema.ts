// A schema that a person names: what `openclaw config schema` of their own release printed.

import { isMap, type JsonMap, parseJson } from '../document/json.ts';
import { FileError } from './file-error.ts';
import { readInputFile } from './read-input.ts';

/** Throws a FileError where the file can't be read or holds no schema. */
export function readOpenclawSchema(path: string, shown: string): JsonMap {
  const text = new TextDecoder().decode(readInputFile(path, shown));
  const schema = parseJson(text);
  if (isMap(schema) && isMap(schema['properties'])) return schema;
  throw new FileError(`${shown} is no schema of openclaw.json; \`openclaw config schema\` prints one`);
}
