// Changes of one host → the order in which one after the other can be made: a gateway comes up only where its ports are free,
// and the rescue bot comes last. Pure.

import type { Deployment } from '../targets/deployment.ts';

export interface Change<T> {
  readonly step: T;
  readonly deployment: Deployment;
  /** The base ports that its running gateway may have. */
  readonly holds: readonly number[];
  /** The base port that it is started on. */
  readonly needs: number | undefined;
}

/** `stop`: it gives up its port before its turn, as each of a circle waits for another one's. */
export type Ordered<T> = { readonly step: T } | { readonly stop: Deployment };

/** Changes keep their order as far as ports and the rescue bot let them. */
export function inOrder<T>(changes: readonly Change<T>[]): readonly Ordered<T>[] {
  const waiting = [...changes].sort((a, b) => Number(isRescue(a.deployment)) - Number(isRescue(b.deployment)));
  const ordered: Ordered<T>[] = [];
  const stopped = new Set<Change<T>>();
  while (waiting.length > 0) {
    const isFree = (change: Change<T>) =>
      !waiting.some((other) => other !== change && !stopped.has(other) && meet(change.needs, other.holds));
    const next = waiting.find(isFree);
    if (next) {
      ordered.push({ step: next.step });
      waiting.splice(waiting.indexOf(next), 1);
      continue;
    }
    // Whoever holds what the first one waits for is in the circle, or leads to it.
    const holder = waiting.find(
      (other) => other !== waiting[0] && !stopped.has(other) && meet(waiting[0]!.needs, other.holds),
    )!;
    stopped.add(holder);
    ordered.push({ stop: holder.deployment });
  }
  return ordered;
}

/** A gateway listens on its base port and on the second above it from its start on. */
const CONTROL = 2;

function meet(needed: number | undefined, held: readonly number[]): boolean {
  return needed !== undefined && held.some((port) => [0, CONTROL, -CONTROL].includes(needed - port));
}

/** By its name or its profile. */
function isRescue({ instance, profile }: Deployment): boolean {
  return [instance, profile].some((name) => name.split(/[-_]/).includes('rescue'));
}
