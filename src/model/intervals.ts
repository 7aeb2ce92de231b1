// Ranges of whole numbers, both ends included: which of them overlap.

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export function overlaps(a: Interval, b: Interval): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** `18800-18899`, or the number alone. */
export function formatInterval({ from, to }: Interval): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** Of ascending ranges, those that touch and are alike as one. */
export function joinNeighbours<T extends Interval>(ascending: readonly T[], areAlike: (a: T, b: T) => boolean): T[] {
  const joined: T[] = [];
  for (const item of ascending) {
    const last = joined.at(-1);
    if (last && last.to + 1 === item.from && areAlike(last, item)) joined[joined.length - 1] = { ...last, to: item.to };
    else joined.push(item);
  }
  return joined;
}

/**
 * Finds the items that overlap a range, ascending by start, equal starts in the order given, and only as many as are read.
 * A search costs the logarithm of the items and then those that start within the longest item's length, so it is meant for
 * items of like length.
 */
export function overlapFinder<T extends Interval>(items: readonly T[]): (range: Interval) => Iterable<T> {
  const sorted = items.toSorted((a, b) => a.from - b.from);
  const longest = items.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  return function* (range) {
    for (let index = firstFrom(sorted, range.from - longest); index < sorted.length; index += 1) {
      const item = sorted[index]!;
      if (item.from > range.to) return;
      if (overlaps(item, range)) yield item;
    }
  };
}

/** The first index whose item starts at `from` or later. */
function firstFrom(sorted: readonly Interval[], from: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
