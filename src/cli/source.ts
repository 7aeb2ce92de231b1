// The hosts.yaml that a command works on, and its lock: beside a file, in the working directory for a pipe or standard input.

import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { decodeSource } from '../document/decode.ts';
import { fastDocument, type SourceDocument } from '../document/document.ts';
import { FileError, isMissing } from '../files/file-error.ts';
import { isStream, readInputFile, readInputStream, readNamedInput } from '../files/read-input.ts';
import type { Io } from './io.ts';

export const DEFAULT_FILE = 'hosts.yaml';
export const STANDARD_STREAM = '-';
export const LOCK_FILE = 'hosts.lock.json';

export interface Source {
  /** How findings name it. */
  readonly file: string;
  readonly text: string;
  /** Absent where the text can't be read as one; `problems` say why. */
  readonly document?: SourceDocument;
  readonly problems: readonly Diagnostic[];
  readonly lock: LockSource;
}

export interface LockSource {
  /** How findings name it. */
  readonly file: string;
  readonly path: string;
  /** Absent where there is no such file. */
  readonly document?: SourceDocument;
}

/** Throws a FileError where there is nothing to read. */
export async function readSource(file: string | undefined, io: Io): Promise<Source> {
  if (file === STANDARD_STREAM) {
    return sourceOf('<stdin>', await readInputStream(io.stdin()), await readLock('.', io));
  }
  const name = file ?? DEFAULT_FILE;
  const isPipe = isStream(resolve(io.cwd, name));
  const bytes = readFile(name, file === undefined, io);
  return sourceOf(name, bytes, await readLock(isPipe ? '.' : dirname(name), io));
}

async function sourceOf(file: string, bytes: Uint8Array, lock: LockSource): Promise<Source> {
  const { text, problem } = decodeSource(bytes, file);
  if (problem) return { file, text, problems: [problem], lock };
  return { file, text, problems: [], document: await documentOf(text, file), lock };
}

async function documentOf(text: string, file: string): Promise<SourceDocument> {
  return fastDocument(text, file) ?? (await import('../document/yaml.ts')).fullDocument(text, file);
}

function readFile(name: string, isDefault: boolean, io: Io): Uint8Array {
  try {
    return readNamedInput(resolve(io.cwd, name), name);
  } catch (error) {
    if (isDefault && isMissing(error)) throw new FileError(`no ${DEFAULT_FILE} here; \`gwc init\` writes one`);
    throw error;
  }
}

async function readLock(folder: string, io: Io): Promise<LockSource> {
  const file = join(folder, LOCK_FILE);
  const path = resolve(io.cwd, file);
  try {
    return { file, path, document: await documentOf(decodeSource(readInputFile(path, file), file).text, file) };
  } catch (error) {
    if (isMissing(error)) return { file, path };
    throw error;
  }
}
