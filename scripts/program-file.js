// For the npm package's program, into which bundle.js bundles it: a file that lies beside the program.

import { fstatSync, openSync, readSync } from 'node:fs';
import { FileError, reasonOf } from '../src/files/file-error.ts';

/**
 * Gives the bytes from one place up to another. It is opened at once, since an update may put another one in its place meanwhile.
 * Throws a FileError where it isn't as it was packed.
 * @param {string} path
 * @param {number} size In bytes.
 */
export function programFile(path, size) {
  const broken = (/** @type {string} */ reason) => new FileError(`cannot use ${path}: ${reason}; install gwc again`);
  const inWords = (/** @type {() => number} */ ask) => {
    try {
      return ask();
    } catch (error) {
      throw broken(reasonOf(error));
    }
  };
  const file = inWords(() => openSync(path, 'r'));
  if (inWords(() => fstatSync(file).size) !== size) throw broken('it is not whole, or of another gwc');
  return (/** @type {number} */ start, /** @type {number} */ end) => {
    const bytes = Buffer.alloc(end - start);
    inWords(() => readSync(file, bytes, 0, bytes.length, start));
    return bytes;
  };
}
