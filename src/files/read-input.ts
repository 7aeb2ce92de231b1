// Reads what a person names: a file, or standard input. Bounded, and never waits for a pipe or a device.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { FileError, fileError, withFile } from './file-error.ts';

/** More than a hosts.yaml of a hundred thousand instances. */
const MOST_BYTES = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;

/** The bytes of a regular file. `path` is where it is, `shown` how the person named it. */
export function readInputFile(path: string, shown: string = path): Uint8Array {
  // Without O_NONBLOCK, opening a pipe waits for its other end.
  const fd = withFile('read', shown, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const stats = withFile('read', shown, () => fstatSync(fd));
    if (!stats.isFile()) throw new FileError(`cannot read ${shown}: ${notAFile(stats)}`);
    if (stats.size > MOST_BYTES) throw tooLarge(shown, stats.size);
    return withFile('read', shown, () => readAll(fd, shown));
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
    const read = readSync(fd, chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, read));
    length += read;
    if (length > MOST_BYTES) throw tooLarge(shown);
  }
}

function notAFile(stats: Stats): string {
  if (stats.isDirectory()) return 'it is a folder';
  if (stats.isFIFO()) return 'it is a pipe, not a file; `-` reads standard input';
  return 'it is a device, not a file; `-` reads standard input';
}

function tooLarge(shown: string, size?: number): FileError {
  const megabyte = 1024 * 1024;
  const is = size === undefined ? 'is larger than that' : `has ${Math.ceil(size / megabyte)} MB`;
  return new FileError(`cannot read ${shown}: gwc reads up to ${MOST_BYTES / megabyte} MB, and this ${is}`);
}
