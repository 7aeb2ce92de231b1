// What a run says to the shell.

export const EXIT = {
  clean: 0,
  /** Findings, or an output folder that differs. */
  findings: 1,
  /** Wrong usage, or a file that can't be read or written. */
  usage: 2,
  /** A fault of gwc itself. */
  fault: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For help and the manual. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.clean]: 'clean',
  [EXIT.findings]: 'findings',
  [EXIT.usage]: "wrong usage or a file that can't be used",
  [EXIT.fault]: 'a fault of gwc itself',
};
