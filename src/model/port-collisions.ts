// Where on a host two claims want one port. A picture of what the port rules find, and not a rule itself.

import { compareText } from '../diagnostics/sort.ts';
import { type Interval, joinNeighbours } from './intervals.ts';
import type { PortClaim } from './port-claims.ts';

/** Ports that the same parties want. */
export interface PortCollision extends Interval {
  /** Names, sorted; one alone where an instance is in its own way. */
  readonly instances: readonly string[];
  readonly isReserved: boolean;
}

/** Ascending and disjoint. */
export function portCollisions(claims: readonly PortClaim[]): readonly PortCollision[] {
  const found: PortCollision[] = [];
  for (const { from, to, active } of segments(claims)) {
    if (collide(active)) found.push({ from, to, ...parties(active) });
  }
  return joinNeighbours(found, isSameParty);
}

/** Whom an instance meets there: `reserved` for a reserved port, `itself` where it is alone in its own way. */
export function rivals(
  name: string,
  { instances, isReserved }: Pick<PortCollision, 'instances' | 'isReserved'>,
): readonly string[] {
  const others = [...instances.filter((other) => other !== name), ...(isReserved ? ['reserved'] : [])];
  return others.length === 0 ? ['itself'] : others;
}

interface Segment extends Interval {
  readonly active: ReadonlySet<PortClaim>;
}

/** The ports between each two places where a claim starts or ends, with the claims there. */
function* segments(claims: readonly PortClaim[]): Generator<Segment> {
  const edges = claims
    .flatMap((claim) => [
      { port: claim.from, claim, isStart: true },
      { port: claim.to + 1, claim, isStart: false },
    ])
    .sort((a, b) => a.port - b.port);
  const active = new Set<PortClaim>();
  for (const [index, { port, claim, isStart }] of edges.entries()) {
    if (isStart) active.add(claim);
    else active.delete(claim);
    const next = edges[index + 1]?.port ?? port;
    if (next > port && active.size > 1) yield { from: port, to: next - 1, active };
  }
}

function collide(active: ReadonlySet<PortClaim>): boolean {
  const claims = [...active];
  const owners = new Set(claims.filter(({ role }) => role !== 'reserved').map(({ owner }) => owner));
  if (owners.size > 1) return true;
  return claims.some(({ role }) => role === 'reserved') && claims.some(isKeptOut);
}

/** From a reserved port. */
function isKeptOut({ role, mayBeReserved }: PortClaim): boolean {
  return role !== 'reserved' && !mayBeReserved;
}

function parties(active: ReadonlySet<PortClaim>): Pick<PortCollision, 'instances' | 'isReserved'> {
  const names = [...active].flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
  return {
    instances: [...new Set(names)].sort(compareText),
    isReserved: [...active].some(({ role }) => role === 'reserved'),
  };
}

function isSameParty(a: PortCollision, b: PortCollision): boolean {
  return a.isReserved === b.isReserved && a.instances.join() === b.instances.join();
}
