// What an import has of a machine.

import type { Account } from './accounts.ts';
import type { Disk } from './disk.ts';
import type { Note } from './note.ts';

export interface Machine {
  readonly disk: Disk;
  readonly hostName: string;
  readonly accounts: readonly Account[];
  /** Filled on the way. */
  readonly notes: Note[];
}
