// What is in an output folder, looked at without following any symbolic link inside it.

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode, FileError, withFile } from './file-error.ts';
import { MANIFEST_NAME, type Manifest, parseManifest } from './manifest.ts';

/** What is found at a path below the folder. */
export type OnDisk =
  | { readonly kind: 'missing' }
  /** Mode: permission bits. */
  | { readonly kind: 'file'; readonly mode: number; readonly content: Buffer }
  /** Something that gwc does not write is at the path, or at a part of it. `at` is below the folder. */
  | { readonly kind: 'obstacle'; readonly at: string; readonly what: string };

/** Twice the manifest of a hundred thousand instances, and what one text can hold. */
const MOST_BYTES = 500 * 1024 * 1024;

export interface OutputFolder {
  /** Where it is, links on the way to it followed: the user named it. */
  readonly path: string;
  /** How the user named it. */
  readonly shown: string;
  /** Throws a FileError where something can't be looked at. */
  readonly look: (path: string) => OnDisk;
}

/** A folder that need not exist yet. */
export function outputFolder(path: string, shown: string): OutputFolder {
  const real = realPath(path, shown);
  const folders = new Map<string, OnDisk | undefined>();
  /** What bars the way to a file in this folder; nothing where it is a folder. */
  const barrier = (folder: string): OnDisk | undefined => {
    if (folders.has(folder)) return folders.get(folder);
    const found = lookAtFolder(real, shown, folder);
    folders.set(folder, found);
    return found;
  };
  const look = (relative: string): OnDisk => {
    for (const parent of parents(relative)) {
      const found = barrier(parent);
      if (found) return found;
    }
    return lookAtFile(join(real, relative), `${shown}/${relative}`, relative);
  };
  return { path: real, shown, look };
}

/** Folders above a path, from the outermost: of `a/b/c`, `a` and `a/b`. */
export function parents(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(0, -1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function realPath(path: string, shown: string): string {
  try {
    const real = realpathSync(path);
    if (!lstatSync(real).isDirectory()) throw new FileError(`cannot use ${shown}: it is not a folder`);
    return real;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path;
    return withFile('use', shown, () => {
      throw error;
    });
  }
}

function lookAtFolder(root: string, shown: string, folder: string): OnDisk | undefined {
  const stats = withFile('look at', `${shown}/${folder}`, () =>
    lstatSync(join(root, folder), { throwIfNoEntry: false }),
  );
  if (stats === undefined) return { kind: 'missing' };
  return stats.isDirectory() ? undefined : { kind: 'obstacle', at: folder, what: describe(stats) };
}

function lookAtFile(path: string, shown: string, relative: string): OnDisk {
  const fd = openRegular(path, shown);
  if (fd === undefined) {
    const stats = withFile('look at', shown, () => lstatSync(path, { throwIfNoEntry: false }));
    return stats === undefined ? { kind: 'missing' } : { kind: 'obstacle', at: relative, what: describe(stats) };
  }
  try {
    return withFile('read', shown, (): OnDisk => {
      const stats = fstatSync(fd);
      if (!stats.isFile() || stats.size > MOST_BYTES) return { kind: 'obstacle', at: relative, what: describe(stats) };
      return { kind: 'file', mode: stats.mode & 0o7777, content: readWhole(fd, stats.size) };
    });
  } finally {
    closeSync(fd);
  }
}

/** With room for one byte more than it had, so that a file that grows meanwhile isn't taken for what it was. */
function readWhole(fd: number, size: number): Buffer {
  const content = Buffer.allocUnsafe(size + 1);
  let length = 0;
  while (length < size) {
    const read = readSync(fd, content, length, content.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return content.subarray(0, length);
}

/** Nothing where there is no file, or a link or socket, which can't be opened so. */
function openRegular(path: string, shown: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENXIO', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    return withFile('read', shown, () => {
      throw error;
    });
  }
}

function describe(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isDirectory()) return 'a folder';
  if (!stats.isFile()) return 'a pipe, socket or device';
  return stats.size > MOST_BYTES ? 'a file far larger than any of gwc' : 'a file';
}

/** Nothing where none is `found`. Throws a FileError for one that can't be trusted; with `force` that counts as none. */
export function readManifest(found: OnDisk, { shown }: OutputFolder, force: boolean): Manifest | undefined {
  const path = `${shown}/${MANIFEST_NAME}`;
  if (found.kind === 'missing') return undefined;
  if (found.kind === 'obstacle') throw new FileError(`${path} is ${found.what}; remove it`);
  try {
    return parseManifest(new TextDecoder().decode(found.content), path);
  } catch (error) {
    if (force && error instanceof FileError) return undefined;
    throw error;
  }
}
