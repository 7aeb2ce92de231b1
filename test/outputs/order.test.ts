// Same input, same bytes: the order in which a person writes keys has no effect on any artifact.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { build } from '../../src/build.ts';
import { samples } from '../support/full.ts';

/** The same document with the keys of every map in an order that the numbers decide. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (!(value instanceof Map)) return value;
  return new Map(
    [...value]
      .map(([key, item]) => ({ key, item: shuffled(item, next), place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ key, item }) => [key, item]),
  );
}

describe.each(readdirSync('test/ok'))('%s', (name) => {
  const text = readFileSync(`test/ok/${name}/hosts.yaml`, 'utf8');
  const value: unknown = parse(text, { mapAsMap: true });
  const expected = build(text).artifacts;

  it('builds alike in any order of keys', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const other = build(stringify(shuffled(value, () => numbers.next().value!)));
        expect(other.artifacts).toEqual(expected);
      }),
      { numRuns: samples(3, 20), seed: 20_260_906 },
    );
  });
});
