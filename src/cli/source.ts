// The hosts.yaml that a command works on: a file, or standard input.

import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { decodeSource } from '../document/decode.ts';
import { errorCode, FileError } from '../files/file-error.ts';
import { readInputFile, readInputStream } from '../files/read-input.ts';
import type { Io } from './io.ts';

export const DEFAULT_FILE = 'hosts.yaml';
export const STANDARD_STREAM = '-';

export interface Source {
  /** How findings name it. */
  readonly file: string;
  readonly text: string;
  /** Why the text can't be read as one. */
  readonly problem?: Diagnostic;
}

/** Throws a FileError where there is nothing to read. */
export async function readSource(file: string | undefined, io: Io): Promise<Source> {
  if (file === STANDARD_STREAM) {
    const name = '<stdin>';
    return { file: name, ...decodeSource(await readInputStream(io.stdin()), name) };
  }
  const name = file ?? DEFAULT_FILE;
  return { file: name, ...decodeSource(readFile(name, file === undefined, io), name) };
}

function readFile(name: string, isDefault: boolean, io: Io): Uint8Array {
  try {
    return readInputFile(resolve(io.cwd, name), name);
  } catch (error) {
    if (isDefault && error instanceof FileError && errorCode(error.cause) === 'ENOENT')
      throw new FileError(`no ${DEFAULT_FILE} here; \`gwc init\` writes one`);
    throw error;
  }
}
