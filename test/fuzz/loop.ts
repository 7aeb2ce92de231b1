// The fuzzer: mutates inputs, runs them, and keeps those that reach blocks which no input before reached.

import type { Coverage } from './coverage.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';
import type { Target } from './target.ts';
import { faultOf } from './target.ts';

export interface Fault {
  readonly input: Uint8Array;
  readonly message: string;
}

export interface Fuzzed {
  readonly runs: number;
  readonly blocks: number;
  /** The smallest inputs found that reach all of these blocks together. */
  readonly corpus: readonly Uint8Array[];
  /** The shortest of each kind. */
  readonly faults: readonly Fault[];
}

interface Options {
  readonly target: Target;
  readonly seeds: readonly Uint8Array[];
  readonly coverage: Coverage;
  readonly random: Random;
  /** In milliseconds, by `performance.now()`. */
  readonly until: number;
  /** Called before each run, so that one that never ends can be told. */
  readonly beforeRun: (input: Uint8Array) => void;
}

/** Coverage is taken of so many runs at once; it takes as long as ten of them. */
const BATCH = 48;
/** Messages that begin alike are of one kind. */
const KIND_LENGTH = 40;

export function fuzz({ target, seeds, coverage, random, until, beforeRun }: Options): Fuzzed {
  const corpus: Uint8Array[] = [];
  const faults = new Map<string, Fault>();
  const seen = new Set<string>();
  let runs = 0;

  const run = (input: Uint8Array): void => {
    beforeRun(input);
    runs += 1;
    const message = faultOf(target, input);
    if (message === undefined) return;
    const kind = message.slice(0, KIND_LENGTH);
    const known = faults.get(kind);
    if (known === undefined || input.length < known.input.length) faults.set(kind, { input, message });
  };
  /** Runs them, and where that reaches something new, finds out which of them did. */
  const search = (batch: readonly Uint8Array[]): void => {
    for (const input of batch) run(input);
    const news = [...coverage.take()].filter((block) => !seen.has(block));
    if (news.length === 0) return;
    if (batch.length === 1) {
      for (const block of news) seen.add(block);
      corpus.push(batch[0]!);
    } else {
      const middle = Math.ceil(batch.length / 2);
      search(batch.slice(0, middle));
      search(batch.slice(middle));
    }
  };

  coverage.take();
  for (const seed of seeds) search([seed]);
  if (corpus.length === 0) corpus.push(...seeds.slice(0, 1));
  while (performance.now() < until) {
    search(
      Array.from({ length: BATCH }, () =>
        mutate(chosen(corpus, random), { random, other: random.pick(corpus), words: target.words }),
      ),
    );
  }
  return {
    runs,
    blocks: seen.size,
    corpus: smallest(corpus, (input) => {
      run(input);
      return coverage.take();
    }),
    faults: [...faults.values()],
  };
}

/** Late ones are more promising: they reach what is hard to reach. */
function chosen(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const late = Math.min(corpus.length, 32);
  return random.below(2) === 0 ? random.pick(corpus) : corpus[corpus.length - 1 - random.below(late)]!;
}

/** Inputs, the shortest first, of which each reaches something that those before it don't. */
function smallest(
  corpus: readonly Uint8Array[],
  reach: (input: Uint8Array) => ReadonlySet<string>,
): readonly Uint8Array[] {
  const seen = new Set<string>();
  return corpus
    .toSorted((a, b) => a.length - b.length)
    .filter((input) => {
      const before = seen.size;
      for (const block of reach(input)) seen.add(block);
      return seen.size > before;
    });
}
