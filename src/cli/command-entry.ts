// What the program knows of a command before it is called.

import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/** `flags` has the options of the command; `argument` is its operand, a list where it takes several. */
export type Run = (flags: never, io: Io, argument: never) => ExitCode | Promise<ExitCode>;

export interface CommandEntry {
  /** Its name, options and help, without anything that it does. */
  readonly command: Command;
  readonly examples: readonly Example[];
  /** Whether help leaves it out. */
  readonly isHidden?: boolean;
  /** The file that does it, loaded once it is called. */
  readonly load: () => Promise<Run>;
}

/** A line for the shell, and what it does. */
export type Example = readonly [line: string, meaning: string];
