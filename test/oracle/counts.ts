// What these tests try, and how many times: they run by this table, and docs/reliability.md shows it.
// GWC_RUNS=N makes the generated ones N times as many. GWC_SEED and GWC_PATH repeat what failed, as the failure says.

import fc from 'fast-check';
import { samples } from '../support/full.ts';

const times = Number(process.env['GWC_RUNS'] ?? '1');

export interface Trial {
  readonly what: string;
  readonly runs: number;
  /** How many of them `npm test` has; an eighth where it isn't said. */
  readonly few?: number;
}

export const TRIALS = {
  fleets: {
    what: 'generated fleets, judged by the compiler and by a second implementation, their suggestions followed',
    runs: 5_000 * times,
    few: 60,
  },
  fixed: {
    what: 'generated fleets with slips, comments, anchors and merge keys, mended by `gwc fix`',
    runs: 1_000 * times,
    few: 40,
  },
  basePairs: {
    what: 'pairs of a base and one up to 240 apart, browser on and off on each side',
    runs: 481 * 4,
  },
  startingBases: { what: 'bases that these pairs start from, in each release line', runs: times },
  derivedPorts: {
    what: 'ports from 6 below a base to 116 above it, each as a reserved port, and as a pinned browser port and a listener of this and of another instance, browser on and off, in each release line',
    runs: 123 * 5 * 2,
  },
  shuffled: { what: 'documents with their keys in another order', runs: 60 * times },
  renamed: { what: 'documents with their instances renamed', runs: 60 * times },
  expanded: { what: 'documents with anchors, aliases and merge keys written out', runs: 60 * times },
  pushedDown: { what: 'documents with defaults written into every host and instance', runs: 60 * times },
  dealtOut: { what: 'documents dealt out to several files, by instance and by host', runs: 60 * times },
  commented: { what: 'documents with comments, blank lines and CRLF', runs: 60 * times },
  removed: { what: 'documents with an instance removed', runs: 60 * times },
  added: { what: 'documents with a disjoint instance added', runs: 60 * times },
} as const satisfies Readonly<Record<string, Trial>>;

/** For a test, in ms: what the fleets take where a machine has other work too. */
export const TIMEOUT = samples(120_000, 900_000) * Math.max(1, times);

const SEED = 20_260_906;

/** Of every property test here: the same cases in every run, of which `npm test` has the first few. */
export function runsOf({ runs, few = Math.ceil(runs / 8) }: Trial): {
  readonly numRuns: number;
  readonly seed: number;
} {
  return { numRuns: samples(few, runs), seed: SEED };
}

/** Whether one case is tried again, as a failure asks for. */
export const isRepeated = process.env['GWC_PATH'] !== undefined;

/** GWC_SEED tries other cases; a failure prints the command that repeats it. */
export function seededRunsOf<T>(trial: Trial, file: string): fc.Parameters<T> {
  const path = process.env['GWC_PATH'];
  return {
    ...runsOf(trial),
    seed: Number(process.env['GWC_SEED'] ?? SEED),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    reporter: (result) => {
      if (!result.failed) return;
      const { seed, counterexamplePath, errorInstance } = result;
      const again = `GWC_SEED=${seed} GWC_PATH=${counterexamplePath} npx vitest run ${file}`;
      throw new Error(`${fc.defaultReportMessage(result)}\n\nTo repeat it: ${again}`, { cause: errorInstance });
    },
  };
}
