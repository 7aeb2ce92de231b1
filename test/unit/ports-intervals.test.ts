// Which intervals overlap: a table, and the finder against comparing all with all.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInterval, type Interval, joinNeighbours, overlapFinder, overlaps } from '../../src/model/intervals.ts';

describe('overlaps', () => {
  it.each<[Interval, Interval, boolean]>([
    [{ from: 1, to: 5 }, { from: 5, to: 9 }, true],
    [{ from: 1, to: 5 }, { from: 6, to: 9 }, false],
    [{ from: 1, to: 9 }, { from: 3, to: 3 }, true],
    [{ from: 3, to: 3 }, { from: 3, to: 3 }, true],
    [{ from: 3, to: 3 }, { from: 4, to: 4 }, false],
  ])('%o and %o: %s', (a, b, expected) => {
    expect(overlaps(a, b)).toBe(expected);
    expect(overlaps(b, a)).toBe(expected);
  });
});

describe('formatInterval', () => {
  it.each<[Interval, string]>([
    [{ from: 18800, to: 18899 }, '18800-18899'],
    [{ from: 5432, to: 5432 }, '5432'],
  ])('%o is %s', (interval, expected) => {
    expect(formatInterval(interval)).toBe(expected);
  });
});

describe('joinNeighbours', () => {
  const range = (from: number, to: number, kind: string) => ({ from, to, kind });

  it.each([
    ['those that touch', [range(1, 2, 'a'), range(3, 3, 'a'), range(4, 9, 'a')], [range(1, 9, 'a')]],
    ['none with a gap between', [range(1, 2, 'a'), range(4, 5, 'a')], [range(1, 2, 'a'), range(4, 5, 'a')]],
    ['none of another kind', [range(1, 2, 'a'), range(3, 4, 'b')], [range(1, 2, 'a'), range(3, 4, 'b')]],
    ['nothing', [], []],
  ])('joins %s', (_, given, expected) => {
    expect(joinNeighbours(given, (a, b) => a.kind === b.kind)).toEqual(expected);
  });
});

const interval = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 25 }))
  .map(([from, length]) => ({ from, to: from + length }));

describe('overlapFinder', () => {
  it('finds nothing among nothing', () => {
    expect([...overlapFinder([])({ from: 1, to: 65535 })]).toEqual([]);
  });

  it('finds what comparing with every item finds, in order of start and then as given', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 30 }), interval, (intervals, range) => {
        const items = intervals.map((one, position) => ({ ...one, position }));
        const expected: typeof items = [];
        for (let start = 0; start <= 100; start += 1) {
          for (const item of items) {
            if (item.from !== start) continue;
            let meets = false;
            for (let port = item.from; port <= item.to; port += 1) meets ||= port >= range.from && port <= range.to;
            if (meets) expected.push(item);
          }
        }
        expect([...overlapFinder(items)(range)]).toEqual(expected);
      }),
    );
  });
});
