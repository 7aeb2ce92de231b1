// What the chart of a host shows, before it has any pixels.

import { groupBy } from '../diagnostics/collections.ts';
import { nextFreeBase } from '../model/auto-ports.ts';
import type { Host, Instance } from '../model/fleet.ts';
import { formatInterval, type Interval, overlaps } from '../model/intervals.ts';
import { type PortClaim, type PortCollision, portClaims, portCollisions, rivals } from '../model/port-claims.ts';
import { SPAN_LENGTH } from '../model/ports.ts';

export interface HostChart {
  readonly host: Host;
  readonly lanes: readonly Lane[];
  readonly reserved: readonly PortClaim[];
  /** Browsers and listeners outside their instance's span. */
  readonly strays: readonly PortClaim[];
  readonly collisions: readonly PortCollision[];
  /** The span of the next free base. */
  readonly free: Interval | undefined;
}

export interface Lane {
  readonly instance: Instance;
  /** Its browsers and other listeners. */
  readonly extras: readonly PortClaim[];
  readonly collisions: readonly LaneCollision[];
}

export interface LaneCollision extends Interval {
  /** Whom it meets: "rescue", "reserved". */
  readonly others: readonly string[];
}

export function hostChart(host: Host): HostChart {
  const claims = portClaims(host);
  const collisions = portCollisions(claims);
  const extrasOf = groupBy(claims.filter(isExtra), ({ instance = '' }) => instance);
  const colliding = groupCollisions(collisions);
  const lanes = host.instances.toSorted(byBase).map((instance): Lane => {
    const { name } = instance;
    return { instance, extras: extrasOf.get(name) ?? [], collisions: colliding.get(name) ?? [] };
  });
  const base = nextFreeBase(host);
  return {
    host,
    lanes,
    reserved: claims.filter(({ role }) => role === 'reserved'),
    strays: lanes.flatMap(({ instance, extras }) => extras.filter((extra) => isOutside(extra, instance))),
    collisions,
    free: base === undefined ? undefined : { from: base, to: base + SPAN_LENGTH },
  };
}

/** Those without a port last. */
function byBase(
  { port: a = Number.POSITIVE_INFINITY }: Instance,
  { port: b = Number.POSITIVE_INFINITY }: Instance,
): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isOutside(range: Interval, { ports }: Instance): boolean {
  return ports === undefined || !overlaps(range, ports.span);
}

/** "18805 browser work", "8787 telegram webhook": of a browser or a listener. */
export function describeExtra({ role, name, ...range }: PortClaim): string {
  const what = role === 'listener' ? name : `browser ${name}`;
  return `${formatInterval(range)} ${what}`.trimEnd();
}

function isExtra({ role }: PortClaim): boolean {
  return role === 'browser' || role === 'listener';
}

/** Of each instance, whom it meets. */
function groupCollisions(collisions: readonly PortCollision[]): ReadonlyMap<string, readonly LaneCollision[]> {
  const met = collisions.flatMap((collision) =>
    collision.instances.map((name) => {
      return { name, from: collision.from, to: collision.to, others: rivals(name, collision) };
    }),
  );
  return groupBy(met, ({ name }) => name);
}
