// What a fuzzer runs: a part of gwc with what must hold for any input.

import { FileError } from '../../src/files/file-error.ts';

export interface Target {
  readonly name: string;
  /** What it is, and what must hold. */
  readonly summary: string;
  /** Inputs to start from. */
  readonly seeds: () => readonly Uint8Array[];
  /** Texts that mean something to it. */
  readonly words: readonly string[];
  /** What it takes besides, whatever the input: a process has to start. In milliseconds. */
  readonly startTime?: number;
  /** Throws where something doesn't hold. */
  readonly run: (input: Uint8Array) => void;
}

/** Two seconds of the processor's time for 100 KB, whatever else the machine does. In milliseconds. */
const MOST_TIME = 2000;
const TIMED_BYTES = 100 * 1024;

/** What doesn't hold, in words; nothing where all does. */
export function faultOf({ run, startTime = 0 }: Target, input: Uint8Array): string | undefined {
  const allowed = startTime + MOST_TIME * Math.max(1, input.length / TIMED_BYTES);
  try {
    // Once may be the first time that something is compiled, or that memory is cleared; hardly three times.
    for (let tries = 1; tries <= 3; tries += 1) {
      const before = process.cpuUsage();
      run(input);
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1000 <= allowed) return undefined;
    }
    return `takes over ${MOST_TIME} ms`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Throws a fault where it doesn't hold. */
export function must(holds: boolean, what: () => string): asserts holds {
  if (!holds) throw new Error(what());
}

/** What `read` gives; nothing where it refuses its input, as it may. */
export function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** The text of an input; `\uXXXX` is a code unit, so that half a surrogate pair can stand in it. */
export function textOf(input: Uint8Array): string {
  return new TextDecoder()
    .decode(input)
    .replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
