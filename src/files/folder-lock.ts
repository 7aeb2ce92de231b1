// One build at a time writes an output folder: a link in it that leads nowhere, and whose target is the number of the
// process, says that it is taken. A link comes into being with its target, at once, and only where nothing is.

import { lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, FileError, withFile } from './file-error.ts';
import type { OutputFolder } from './output-folder.ts';
import { isRunning, OWN_MARK } from './write-atomic.ts';

export const LOCK_NAME = '.gwc.lock';

/** Another process has it. */
export class FolderLocked extends FileError {}

type Place = Pick<OutputFolder, 'path' | 'shown'>;

/** The folder is there. Throws a FolderLocked where another process is writing it. */
export function withFolderLock<T>(folder: OutputFolder, run: () => T): T {
  const release = takeFolderLock(folder);
  try {
    return run();
  } finally {
    release();
  }
}

/** The same for what takes its time. Gives what ends it. */
export function takeFolderLock(folder: Place): () => void {
  const path = join(folder.path, LOCK_NAME);
  take(path, folder);
  return () => remove(path, `${folder.shown}/${LOCK_NAME}`);
}

/** Whether a build is writing the folder, or was killed while it did. */
export function hasFolderLock({ path }: OutputFolder): boolean {
  return lstatSync(join(path, LOCK_NAME), { throwIfNoEntry: false }) !== undefined;
}

function take(path: string, folder: Place): void {
  const shown = `${folder.shown}/${LOCK_NAME}`;
  if (withFile('write', shown, () => isCreated(path))) return;
  const holder = withFile('read', shown, () => holderOf(path));
  if (holder === undefined) throw new FileError(`${shown} was not created by gwc; remove it`);
  if (isRunning(holder)) {
    const advice = `run this one again once that is done, or remove ${shown} where process ${holder} is something else`;
    throw new FolderLocked(`another gwc, process ${holder}, is writing ${folder.shown}; ${advice}`);
  }
  // Two that come upon the lock of a killed one in the same instant may both take it. Their files are whole all the same.
  remove(path, shown);
  take(path, folder);
}

/** No fault where it is gone. rmSync of Node.js 24 doesn't say that a file system is read-only. */
function remove(path: string, shown: string): void {
  withFile('remove', shown, () => {
    try {
      unlinkSync(path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  });
}

function isCreated(path: string): boolean {
  try {
    symlinkSync(OWN_MARK, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The number of a process; our own, which means none, where the lock is gone by now. */
function holderOf(path: string): string | undefined {
  try {
    return /^\d+$/.exec(readlinkSync(path))?.[0];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return OWN_MARK;
    if (errorCode(error) === 'EINVAL') return undefined;
    throw error;
  }
}
