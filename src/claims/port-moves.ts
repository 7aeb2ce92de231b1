// Which gateways of a host have to move for its spans to be disjoint: as few as can be. Interval scheduling: the largest set
// of instances that can stay where they are is left alone, and each of the others gets the names of those it meets.

import { groupBy, oncePer } from '../diagnostics/collections.ts';
import { FIRST_BASE } from '../model/auto-ports.ts';
import type { Host, Instance, InstancePorts } from '../model/fleet.ts';
import { type Interval, overlaps } from '../model/intervals.ts';
import { SPAN_LENGTH } from '../model/ports.ts';

export interface Placed extends Interval {
  readonly instance: Instance;
  readonly ports: InstancePorts;
}

export interface Move extends Placed {
  /** Whose spans it meets, those that stay first; more than anyone would read are left out. */
  readonly meets: readonly [Placed, ...Placed[]];
}

const MOST_MEETINGS = 20;

/** By base. */
export const portMoves: (host: Host) => readonly Move[] = oncePer(({ instances }) => {
  const placed = instances
    .flatMap((instance): readonly Placed[] =>
      instance.ports ? [{ ...instance.ports.span, instance, ports: instance.ports }] : [],
    )
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
  const staying = stayingOf(placed);
  return placed.flatMap((one, index): readonly Move[] => {
    if (staying.has(one)) return [];
    const [first, ...others] = neighbours(placed, index).toSorted(
      (a, b) => Number(staying.has(b)) - Number(staying.has(a)),
    );
    return first ? [{ ...one, meets: [first, ...others] }] : [];
  });
});

/** Those that have to move, whatever the reason. */
export function leavingInstances(host: Host): ReadonlySet<Instance> {
  const onReserved = host.instances.filter(
    ({ ports }) => ports && host.reserved.some((one) => overlaps(one, ports.span)),
  );
  return new Set([...portMoves(host).map(({ instance }) => instance), ...onReserved]);
}

/** Moving one of these is not the author's to decide, or costs more than moving another. */
function weightOf({ from, instance: { managed, isAuto, port } }: Placed, count: number, isInLine: boolean): number {
  // All of these together weigh less than half an instance.
  const preference = ((isInLine ? 2 : 0) + (65536 - from) / 65536) / (6 * count);
  if (!managed || isAuto) return 2 * (count + 1) + preference;
  return (port === FIRST_BASE ? 1.5 : 1) + preference;
}

/** Whether a base is as far from another one as most bases are from the next. */
function alignment(placed: readonly Placed[]): (one: Placed) => boolean {
  const ascending = [...new Set(placed.map(({ from }) => from))];
  const bases = new Set(ascending);
  const gaps = groupBy(
    ascending.slice(1).map((base, index) => base - ascending[index]!),
    (gap) => gap,
  );
  const [usual = []] = [...gaps.values()].toSorted((a, b) => b.length - a.length);
  const [gap] = usual;
  return ({ from }) => gap !== undefined && usual.length > 1 && (bases.has(from - gap) || bases.has(from + gap));
}

/**
 * The disjoint intervals of the greatest weight; of several such sets the one whose bases are evenly spaced, then the one with
 * the lowest ports.
 */
function stayingOf(placed: readonly Placed[]): ReadonlySet<Placed> {
  const isInLine = alignment(placed);
  const byEnd = placed.toSorted((a, b) => a.to - b.to || a.from - b.from);
  const ends = byEnd.map(({ to }) => to);
  const best = [0];
  const before = byEnd.map(({ from }) => countBelow(ends, from));
  for (const [index, one] of byEnd.entries()) {
    best.push(Math.max(best[index]!, weightOf(one, placed.length, isInLine(one)) + best[before[index]!]!));
  }
  const staying = new Set<Placed>();
  for (let index = byEnd.length; index > 0; ) {
    if (best[index] === best[index - 1]) index -= 1;
    else {
      staying.add(byEnd[index - 1]!);
      index = before[index - 1]!;
    }
  }
  return staying;
}

/** How many of the ascending numbers are less. */
function countBelow(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those that meet the one at the index, nearest first; `placed` is sorted by start. */
function neighbours(placed: readonly Placed[], index: number): readonly Placed[] {
  const own = placed[index]!;
  const found: Placed[] = [];
  for (let below = index - 1; below >= 0 && placed[below]!.from >= own.from - SPAN_LENGTH; below -= 1) {
    if (found.length === MOST_MEETINGS) break;
    if (overlaps(placed[below]!, own)) found.push(placed[below]!);
  }
  for (let above = index + 1; above < placed.length && placed[above]!.from <= own.to; above += 1) {
    if (found.length === 2 * MOST_MEETINGS) break;
    found.push(placed[above]!);
  }
  return found;
}
