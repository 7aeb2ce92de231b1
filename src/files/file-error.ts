// A file or folder that can't be used as it is: something the user can fix, never a bug in gwc.

import { UsageError } from '../diagnostics/diagnostic.ts';

export class FileError extends UsageError {
  override readonly name = 'FileError';
}

const REASONS: Readonly<Record<string, string>> = {
  E2BIG: 'its arguments and environment are too long',
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EEXIST: 'something else is there already',
  EFBIG: 'it would be larger than the file system or `ulimit -f` allows',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead in a circle, or lead elsewhere',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long for this file system',
  ENOENT: 'it does not exist',
  ENOEXEC: 'it is no program that this machine can run',
  ENOSPC: 'no space is left on the device; free some and try again',
  ENOTDIR: 'a part of the path is not a folder',
  ENXIO: 'it is a socket or a device, not a file',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

/** Passes a fault of the file system on in words; anything else is not about files, and stays as it is. */
export function fileError(action: string, path: string, error: unknown): unknown {
  const code = errorCode(error);
  return code === undefined ? error : new FileError(`cannot ${action} ${path}: ${reasonOf(error)}`, { cause: error });
}

/** The fault in words. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error) ?? String(error);
  // Some faults of removing have an empty one.
  return REASONS[code] ?? (code || 'the file system refuses it');
}

/** Such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
}

/** Whether the fault is that nothing is at the path. */
export function isMissing(error: unknown): boolean {
  return error instanceof FileError && errorCode(error.cause) === 'ENOENT';
}

/** Runs it; a fault of the file system becomes a FileError that names the path. */
export function withFile<T>(action: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw fileError(action, path, error);
  }
}

/** Undefined where the file can't be read: then nothing is known of it. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
