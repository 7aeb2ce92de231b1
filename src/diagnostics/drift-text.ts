// What differs in the output folder, in plain words.

import type { DriftEntry, DriftState, Report } from './report.ts';

const MEANINGS: Readonly<Record<DriftState, string>> = {
  changed: 'differs from what hosts.yaml says',
  missing: 'is missing',
  stale: 'is stale: hosts.yaml has nothing that it comes from',
  foreign: 'is in the way: gwc did not write it, or it was edited since; move it away',
  'wrong mode': 'has other permissions than gwc gave it',
};

/** A difference as a finding of its file. */
export interface DriftFinding {
  /** As the person named the folder, with the path below it. */
  readonly file: string;
  /** 1 where the file as a whole is meant. */
  readonly line: number;
  readonly message: string;
}

export function driftFindings({ drift = [], folder = '' }: Report): readonly DriftFinding[] {
  return drift.map(({ path, state, line = 1 }: DriftEntry) => ({
    file: folder === '' ? path : `${folder}/${path}`,
    line,
    message: `${MEANINGS[state]}${state === 'foreign' ? '' : '; run `gwc build` and commit what it writes'}`,
  }));
}
