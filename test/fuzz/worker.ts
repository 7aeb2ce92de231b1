// Fuzzes one target in a thread of its own. The input of each run stands in shared memory first, so that whoever watches
// has it where the run never ends, or ends the thread.

import { parentPort, workerData } from 'node:worker_threads';
import { startCoverage } from './coverage.ts';
import { fuzz } from './loop.ts';
import { randomOf } from './random.ts';

export interface WorkerInput {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  readonly corpus: readonly Uint8Array[];
  /** The number of the run, the length of its input, and the input. */
  readonly shared: SharedArrayBuffer;
}

const { target: name, seconds, seed, corpus, shared }: WorkerInput = workerData;
const counters = new Uint32Array(shared, 0, 2);
const current = new Uint8Array(shared, 8);

// Before the sources are loaded: only those that are loaded after it count.
const coverage = startCoverage((url) => /\/src\/|\/node_modules\/(?:yaml|js-yaml|handlebars)\//.test(url));
const { FUZZ_TARGETS } = await import('./targets/index.ts');
const target = FUZZ_TARGETS.find((known) => known.name === name)!;

const fuzzed = fuzz({
  target,
  seeds: [...corpus, ...target.seeds()],
  coverage,
  random: randomOf(seed),
  until: performance.now() + seconds * 1000,
  beforeRun: (input) => {
    current.set(input.subarray(0, current.length));
    counters[1] = input.length;
    Atomics.add(counters, 0, 1);
  },
});
parentPort!.postMessage(fuzzed);
