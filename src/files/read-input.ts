// Reads what the user names: a file, a pipe such as `<(command)` makes, or standard input. Bounded, and never a device.

import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { decodeSource } from '../document/decode.ts';
import { isMap, type JsonMap, parseJson } from '../document/json.ts';
import { explainedStructureOf, SchemaError } from '../openclaw/schema/structure.ts';
import { errorCode, FileError, fileError, withFile } from './file-error.ts';

/** More than a hosts.yaml of a hundred thousand instances. */
const MOST_BYTES = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;

/** Opened anew these may be a socket or closed to this user; the descriptor itself can always be read. */
const STANDARD_INPUT = /^\/(?:dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/;

/** The bytes of a file, or of a pipe or standard input by their path. `shown` is how the user named it. */
export function readNamedInput(path: string, shown: string): Uint8Array {
  if (STANDARD_INPUT.test(path)) return withFile('read', shown, () => readAll(0, shown));
  // The open waits for the pipe's writer, as in every other program.
  return isStream(path) ? readOpened(path, shown, 0, (stats) => stats.isFIFO()) : readInputFile(path, shown);
}

/** The bytes of a file. */
export function readInputFile(path: string, shown: string = path): Uint8Array {
  // Without O_NONBLOCK, opening a pipe waits for its other end.
  return readOpened(path, shown, constants.O_NONBLOCK, (stats) => stats.isFile());
}

function readOpened(path: string, shown: string, flags: number, isReadable: (stats: Stats) => boolean): Uint8Array {
  const fd = withFile('read', shown, () => openSync(path, constants.O_RDONLY | flags));
  try {
    const stats = withFile('read', shown, () => fstatSync(fd));
    if (!isReadable(stats)) throw new FileError(`cannot read ${shown}: ${notAFile(stats)}`);
    if (stats.size > MOST_BYTES) throw tooLarge(shown, stats.size);
    return withFile('read', shown, () => readAll(fd, shown));
  } finally {
    closeSync(fd);
  }
}

/** Whether the path is a pipe or standard input, which can be read once. What can't be looked at is neither. */
export function isStream(path: string): boolean {
  if (STANDARD_INPUT.test(path)) return true;
  try {
    return statSync(path).isFIFO();
  } catch {
    return false;
  }
}

/** The first bytes of a file, as text. */
export function readStart(path: string, most: number): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const chunk = Buffer.alloc(most);
    return chunk.toString('utf8', 0, readSync(fd, chunk));
  } finally {
    closeSync(fd);
  }
}

/** The bytes of standard input. */
export async function readInputStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_BYTES) throw tooLarge('standard input');
    }
  } catch (error) {
    throw fileError('read', 'standard input', error);
  }
  return Buffer.concat(chunks, length);
}

/** Files under /proc and the like say that they are empty, so the size is not to be relied on. */
function readAll(fd: number, shown: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readWaiting(fd, chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, read));
    length += read;
    if (length > MOST_BYTES) throw tooLarge(shown);
  }
}

/** Standard input may be one that another program made non-blocking. */
function readWaiting(fd: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, chunk);
    } catch (error) {
      if (errorCode(error) === 'EOF') return 0;
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 10);
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function notAFile(stats: Stats): string {
  if (stats.isDirectory()) return 'it is a folder';
  return `it is a ${stats.isFIFO() ? 'pipe' : 'device'}, not a file`;
}

function tooLarge(shown: string, size?: number): FileError {
  const megabyte = 1024 * 1024;
  const is = size === undefined ? 'is larger than that' : `has ${Math.ceil(size / megabyte)} MB`;
  return new FileError(`cannot read ${shown}: gwc reads up to ${MOST_BYTES / megabyte} MB, and this ${is}`);
}

/** `bytes` is the content of the file that the user calls `shown`. Throws a FileError where it is no schema. */
export function parseOpenclawSchema(bytes: Uint8Array, shown: string): JsonMap {
  const schema = parseJson(new TextDecoder().decode(bytes));
  if (!isMap(schema) || !isMap(schema['properties'])) throw noSchema(shown);
  try {
    explainedStructureOf(schema);
  } catch (error) {
    throw error instanceof SchemaError ? noSchema(shown, `: ${error.message}`) : error;
  }
  return schema;
}

function noSchema(shown: string, reason = ''): FileError {
  return new FileError(`${shown} is no schema of openclaw.json${reason}; \`openclaw config schema\` prints one`);
}

/** Texts by file name. Throws a FileError where the folder has none, or one that isn't among the `known` names. */
export function readTemplates(
  folder: string,
  shown: string,
  known: readonly string[],
): Readonly<Record<string, string>> {
  const names = withFile('read', shown, () => readdirSync(folder))
    .filter((name) => name.endsWith('.hbs'))
    .sort();
  if (names.length === 0) throw new FileError(`${shown} has no *.hbs file; gwc's templates are ${known.join(', ')}`);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FileError(`${shown}/${unknown} replaces no template${hint(unknown, known)}`);
  return Object.fromEntries(names.map((name) => [name, readTemplate(join(folder, name), `${shown}/${name}`)]));
}

function readTemplate(path: string, shown: string): string {
  const { text, problem } = decodeSource(readInputFile(path, shown), shown);
  if (problem) throw new FileError(`cannot read ${shown}: ${problem.message} (line ${problem.line})`);
  return text;
}

function hint(name: string, known: readonly string[]): string {
  return didYouMean(suggest(name, known)) || `; gwc's templates are ${known.join(', ')}`;
}
