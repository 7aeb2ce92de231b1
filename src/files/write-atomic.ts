// Writes one file whole or not at all: a temporary file beside it takes its place once it is complete.

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning, OWN_MARK } from './process-mark.ts';

/** The name of the file, the mark of the process, and what makes it one that nobody can guess. */
const TEMPORARY = /^\.(.+)\.(\d+)-[0-9a-f]{12}\.tmp$/;

/** What nobody can guess, made once: a number makes each name another one. */
const UNGUESSABLE = randomBytes(3).toString('hex');
let written = 0;

interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The mode is exact, whatever the umask. A symbolic link at the path is replaced, not followed. Only root can name another
 * owner than itself.
 */
export function writeAtomic(path: string, content: string | Uint8Array, mode: number, owner?: FileOwner): void {
  written += 1;
  const number = (written % 0x1000000).toString(16).padStart(6, '0');
  const temporary = join(dirname(path), `.${basename(path)}.${OWN_MARK}-${UNGUESSABLE}${number}.tmp`);
  // `wx` never writes through a link or into another run's file.
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(fd, content);
      if (owner) fchownSync(fd, owner.uid, owner.gid);
      fchmodSync(fd, mode);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

/** Takes away what writers of these files left that were killed; of all files in the folder where no names are given. */
export function removeLeftovers(folder: string, names?: readonly string[]): void {
  for (const entry of readdirSync(folder)) {
    const [, name, mark] = TEMPORARY.exec(entry) ?? [];
    if (name === undefined || mark === undefined) continue;
    if ((names === undefined || names.includes(name)) && !isRunning(mark)) rmSync(join(folder, entry), { force: true });
  }
}
