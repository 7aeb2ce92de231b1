// Which process leaves a mark on the disk, and whether it still runs. A killed one can't take its marks away itself.

import { kill, pid } from 'node:process';
import { errorCode } from './file-error.ts';

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
