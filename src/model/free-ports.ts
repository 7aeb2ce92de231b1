// Which ports of a host nobody has claimed: what a finding suggests, `gwc ports` shows and `port: auto` takes.

import { cdpEndpoints, LOOPBACK } from '../openclaw/cdp.ts';
import { listenersOf } from '../openclaw/listeners.ts';
import type { Host, Instance } from './fleet.ts';
import { type Interval, overlaps } from './intervals.ts';
import { SPAN_LENGTH } from './ports.ts';

export const FIRST_BASE = 18789;
/** Beyond it the span would leave the TCP ports. */
export const LAST_BASE = 65535 - SPAN_LENGTH;
export const BASE_STEP = 120;

/** The first base at `from` or a multiple of 120 beyond it whose whole span is free; undefined where none is. */
export function nextFreeBase(host: Host, from: number = FIRST_BASE): number | undefined {
  return firstBase(claimsOf(host), from);
}

/** The first free port at `from` or beyond it. */
export function nextFreePort(host: Host, from: number): number | undefined {
  return firstGap(claimsOf(host), { from, to: 65535 });
}

/** A port of the instance's own CDP range that no browser or listener has; the first one is the default browser's. */
export function freeCdpPort(host: Host, instance: Instance): number | undefined {
  const range = instance.ports?.cdp;
  return range && firstGap(claimsWithoutSpan(host, instance), { from: range.from + 1, to: range.to });
}

/** A base for an instance that has to move, the end of a message that names it, and the values to suggest. */
export interface Advice {
  readonly base: number | undefined;
  readonly text: string;
  readonly suggestions: readonly string[];
}

export function freeBaseAdvice(host: Host, instance: Instance): Advice {
  const base = firstBase(claimsWithoutSpan(host, instance), FIRST_BASE);
  return base === undefined
    ? { base, text: `no base from ${FIRST_BASE} to ${LAST_BASE} is free on this host`, suggestions: [] }
    : { base, text: `the next free base is ${base}`, suggestions: [String(base)] };
}

interface PortClaim extends Interval {
  /** The instance whose span it is. */
  readonly spanOf?: string;
}

/** Reserved ports, spans, browsers that are pinned or reached by URL, other listeners; ascending. */
const claimsOf: (host: Host) => readonly PortClaim[] = oncePerHost(({ reserved, instances }) =>
  [...reserved, ...instances.flatMap(instanceClaims)].toSorted((a, b) => a.from - b.from),
);

function instanceClaims({ name, ports, config, env }: Instance): readonly PortClaim[] {
  const browsers = cdpEndpoints(config)
    .filter(({ host }) => host === LOOPBACK)
    .map(({ port }) => ({ from: port, to: port }));
  if (!ports) return browsers;
  return [{ ...ports.span, spanOf: name }, ...browsers, ...listenersOf({ config, env, base: ports.base })];
}

/** All claims but the span that the instance has now. */
function claimsWithoutSpan(host: Host, { name }: Instance): readonly PortClaim[] {
  return claimsOf(host).filter(({ spanOf }) => spanOf !== name);
}

function firstBase(claims: readonly Interval[], from: number): number | undefined {
  for (let base = from; base <= LAST_BASE; base += BASE_STEP) {
    const span = { from: base, to: base + SPAN_LENGTH };
    if (!claims.some((claim) => overlaps(claim, span))) return base;
  }
  return undefined;
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
  const known = new WeakMap<Host, T>();
  return (host) => {
    if (!known.has(host)) known.set(host, workOut(host));
    return known.get(host)!;
  };
}
