// What these tests try, and how many times: the tests run by this table, and docs/reliability.md can be made from it.
// GWC_RUNS=N makes the generated ones N times as many.

const times = Number(process.env['GWC_RUNS'] ?? '1');

export interface Trial {
  readonly what: string;
  readonly runs: number;
}

export const TRIALS = {
  fleets: { what: 'generated fleets, judged by the compiler and by a second implementation', runs: 400 * times },
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
  commented: { what: 'documents with comments, blank lines and CRLF', runs: 60 * times },
  removed: { what: 'documents with an instance removed', runs: 60 * times },
  added: { what: 'documents with a disjoint instance added', runs: 60 * times },
} as const satisfies Readonly<Record<string, Trial>>;

/** For a test, in ms. */
export const TIMEOUT = 60_000 * times;

/** Of every property test here: the same cases in every run, and with more runs these first. */
export function runsOf({ runs }: Trial): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: runs, seed: 20_260_906 };
}
