// Pairs of instances that clash, no more than a person can read.

import type { Host } from '../model/fleet.ts';
import type { Finding } from './rule.ts';

const MOST_PAIRS = 1000;

type Pair<T> = readonly [earlier: T, later: T];

/** An item and those before it that it clashes with, most telling first; worked out only as far as they are read. */
export type Clashes<T> = readonly [later: T, earlier: Iterable<T>];

export interface ShownPairs<T> {
  readonly shown: readonly Pair<T>[];
  readonly isCut: boolean;
}

/** Every pair; where they are too many, only the first one of each later item, and of those the first thousand. */
export function readablePairs<T>(clashes: Iterable<Clashes<T>>): ShownPairs<T> {
  const all: Pair<T>[] = [];
  const firsts: Pair<T>[] = [];
  for (const [later, earlier] of clashes) {
    let isFirst = true;
    for (const one of earlier) {
      if (isFirst) firsts.push([one, later]);
      isFirst = false;
      if (all.length > MOST_PAIRS) break;
      all.push([one, later]);
    }
  }
  const isCut = all.length > MOST_PAIRS;
  return { shown: isCut ? firsts.slice(0, MOST_PAIRS) : all, isCut };
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

/** Within each group, each item with those before it, less the pairs that don't count. */
export function* clashesWithin<T>(
  groups: Iterable<readonly T[]>,
  counts: (earlier: T, later: T) => boolean = () => true,
): Generator<Clashes<T>> {
  for (const group of groups) {
    for (const [index, later] of group.entries()) yield [later, before(group, index, (one) => counts(one, later))];
  }
}

function* before<T>(group: readonly T[], end: number, counts: (one: T) => boolean): Generator<T> {
  for (let index = 0; index < end; index += 1) {
    const one = group[index]!;
    if (counts(one)) yield one;
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
