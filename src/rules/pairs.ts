// Pairs of instances that clash, no more than a person can read.

import type { Host } from '../model/fleet.ts';
import type { Finding } from './rule.ts';

export const MOST_PAIRS = 1000;

export type Pair<T> = readonly [earlier: T, later: T];

export interface ShownPairs<T> {
  readonly shown: readonly Pair<T>[];
  readonly isCut: boolean;
}

/** Every pair; where they are too many, only the first one of each later item, and of those the first thousand. */
export function readablePairs<T>(pairs: Iterable<Pair<T>>): ShownPairs<T> {
  const all: Pair<T>[] = [];
  const firsts = new Map<T, Pair<T>>();
  for (const pair of pairs) {
    if (all.length <= MOST_PAIRS) all.push(pair);
    if (!firsts.has(pair[1])) firsts.set(pair[1], pair);
  }
  const isCut = all.length > MOST_PAIRS;
  return { shown: isCut ? [...firsts.values()].slice(0, MOST_PAIRS) : all, isCut };
}

/** The items by key, in the order given. */
export function groupsBy<T>(items: readonly T[], keyOf: (item: T) => string | number): Iterable<readonly T[]> {
  const groups = new Map<string | number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups.values();
}

/** Every pair within each group, each item with those before it. */
export function* pairsWithin<T>(groups: Iterable<readonly T[]>): Generator<Pair<T>> {
  for (const group of groups) {
    for (const [index, later] of group.entries()) {
      for (const earlier of group.slice(0, index)) yield [earlier, later];
    }
  }
}

/** The finding that says so. */
export function cutNotice(host: Host): Finding {
  return {
    at: host.path,
    part: 'key',
    message: `more than ${MOST_PAIRS} pairs of instances clash on \`${host.name}\`; each instance is shown with one other, ${MOST_PAIRS} at most`,
  };
}
