// Writes one file whole or not at all: a temporary file beside it takes its place once it is complete.

import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { kill, pid } from 'node:process';
import { once } from '../diagnostics/collections.ts';
import { errorCode } from './file-error.ts';

/** The name that is to be, the mark of the process, and what makes it one that nobody can guess. */
const TEMPORARY = /^\.(.+)\.(\d+)-[0-9a-f]{12}\.tmp$/;

/** What nobody can guess, made once: a number makes each name another one. */
const unguessable = once(() => Buffer.from(crypto.getRandomValues(new Uint8Array(3))).toString('hex'));
let written = 0;

interface WriteOptions {
  /** Only root can name another one than itself. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** Whether it has to be there after a power cut: the disk is waited for. */
  readonly isDurable?: boolean;
}

/** The mode is exact, whatever the umask. A symbolic link at the path is replaced, not followed. */
export function writeAtomic(
  path: string,
  content: string | Uint8Array,
  mode: number,
  options: WriteOptions = {},
): void {
  const temporary = join(dirname(path), temporaryName(basename(path)));
  try {
    writeNew(temporary, content, mode, options);
    renameSync(temporary, path);
    if (options.isDurable) syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Where nothing is yet. One that is killed leaves a part of it. The mode is exact, whatever the umask. */
export function writeNew(
  path: string,
  content: string | Uint8Array,
  mode: number,
  { owner, isDurable = false }: WriteOptions = {},
): void {
  // `wx` never writes through a link or into another run's file.
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, content);
    if (owner) fchownSync(fd, owner.uid, owner.gid);
    fchmodSync(fd, mode);
    if (isDurable) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** For what is to get this name once it is complete. */
export function temporaryName(name: string): string {
  written += 1;
  const number = (written % 0x1000000).toString(16).padStart(6, '0');
  return `.${name}.${OWN_MARK}-${unguessable()}${number}.tmp`;
}

/** Another text in the place of a person's own file, which keeps its mode, owner and byte order mark, and where it is a link stays one. */
export function replaceText(path: string, text: string): void {
  const real = realpathSync(path);
  const { mode, uid, gid } = statSync(real);
  const mark = readFileSync(real, 'utf8').startsWith('\ufeff') ? '\ufeff' : '';
  writeAtomic(real, mark + text, mode & 0o777, { owner: { uid, gid } });
}

/** Waits until what was made or removed in a folder is on the disk, as far as the file system and the account's rights have that. */
export function syncFolder(path: string): void {
  try {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
  }
}

/**
 * Takes away what writers of these names left that were killed; of all in the folder, folders included, where no names are given. A
 * folder of an account's, which root must not go into, is no place for that.
 */
export function removeLeftovers(folder: string, names?: readonly string[]): void {
  for (const entry of readdirSync(folder)) {
    const [, name, mark] = TEMPORARY.exec(entry) ?? [];
    if (name === undefined || mark === undefined) continue;
    if ((names === undefined || names.includes(name)) && !isRunning(mark))
      rmSync(join(folder, entry), { recursive: names === undefined, force: true });
  }
}

/** Of this process, in a name or a file. */
export const OWN_MARK: string = String(pid);

/** A mark of our own number is that of an earlier process: what this one leaves, it takes away at once. */
export function isRunning(mark: string): boolean {
  if (mark === OWN_MARK) return false;
  try {
    // Signal 0 only asks.
    return kill(Number(mark), 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
