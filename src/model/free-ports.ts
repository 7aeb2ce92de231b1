// Which ports of a host nobody has claimed: what a finding suggests, `gwc ports` shows and `port: auto` takes.

import { LOOPBACK } from '../openclaw/cdp.ts';
import type { Host, Instance } from './fleet.ts';
import { hostBrowsers, hostListeners } from './host-listeners.ts';
import { type Interval, overlapFinder } from './intervals.ts';
import { SPAN_LENGTH } from './ports.ts';

export const FIRST_BASE = 18789;
/** Beyond it the span would leave the TCP ports. */
export const LAST_BASE = 65535 - SPAN_LENGTH;
export const BASE_STEP = 120;

/** The first base at `from` or a multiple of 120 beyond it whose whole span is free; undefined where none is. */
export function nextFreeBase(host: Host, from: number = FIRST_BASE): number | undefined {
  const { overlapping } = claimsOf(host);
  return basesFrom(from).find((base) => overlapping(spanAt(base)).length === 0);
}

/** The first free port at `from` or beyond it. */
export function nextFreePort(host: Host, from: number): number | undefined {
  return firstGap(claimsOf(host).claims, { from, to: 65535 });
}

/** A port of the instance's own CDP range that no browser or listener has; the first one is the default browser's. */
export function freeCdpPort(host: Host, { name, ports }: Instance): number | undefined {
  if (!ports?.cdp) return undefined;
  const others = claimsOf(host)
    .overlapping(ports.cdp)
    .filter(({ spanOf }) => spanOf !== name);
  return firstGap(others, { from: ports.cdp.from + 1, to: ports.cdp.to });
}

/** A base for an instance that has to move, the end of a message that names it, and the values to suggest. */
export interface Advice {
  readonly base: number | undefined;
  readonly text: string;
  readonly suggestions: readonly string[];
}

export function freeBaseAdvice(host: Host, instance: Instance): Advice {
  const base = baseWithinOwnSpan(host, instance) ?? firstBaseOf(host);
  return base === undefined
    ? { base, text: `no base from ${FIRST_BASE} to ${LAST_BASE} is free on this host`, suggestions: [] }
    : { base, text: `the next free base is ${base}`, suggestions: [String(base)] };
}

/** An instance that moves leaves its span, which frees an earlier base where nothing else is in the way: one of two. */
function baseWithinOwnSpan(host: Host, { name, ports }: Instance): number | undefined {
  if (!ports) return undefined;
  const { overlapping } = claimsOf(host);
  const first = firstBaseOf(host) ?? LAST_BASE + 1;
  const below = FIRST_BASE + Math.floor((ports.base - FIRST_BASE) / BASE_STEP) * BASE_STEP;
  return [below, below + BASE_STEP]
    .filter((base) => base >= FIRST_BASE && base < first)
    .find((base) => overlapping(spanAt(base)).every(({ spanOf }) => spanOf === name));
}

const firstBaseOf: (host: Host) => number | undefined = oncePerHost((host) => nextFreeBase(host));

interface PortClaim extends Interval {
  /** The instance whose span it is. */
  readonly spanOf?: string;
}

interface PortClaims {
  /** Ascending. */
  readonly claims: readonly PortClaim[];
  readonly overlapping: (range: Interval) => readonly PortClaim[];
}

/** Reserved ports, spans, browsers that are pinned or reached by URL, other listeners. */
const claimsOf: (host: Host) => PortClaims = oncePerHost(({ reserved, instances }) => {
  const claims = [...reserved, ...instances.flatMap(instanceClaims)].toSorted((a, b) => a.from - b.from);
  return { claims, overlapping: overlapFinder(claims) };
});

function instanceClaims(instance: Instance): readonly PortClaim[] {
  const { name, ports } = instance;
  const browsers = hostBrowsers(instance)
    .filter(({ host }) => host === LOOPBACK)
    .map(({ port }) => ({ from: port, to: port }));
  if (!ports) return browsers;
  return [{ ...ports.span, spanOf: name }, ...browsers, ...hostListeners(instance)];
}

function basesFrom(from: number): readonly number[] {
  const count = Math.max(0, Math.floor((LAST_BASE - from) / BASE_STEP) + 1);
  return Array.from({ length: count }, (_, index) => from + index * BASE_STEP);
}

function spanAt(base: number): Interval {
  return { from: base, to: base + SPAN_LENGTH };
}

/** The end of the claims that cover the range's start. */
function firstGap(ascending: readonly Interval[], { from, to }: Interval): number | undefined {
  let port = from;
  for (const claim of ascending) {
    if (claim.from > port) break;
    port = Math.max(port, claim.to + 1);
  }
  return port <= to ? port : undefined;
}

/** Findings by the hundred ask the same of a host, which never changes. */
function oncePerHost<T>(workOut: (host: Host) => T): (host: Host) => T {
  const known = new WeakMap<Host, { readonly value: T }>();
  return (host) => {
    const found = known.get(host) ?? { value: workOut(host) };
    known.set(host, found);
    return found.value;
  };
}
