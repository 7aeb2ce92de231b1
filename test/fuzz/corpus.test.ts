// Every input that the fuzzer found to reach something of its own, and every one that once broke something.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isFull, samples } from '../support/full.ts';
import { cliTarget, makeBox } from './cli.ts';
import { FOUND, SEARCHED } from './counts.ts';
import { faultOf, type Target } from './target.ts';
import { FUZZ_TARGETS } from './targets/index.ts';

const CORPUS = 'test/fuzz/corpus';
const MOST_BYTES = 1024 * 1024;
const box = makeBox();
afterAll(box.remove);

function inputsOf({ name }: Target): readonly (readonly [file: string, input: Uint8Array])[] {
  const folder = join(CORPUS, name);
  return existsSync(folder) ? readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]) : [];
}

/** The program takes longest. */
const TARGETS = isFull ? [...FUZZ_TARGETS, cliTarget(box)] : FUZZ_TARGETS;

describe.each(TARGETS.map((target) => [target.name, target] as const))('%s', (_, target) => {
  it(`holds: ${target.summary}`, { timeout: 120_000 }, () => {
    const inputs = inputsOf(target);
    expect(inputs.length).toBeGreaterThan(3);
    const faults = inputs
      .filter((_, index) => index % samples(8, 1) === 0)
      .map(([file, input]) => [file, faultOf(target, input)])
      .filter(([, fault]) => fault !== undefined);
    expect(faults).toEqual([]);
  });
});

it('the corpus stays small', () => {
  const sizes = [...FUZZ_TARGETS, cliTarget(box)].flatMap((target) => inputsOf(target).map(([, { length }]) => length));
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(MOST_BYTES);
});

it('what was searched and found is what there is', () => {
  expect(SEARCHED.map(({ target }) => target)).toEqual([...FUZZ_TARGETS.map(({ name }) => name), 'cli']);
  expect(FOUND.filter(({ fixture }) => !existsSync(fixture))).toEqual([]);
});
