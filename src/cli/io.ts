// What a run has of the world besides the disk, and what it says to the shell: exit codes, failures, how far it is. main.ts
// gives the real streams, tests their own.

import { CommanderError } from 'commander';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { visible, visibleLines } from '../diagnostics/terminal-text.ts';
import { LINKS } from './about.ts';

export interface Io {
  /** The folder that relative paths start at. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** From the first call on, Ctrl-C and a polite `kill` no longer end the program: they abort the signal. */
  readonly untilEnded: () => AbortSignal;
  /** From the first call on, signals that would end the program go to the listener instead. */
  readonly onSignal: (listen: (signal: NodeJS.Signals) => void) => void;
  /** Whether a person types at standard input. */
  readonly isTyped: () => boolean;
}

export function definedVariables(env: Io['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Columns where there is no terminal to ask. */
export const DEFAULT_WIDTH = 120;

export interface Output {
  readonly isTTY: boolean;
  /** Of the terminal; nothing where it isn't one. */
  readonly columns?: number | undefined;
  readonly write: (text: string) => void;
}

/** The option decides, then FORCE_COLOR, NO_COLOR, and a terminal that has colours. An empty variable counts as none. */
export function hasColor(option: boolean | undefined, env: Io['env'], stream: Output): boolean {
  if (option !== undefined) return option;
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return stream.isTTY && env['TERM'] !== 'dumb';
}

export const EXIT = {
  clean: 0,
  /** Findings, or an output folder that differs. */
  findings: 1,
  /** A usage error, or a file that can't be read or written. */
  usage: 2,
  /** A bug in gwc. */
  fault: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For help and the manual. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.clean]: 'clean',
  [EXIT.findings]: 'findings, a difference, a failed apply, or a status that is off',
  [EXIT.usage]: 'usage error or unreadable file',
  [EXIT.fault]: 'a bug in gwc',
};

/** Its message on stderr, and the exit code. */
export function reportFailure(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  if (error instanceof UsageError) {
    io.stderr.write(`error: ${visibleLines(error.message)}\n`);
    return EXIT.usage;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const advice = `please report it${LINKS ? ` at ${LINKS.issues}` : ''} with what you ran; GWC_DEBUG=1 adds where in gwc it happened`;
  io.stderr.write(`this is a bug in gwc: ${visible(message)}\n${advice}\n`);
  if (io.env['GWC_DEBUG'] === '1') io.stderr.write(`${visibleLines(stack ?? '')}\n`);
  return EXIT.fault;
}

interface Work<T> {
  /** What is done, such as "checking hosts.yaml". */
  readonly text: string;
  /** Whether it will take about a second or more. */
  readonly isLong: boolean;
  /** May say from time to time how far it is. */
  readonly run: (say: (text: string) => void) => T | Promise<T>;
}

const CLEAR_LINE = '\r\x1b[K';
/** Where there is no terminal to ask. */
const NARROWEST = 40;

/** With a line on a terminal for as long as long work takes; nothing in a pipe or in CI. */
export async function withProgress<T>(
  { text, isLong, run }: Work<T>,
  { quiet = false }: { readonly quiet?: boolean },
  { stderr, env }: Io,
): Promise<T> {
  const isShown = isLong && !quiet && stderr.isTTY && env['TERM'] !== 'dumb' && !env['CI'];
  if (!isShown) return run(() => {});
  // A line that wraps could not be cleared.
  const line = (shown: string) => visible(`${shown}…`).slice(0, (stderr.columns ?? NARROWEST) - 1);
  stderr.write(line(text));
  try {
    return await run((next) => void stderr.write(CLEAR_LINE + line(next)));
  } finally {
    stderr.write(CLEAR_LINE);
  }
}

/** Of a text to check: what takes half a second. */
export const LONG_TEXT = 1_000_000;
/** Of files to compare and write. */
export const MANY_FILES = 4_000;
