// What differs in the output folder, in plain words.

import type { DriftState, Report } from './report.ts';

const BUILD = 'run `gwc build` and commit what it writes';
const MEANINGS: Readonly<Record<DriftState, string>> = {
  changed: `differs from what hosts.yaml says; ${BUILD}`,
  missing: `is missing; ${BUILD}`,
  stale: `is stale: hosts.yaml has nothing that it comes from; ${BUILD}`,
  foreign: 'is in the way: gwc did not write it, or it was edited since; move it away, or run `gwc build --force`',
  'wrong mode': 'has other permissions than gwc gave it; run `gwc build`',
};

/** A difference as a finding of its file. */
export interface DriftFinding {
  /** As the person named the folder, with the path below it. */
  readonly file: string;
  /** 1 where the file as a whole is meant. */
  readonly line: number;
  readonly message: string;
}

export function driftFindings({ drift = [], folder = '.' }: Report): readonly DriftFinding[] {
  return drift.map(({ path, state, line = 1 }) => ({ file: `${folder}/${path}`, line, message: MEANINGS[state] }));
}
