// The hosts.yaml that a command works on, its parts, and its lock: beside a file, in the working directory for a pipe or standard input.

import { dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, UsageError } from '../diagnostics/diagnostic.ts';
import { decodeSource } from '../document/decode.ts';
import { fastDocument, type SourceDocument } from '../document/document.ts';
import { type FleetSource, findParts } from '../document/fleet-source.ts';
import { FileError, isMissing } from '../files/file-error.ts';
import { partReader } from '../files/part-files.ts';
import { isStream, readInputFile, readInputStream, readNamedInput } from '../files/read-input.ts';
import { DEFAULT_FILE, FILE_NAMES, FILE_VARIABLE, hostsFile, rootOf } from './hosts-file.ts';
import type { Io } from './io.ts';

export const STANDARD_STREAM = '-';
export const LOCK_FILE = 'hosts.lock.json';

export interface Source {
  /** How findings name it. */
  readonly file: string;
  readonly text: string;
  /** With its parts. Absent where the text can't be read as one; `problems` say why. */
  readonly fleet?: FleetSource;
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
  const { name, isMissing } = hostsFile(file, io);
  if (name === STANDARD_STREAM) return sourceOf('<stdin>', undefined, await readInputStream(io.stdin()), io);
  if (isMissing) throw new FileError(`no ${DEFAULT_FILE} here or above; \`gwc init\` writes one`);
  const path = resolve(io.cwd, name);
  const isFromVariable = file === undefined && io.env[FILE_VARIABLE] === name;
  const bytes = readNamedInput(path, isFromVariable ? `${name} (${FILE_VARIABLE})` : name);
  if (isStream(path)) return sourceOf(name, undefined, bytes, io);
  const root = rootOf(path);
  if (root !== undefined)
    throw new UsageError(`${name} is a part of ${relative(io.cwd, root)}, which is checked as a whole; name that file`);
  return sourceOf(name, path, bytes, io);
}

/** `path`: none of a stream, whose lock and parts are in the working directory. */
async function sourceOf(file: string, path: string | undefined, bytes: Uint8Array, io: Io): Promise<Source> {
  const folder = path === undefined ? '.' : dirname(file);
  const lock = await readLock(folder, io);
  const { text, problem } = decodeSource(bytes, file);
  if (problem) return { file, text, problems: [problem], lock };
  const root = await documentOf(text, file);
  // A stream is most often what a program makes of the hosts.yaml there.
  const skipped = [LOCK_FILE, ...(path === undefined ? FILE_NAMES : [])];
  const read = partReader({ path: resolve(io.cwd, folder), shown: folder, root: path, skipped });
  const { parts, diagnostics } = findParts(root, read);
  const documents = parts.map(async (part) => ({ ...part, document: await documentOf(part.text, part.file) }));
  return { file, text, problems: [], fleet: { root, parts: await Promise.all(documents), diagnostics }, lock };
}

async function documentOf(text: string, file: string): Promise<SourceDocument> {
  return fastDocument(text, file) ?? (await import('../document/yaml.ts')).fullDocument(text, file);
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
