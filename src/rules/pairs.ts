// What clashes with what on a host, no more of it than anyone can read, and never more work than a machine can do.

import type { Host } from '../model/fleet.ts';
import type { Finding } from './rule.ts';

const MOST_PAIRS = 1000;
/** A fraction of a second. Fewer than a thousand instances can't need as many. */
const MOST_COMPARISONS = 10_000_000;

/**
 * An item and what it clashes with, most telling first; `undefined` for what it was compared with in vain. Worked out only
 * as far as it is read.
 */
export type Clashes<T, O = T> = readonly [item: T, others: Iterable<O | undefined>];

/** A finding for every pair; where they are too many, only for the first one of each item, and for a thousand of those. */
export function* pairFindings<T, O = T>(
  host: Host,
  clashes: Iterable<Clashes<T, O>>,
  finding: (item: T, other: O) => Finding,
): Generator<Finding> {
  const { shown, isCut } = readablePairs(clashes);
  for (const [item, other] of shown) yield finding(item, other);
  if (isCut) yield cutNotice(host);
}

type Pair<T, O> = readonly [item: T, other: O];

interface ShownPairs<T, O> {
  readonly shown: readonly Pair<T, O>[];
  readonly isCut: boolean;
}

function readablePairs<T, O>(clashes: Iterable<Clashes<T, O>>): ShownPairs<T, O> {
  const all: Pair<T, O>[] = [];
  const firsts: Pair<T, O>[] = [];
  const isCut = () => all.length > MOST_PAIRS;
  let comparisons = 0;
  for (const [item, others] of clashes) {
    let isFirst = true;
    for (const other of others) {
      comparisons += 1;
      if (comparisons > MOST_COMPARISONS) return { shown: firsts, isCut: true };
      if (other === undefined) continue;
      if (isFirst) firsts.push([item, other]);
      isFirst = false;
      if (isCut()) break;
      all.push([item, other]);
    }
    if (isCut() && firsts.length >= MOST_PAIRS) return { shown: firsts.slice(0, MOST_PAIRS), isCut: true };
  }
  return isCut() ? { shown: firsts, isCut: true } : { shown: all, isCut: false };
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

function* before<T>(group: readonly T[], end: number, counts: (one: T) => boolean): Generator<T | undefined> {
  for (let index = 0; index < end; index += 1) {
    const one = group[index]!;
    yield counts(one) ? one : undefined;
  }
}

function cutNotice(host: Host): Finding {
  return {
    at: host.path,
    part: 'key',
    message: `too many clashes on \`${host.name}\` to list them all: each instance is listed with one other, ${MOST_PAIRS} at most`,
  };
}
