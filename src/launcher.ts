#!/usr/bin/env node
// Starts the bundled program with V8's code cache: what one start compiled, the next ones take as it is. The cache is an
// account's own, and whatever is wrong with it, the program starts without.

import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';

/** Of the bundle, in hexadecimal; the build step puts it here. */
declare const BUNDLE_HASH: string;

type Program = (require: NodeJS.Require, dirname: string) => void;

/** Ten times what V8 makes of the bundle. */
const MOST_BYTES = 64 * 1024 * 1024;

/** One file for each V8. */
function cachePath(): string | undefined {
  const { NODE_DISABLE_COMPILE_CACHE: isOff, XDG_CACHE_HOME: caches = '', HOME: home = '' } = process.env;
  // Node's own switch, for its own cache.
  if (isOff) return undefined;
  const name = `${process.versions.v8}-${process.arch}`;
  if (isAbsolute(caches)) return join(caches, 'gwc', name);
  return isAbsolute(home) ? join(home, '.cache/gwc', name) : undefined;
}

/**
 * Code is only taken from a file that nobody else can have written, of this very bundle, and whole: V8 itself takes that of
 * another bundle as long, and a disk's fault would end the process.
 */
function readCache(path: string): Buffer | undefined {
  try {
    // Without O_NONBLOCK, opening a pipe waits for its other end.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile() || stats.size > MOST_BYTES) return undefined;
      if (stats.uid !== process.getuid?.() || (stats.mode & 0o022) !== 0) return undefined;
      const content = readFileSync(fd);
      const code = content.subarray(HEAD_LENGTH);
      return content.toString('latin1', 0, HEAD_LENGTH) === headOf(code) ? code : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function writeCache(path: string, code: Buffer): void {
  const temporary = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(dirname(path)));
    makeFolder(dirname(path));
    writeFileSync(temporary, Buffer.concat([Buffer.from(headOf(code)), code]), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch {
    // The next start tries again.
    removeQuietly(temporary);
  }
}

/** Only below a folder that is there. */
function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
}

const HEAD_LENGTH = BUNDLE_HASH.length + 8;

function headOf(code: Buffer): string {
  return BUNDLE_HASH + checksum(code).toString(16).padStart(8, '0');
}

/** Of one word in 64 bytes: what a disk loses are whole blocks, and a sum of all would take longer than the start saves. */
function checksum(code: Buffer): number {
  let sum = code.length;
  for (let at = 0; at + 4 <= code.length; at += 64) sum = (Math.imul(sum, 31) + code.readUInt32LE(at)) >>> 0;
  return sum;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Then there is none to remove.
  }
}

const filename = join(__dirname, 'gwc.cjs');
const path = cachePath();
const cachedData = path && readCache(path);
// The bundle is ASCII, and an expression: the function that runs it.
const script = new Script(readFileSync(filename, 'latin1'), { filename, ...(cachedData ? { cachedData } : {}) });
if (path && (!cachedData || script.cachedDataRejected)) {
  // At the end the functions that ran are compiled, too.
  process.once('exit', () => writeCache(path, script.createCachedData()));
}
(script.runInThisContext() as Program)(require, __dirname);
