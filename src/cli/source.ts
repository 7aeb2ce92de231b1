// The hosts.yaml that a command works on, its parts, and its lock: beside a file, in the working directory for a pipe or standard input.

import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, UsageError } from '../diagnostics/diagnostic.ts';
import { decodeSource } from '../document/decode.ts';
import { fastDocument, type SourceDocument } from '../document/document.ts';
import { type FleetSource, findParts, includesOf } from '../document/fleet-source.ts';
import { matchPath } from '../document/glob.ts';
import { FileError, isMissing, readable } from '../files/file-error.ts';
import { partReader } from '../files/part-files.ts';
import { isStream, readInputFile, readInputStream, readNamedInput } from '../files/read-input.ts';
import type { Io } from './io.ts';

export const DEFAULT_FILE = 'hosts.yaml';
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
  if (file === STANDARD_STREAM) {
    return sourceOf('<stdin>', undefined, await readInputStream(io.stdin()), io);
  }
  const name = file ?? DEFAULT_FILE;
  const path = resolve(io.cwd, name);
  const bytes = readFile(name, file === undefined, io);
  if (isStream(path)) return sourceOf(name, undefined, bytes, io);
  const root = rootOf(path);
  if (root !== undefined)
    throw new UsageError(`${name} is a part of ${relative(io.cwd, root)}, which is checked as a whole; name that file`);
  return sourceOf(name, path, bytes, io);
}

/** The nearest file above that includes this one. */
function rootOf(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const root = join(folder, DEFAULT_FILE);
    if (root !== path && existsSync(root) && includes(root, relative(folder, path))) return root;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What can't be read includes nothing. */
function includes(root: string, path: string): boolean {
  const text = readable(() => decodeSource(readInputFile(root), root).text);
  const document = text?.includes('include') ? fastDocument(text, root) : undefined;
  return document !== undefined && includesOf(document).some(({ pattern }) => matchPath(pattern, path) === 'whole');
}

/** `path`: none of a stream, whose lock and parts are in the working directory. */
async function sourceOf(file: string, path: string | undefined, bytes: Uint8Array, io: Io): Promise<Source> {
  const folder = path === undefined ? '.' : dirname(file);
  const lock = await readLock(folder, io);
  const { text, problem } = decodeSource(bytes, file);
  if (problem) return { file, text, problems: [problem], lock };
  const root = await documentOf(text, file);
  const read = partReader({ path: resolve(io.cwd, folder), shown: folder, root: path });
  const { parts, diagnostics } = findParts(root, read);
  const documents = parts.map(async (part) => ({ ...part, document: await documentOf(part.text, part.file) }));
  return { file, text, problems: [], fleet: { root, parts: await Promise.all(documents), diagnostics }, lock };
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
