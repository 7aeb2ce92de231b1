// What a run of gwc has of the world besides the disk. bin.ts gives the real one, tests their own.

export interface Io {
  /** The folder that relative paths start at. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** From the first call on, Ctrl-C and a polite `kill` no longer end the program: they abort the signal. */
  readonly untilEnded: () => AbortSignal;
}

/** Columns where there is no terminal to ask. */
export const DEFAULT_WIDTH = 120;

export interface Output {
  readonly isTTY: boolean;
  /** Of the terminal; nothing where it isn't one. */
  readonly columns?: number | undefined;
  readonly write: (text: string) => void;
}
