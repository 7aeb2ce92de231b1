// What a file in commands/ gives: a command with its help, and what it does.

import type { Command } from 'commander';
import type { Io } from './io.ts';

export interface CommandEntry {
  /** With its options and help. */
  readonly command: Command;
  readonly examples: readonly Example[];
  readonly run: Run;
}

/** A line for the shell, and what it does. */
export type Example = readonly [line: string, meaning: string];

/**
 * `flags` has the options of the command; `argument` is its operand, a list where it takes several. Gives an exit code: gwc's
 * own, or that of a command that it ran for the user.
 */
type Run = (flags: never, io: Io, argument: never, programFor: ProgramFor) => number | Promise<number>;

/** The whole command line, where the first of `words` that names a command has all of its options. */
export type ProgramFor = (words: readonly string[]) => Promise<Command>;
