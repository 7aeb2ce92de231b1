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
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';

/** Of the bundle, in hexadecimal; the build step puts it here. */
declare const BUNDLE_HASH: string;

type Program = (require: NodeJS.Require, dirname: string) => void;

/** `EXIT.usage` of the program, of which the launcher has nothing: what then ran is not what a command's next start runs. */
const USAGE = 2;

/**
 * Takes the bundle first and then its code: to touch new memory takes longer than to read. Each has several times the room
 * that it needs.
 */
const buffer = Buffer.allocUnsafeSlow(8 * 1024 * 1024);

/** One file for each V8 and command, so that none takes up code that only another one runs. */
function cachePath(): string | undefined {
  const { NODE_DISABLE_COMPILE_CACHE: isOff, XDG_CACHE_HOME: caches = '', HOME: home = '' } = process.env;
  // Node's own switch, for its own cache.
  if (isOff) return undefined;
  const command = /^[a-z]{1,16}$/.exec(process.argv[2] ?? '') ?? [];
  const name = [process.versions.v8, process.arch, ...command].join('-');
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
      if (!stats.isFile() || stats.size >= buffer.length) return undefined;
      if (stats.uid !== process.getuid?.() || (stats.mode & 0o022) !== 0) return undefined;
      const length = readAll(fd);
      const code = buffer.subarray(HEAD_LENGTH, length);
      return buffer.toString('latin1', 0, HEAD_LENGTH) === headOf(code) ? code : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** The bundle is ASCII. */
function readBundle(path: string): string {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    return buffer.toString('latin1', 0, readAll(fd));
  } finally {
    closeSync(fd);
  }
}

/** Into the buffer; gives the number of bytes. */
function readAll(fd: number): number {
  let length = 0;
  for (let read = -1; read !== 0; length += read) read = readSync(fd, buffer, length, buffer.length - length, null);
  return length;
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

/** Of one word in 128 bytes: what a disk loses are whole blocks, and a sum of all would take longer than the start saves. */
function checksum(code: Buffer): number {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let sum = code.length;
  for (let at = 0; at < words.length; at += 32) sum = (Math.imul(sum, 31) + words[at]!) | 0;
  return sum >>> 0;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Then there is none to remove.
  }
}

const filename = join(__dirname, 'gwc.cjs');
const bundle = readBundle(filename);
const path = cachePath();
const cachedData = path && readCache(path);
// An expression: the function that runs the program.
const script = new Script(bundle, { filename, ...(cachedData ? { cachedData } : {}) });
if (path && (!cachedData || script.cachedDataRejected)) {
  // At the end the functions that ran are compiled, too.
  process.once('exit', (code) => {
    if (code !== USAGE) writeCache(path, script.createCachedData());
  });
}
(script.runInThisContext() as Program)(require, __dirname);
