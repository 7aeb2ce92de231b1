// A machine's disk below a root folder, read only: paths are those of the machine, links lead nowhere outside of the root,
// and nothing that could block or be endless is opened. The one file of this room that reads anything.

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { join, posix } from 'node:path';

export interface Note {
  /** A path of the machine, with what in it is meant. */
  readonly place: string;
  readonly text: string;
}

export interface Disk {
  /** Names in a folder in the order of their code units; none where there is no folder. */
  readonly list: (folder: string) => readonly string[];
  /** What is at a path, links followed. */
  readonly kind: (path: string) => Kind;
  /** Whether a link stands at the path itself, wherever it leads. */
  readonly isLink: (path: string) => boolean;
  /** The path with all links followed; undefined where there is nothing. */
  readonly realPath: (path: string) => string | undefined;
  /** The bytes of a regular file; undefined where there is none, or it can't be read, which becomes a note. */
  readonly bytes: (path: string) => Uint8Array | undefined;
  /** Of a regular file what it begins with; undefined where it can't be read, which is no note. */
  readonly start: (path: string) => Uint8Array | undefined;
  /** Likewise the text of a file of UTF-8, without a byte order mark. */
  readonly text: (path: string) => string | undefined;
  /** What could not be read so far, each path once. */
  readonly notes: readonly Note[];
}

type Kind = 'file' | 'folder' | 'other' | 'missing';

/** A config or a unit never comes near this. In bytes. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A start script of a few lines. */
const START_BYTES = 64 * 1024;
const MOST_LINKS = 40;
const MOST_NAMES = 20_000;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'the path is too long',
  ENXIO: 'it is no file',
};
/** Nothing is there, which is no fault. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/** Throws a fault of the file system where the root itself is no folder that can be looked into. */
export function openDisk(folder: string): Disk {
  const root = realpathSync(folder);
  readdirSync(root);
  const notes = new Map<string, string>();
  const note = (path: string, text: string): undefined => void notes.set(path, text);
  const attempt = <T>(path: string, run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      if (code === undefined) throw error;
      return MISSING.has(code) ? undefined : note(path, REASONS[code] ?? code);
    }
  };
  const realPath = (path: string) =>
    attempt(path, () => follow(root, path) ?? note(path, 'its links lead in a circle'));
  const statsOf = (path: string) => {
    const real = realPath(path);
    return real === undefined ? undefined : attempt(path, () => lstatSync(join(root, real)));
  };
  const list = (path: string): readonly string[] => {
    if (!statsOf(path)?.isDirectory()) return [];
    const names = attempt(path, () => readdirSync(join(root, realPath(path)!))) ?? [];
    if (names.length > MOST_NAMES) note(path, `of its ${names.length} entries the first ${MOST_NAMES} were read`);
    return names.sort().slice(0, MOST_NAMES);
  };
  const bytes = (path: string): Uint8Array | undefined => {
    const stats = statsOf(path);
    if (!stats) return undefined;
    if (!stats.isFile())
      return note(path, stats.isDirectory() ? 'it is a folder' : 'it is a pipe, a socket or a device');
    return (
      attempt(path, () => readFile(join(root, realPath(path)!))) ??
      (notes.has(path) ? undefined : note(path, TOO_LARGE))
    );
  };
  const start = (path: string): Uint8Array | undefined => {
    try {
      const real = follow(root, path);
      return real === undefined ? undefined : readStart(join(root, real), START_BYTES);
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  };
  const text = (path: string): string | undefined => {
    const found = bytes(path);
    if (!found) return undefined;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(found);
    } catch {
      return note(path, 'it is no text of UTF-8');
    }
  };
  const kind = (path: string): Kind => {
    const stats = statsOf(path);
    if (!stats) return 'missing';
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  };
  const isLink = (path: string): boolean => {
    const folder = realPath(posix.dirname(path));
    const here = folder === undefined ? undefined : join(root, folder, posix.basename(path));
    return here !== undefined && attempt(path, () => lstatSync(here))?.isSymbolicLink() === true;
  };
  return {
    list,
    kind,
    isLink,
    realPath,
    bytes,
    start,
    text,
    get notes() {
      const outermost = [...notes].filter(([place]) => !parentsOf(place).some((folder) => notes.has(folder)));
      return outermost.map(([place, reason]) => ({ place, text: `could not be read: ${reason}` }));
    },
  };
}

/** Of `/a/b/c`, `/a/b` and `/a`. */
function parentsOf(path: string): readonly string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}

const TOO_LARGE = `it is larger than ${MOST_BYTES / 1024 / 1024} MB`;

/** A path of the machine without links, `.` and `..`. Undefined for links without end; throws where something is missing. */
function follow(root: string, path: string): string | undefined {
  let pending = path.split('/');
  let done: readonly string[] = [];
  let links = 0;
  while (pending.length > 0) {
    const [name = '', ...rest] = pending;
    pending = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      done = done.slice(0, -1);
      continue;
    }
    const here = join(root, ...done, name);
    if (!lstatSync(here).isSymbolicLink()) {
      done = [...done, name];
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return undefined;
    const target = readlinkSync(here);
    if (target.startsWith('/')) done = [];
    pending = [...target.split('/'), ...pending];
  }
  return `/${done.join('/')}`;
}

/** Undefined where it is too large. */
function readFile(path: string): Uint8Array | undefined {
  const found = readStart(path, MOST_BYTES + 1);
  return found && found.length <= MOST_BYTES ? found : undefined;
}

/** Undefined where it is no file. */
function readStart(path: string, most: number): Uint8Array | undefined {
  // Whatever came into the file's place since it was looked at: no link is followed, no pipe waited for.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    if (!fstatSync(descriptor).isFile()) return undefined;
    // A file of /proc has content, but no size.
    const buffer = Buffer.alloc(Math.min(fstatSync(descriptor).size || START_BYTES, most));
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
