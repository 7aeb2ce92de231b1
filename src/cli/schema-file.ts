// hosts.schema.json, beside a hosts.yaml whose first line names it.

import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { asMap, parseJson } from '../document/json.ts';
import { HOSTS_SCHEMA_TEXT } from '../document/schema-keys.ts';
import { FileError, withFile } from '../files/file-error.ts';
import { readInputFile } from '../files/read-input.ts';
import { writeAtomic } from '../files/write-atomic.ts';
import type { Io } from './io.ts';

const NAME = 'hosts.schema.json';

/** The first line of a hosts.yaml that has its schema beside it. */
export const SCHEMA_LINE = `# yaml-language-server: $schema=./${NAME}\n`;

export interface SchemaFile {
  /** How messages name it. */
  readonly shown: string;
  readonly write: (schema: string) => void;
}

/** Throws a FileError for a file of that name that is no schema of gwc's, unless it is to be replaced by `force`. */
export function schemaFileBeside(hostsFile: string, { cwd }: Io, force: boolean): SchemaFile {
  const shown = join(dirname(hostsFile), NAME);
  const path = resolve(cwd, shown);
  if (!force && !mayReplace(path, shown))
    throw new FileError(`${shown} already exists and is not gwc's schema; move it away, or --force replaces it`);
  return { shown, write: (schema) => withFile('write', shown, () => writeAtomic(path, schema, 0o644)) };
}

/** Whether nothing is there, or a schema of gwc's, of this version or another. */
function mayReplace(path: string, shown: string): boolean {
  const stats = withFile('read', shown, () => lstatSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) return true;
  if (!stats.isFile()) return false;
  const found = parseJson(new TextDecoder().decode(readInputFile(path, shown)));
  return found !== undefined && asMap(found)['description'] === asMap(parseJson(HOSTS_SCHEMA_TEXT))['description'];
}
