// The fuzzer of the whole program: a process for each input, so there is no coverage, and few runs. An input is kept for each
// command and exit code.

import { cliTarget, makeBox } from './cli.ts';
import type { Fault, Fuzzed } from './loop.ts';
import type { Random } from './random.ts';
import { faultOf } from './target.ts';

const MOST_CHOICES = 160;

/** `until`: in milliseconds, by `performance.now()`. */
export function fuzzCli(known: readonly Uint8Array[], random: Random, until: number): Fuzzed {
  const box = makeBox();
  const corpus = new Map<string, Uint8Array>();
  const faults: Fault[] = [];
  let outcome = '';
  let runs = 0;
  const target = cliTarget(box, (shown) => {
    outcome = shown;
  });
  const run = (input: Uint8Array): void => {
    runs += 1;
    const message = faultOf(target, input);
    if (message !== undefined) faults.push({ input, message });
    else if ((corpus.get(outcome)?.length ?? MOST_CHOICES) >= input.length) corpus.set(outcome, input);
  };
  try {
    for (const input of known) run(input);
    while (performance.now() < until)
      run(Uint8Array.from({ length: random.below(MOST_CHOICES) }, () => random.below(256)));
  } finally {
    box.remove();
  }
  return { runs, blocks: corpus.size, corpus: [...corpus.values()], faults };
}
