// The hosts.yaml that a command works on, a file or standard input, and the lock beside it.

import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { decodeSource } from '../document/decode.ts';
import { FileError, isMissing } from '../files/file-error.ts';
import { readInputFile, readInputStream } from '../files/read-input.ts';
import type { Io } from './io.ts';

export const DEFAULT_FILE = 'hosts.yaml';
export const STANDARD_STREAM = '-';
export const LOCK_FILE = 'hosts.lock.json';

export interface Source {
  /** How findings name it. */
  readonly file: string;
  readonly text: string;
  /** Why the text can't be read as one. */
  readonly problem?: Diagnostic;
  readonly lock: LockSource;
}

export interface LockSource {
  /** How findings name it. */
  readonly file: string;
  readonly path: string;
  /** Absent where there is no such file. */
  readonly text?: string;
}

/** Throws a FileError where there is nothing to read. */
export async function readSource(file: string | undefined, io: Io): Promise<Source> {
  if (file === STANDARD_STREAM) {
    const name = '<stdin>';
    return { file: name, ...decodeSource(await readInputStream(io.stdin()), name), lock: readLock('.', io) };
  }
  const name = file ?? DEFAULT_FILE;
  const bytes = readFile(name, file === undefined, io);
  return { file: name, ...decodeSource(bytes, name), lock: readLock(dirname(name), io) };
}

function readFile(name: string, isDefault: boolean, io: Io): Uint8Array {
  try {
    return readInputFile(resolve(io.cwd, name), name);
  } catch (error) {
    if (isDefault && isMissing(error)) throw new FileError(`no ${DEFAULT_FILE} here; \`gwc init\` writes one`);
    throw error;
  }
}

function readLock(folder: string, io: Io): LockSource {
  const file = join(folder, LOCK_FILE);
  const path = resolve(io.cwd, file);
  try {
    return { file, path, text: decodeSource(readInputFile(path, file), file).text };
  } catch (error) {
    if (isMissing(error)) return { file, path };
    throw error;
  }
}
