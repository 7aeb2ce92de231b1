// Searches for inputs that break gwc: `npm run fuzz -- [target] [--seconds 60] [--seed 1]`. Inputs that reach something new
// are kept in test/fuzz/corpus/<target>/, where test/fuzz/corpus.test.ts runs them; those that break something too.
// Jazzer.js, which does the same with libFuzzer, needs a newer C library than Debian 12 has (4.0.0), or a download (2.1.0).

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fuzzCli } from '../test/fuzz/cli-loop.ts';
import type { Fuzzed } from '../test/fuzz/loop.ts';
import { randomOf } from '../test/fuzz/random.ts';
import { FUZZ_TARGETS } from '../test/fuzz/targets/index.ts';
import type { WorkerInput } from '../test/fuzz/worker.ts';

const CLI = 'cli';
const MOST_BYTES = 256 * 1024;
/** Inputs that are longer reach what shorter ones reach, and take room. */
const MOST_KEPT_BYTES = 2048;
/** A run that takes more of the processor's time counts as one that never ends. In milliseconds. */
const PATIENCE = 60_000;

const WORKER = new URL('../test/fuzz/worker.ts', import.meta.url);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const all = [...FUZZ_TARGETS.map(({ name }) => name), CLI];
const names = all.filter((name) => positionals.length === 0 || positionals.includes(name));
if (names.length === 0) throw new Error(`there is no such target; there are ${all.join(', ')}`);

for (const name of names) {
  const folder = join('test/fuzz/corpus', name);
  mkdirSync(folder, { recursive: true });
  const known = readdirSync(folder);
  const corpus = known.map((file) => readFileSync(join(folder, file)));
  const until = performance.now() + Number(values.seconds) * 1000;
  const {
    runs,
    blocks,
    corpus: kept,
    faults,
  } = name === CLI ? fuzzCli(corpus, randomOf(Number(values.seed)), until) : await fuzzInThread(name, corpus);
  for (const file of known) if (!file.startsWith('fault-')) rmSync(join(folder, file));
  for (const input of kept.filter(({ length }) => length <= MOST_KEPT_BYTES))
    writeFileSync(join(folder, nameOf(input)), input);
  for (const { input, message } of faults) {
    const file = join(folder, `fault-${nameOf(input)}`);
    writeFileSync(file, input);
    console.log(`${file}: ${message}`);
  }
  console.log(`${name}: ${runs} runs, ${blocks} blocks, ${kept.length} inputs kept, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

function nameOf(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}

function fuzzInThread(target: string, corpus: readonly Uint8Array[]): Promise<Fuzzed> {
  const shared = new SharedArrayBuffer(MOST_BYTES);
  const counters = new Uint32Array(shared, 0, 2);
  const workerData: WorkerInput = {
    target,
    seconds: Number(values.seconds),
    seed: Number(values.seed),
    corpus,
    shared,
  };
  const worker = new Worker(WORKER, { workerData });
  const broken = (message: string): Fuzzed => {
    const input = Buffer.from(new Uint8Array(shared, 8, Math.min(counters[1]!, MOST_BYTES - 8)));
    return { runs: counters[0]!, blocks: 0, corpus, faults: [{ input, message }] };
  };
  return new Promise((resolve) => {
    let seen = { run: -1, time: 0 };
    const watch = setInterval(() => {
      const run = counters[0]!;
      if (run !== seen.run) seen = { run, time: timeTaken() };
      else if (timeTaken() - seen.time > PATIENCE) void worker.terminate().then(() => resolve(broken('never ends')));
    }, 1000);
    worker.on('message', resolve);
    worker.on('error', (error) => resolve(broken(`ends the thread: ${error.message}`)));
    worker.on('exit', () => clearInterval(watch));
  });
}

/** By all threads of the process, of which one searches and the other one waits. In milliseconds. */
function timeTaken(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
