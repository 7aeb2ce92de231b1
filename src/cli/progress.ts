// A line on a terminal for as long as long work takes; nothing in a pipe or in CI.

import { visible } from '../diagnostics/terminal-text.ts';
import type { Io } from './io.ts';

export interface Work<T> {
  /** What is done, such as "checking hosts.yaml". */
  readonly text: string;
  /** Whether it will take about a second or more. */
  readonly isLong: boolean;
  readonly run: () => T | Promise<T>;
}

const CLEAR_LINE = '\r\x1b[K';
/** Where there is no terminal to ask. */
const NARROWEST = 40;

export async function withProgress<T>(
  { text, isLong, run }: Work<T>,
  { quiet = false }: { readonly quiet?: boolean },
  { stderr, env }: Io,
): Promise<T> {
  const isShown = isLong && !quiet && stderr.isTTY && env['TERM'] !== 'dumb' && !env['CI'];
  if (!isShown) return run();
  // A line that wraps could not be cleared.
  stderr.write(visible(`${text}…`).slice(0, (stderr.columns ?? NARROWEST) - 1));
  try {
    return await run();
  } finally {
    stderr.write(CLEAR_LINE);
  }
}

/** Of a text to check: what takes half a second. */
export const LONG_TEXT = 1_000_000;
/** Of files to compare and write. */
export const MANY_FILES = 4_000;
