// `port: auto`: each instance keeps the base that the lock gives it; a new one gets the first that is free on its host.

import { compareText, oncePer } from '../diagnostics/collections.ts';
import type { SourceDocument } from '../document/document.ts';
import { type Finding, ownValue } from '../document/finding.ts';
import { isMap, type Json, type JsonMap } from '../document/json.ts';
import { LOOPBACK } from '../openclaw/cdp.ts';
import { isPort } from '../openclaw/listener.ts';
import type { Fleet, Host, Instance } from './fleet.ts';
import { type Interval, overlapFinder } from './intervals.ts';
import { fixedListeners, hostBrowsers, hostListeners } from './port-claims.ts';
import { SPAN_LENGTH } from './ports.ts';

export interface AutoPorts {
  /** Of every `port: auto` in the fleet that has a base. */
  readonly ports: LockedPorts;
  /** Those that the lock had no base for. */
  readonly added: readonly Instance[];
  /** Those that no base is left for. */
  readonly unplaced: readonly Instance[];
}

/** `fleet` has been resolved with the lock's ports, so that a locked instance claims its span. */
export function assignAutoPorts(fleet: Fleet): AutoPorts {
  const assigned = fleet.hosts.map((host) => ({ host, ...assignPorts(host) }));
  return {
    ports: new Map(assigned.map(({ host, ports }) => [host.name, ports])),
    added: assigned.flatMap(({ added }) => added),
    unplaced: assigned.flatMap(({ unplaced }) => unplaced),
  };
}

function assignPorts(host: Host) {
  const auto = host.instances.filter(({ isAuto }) => isAuto);
  const ports = new Map(auto.flatMap(({ name, port }) => (port === undefined ? [] : [[name, port] as const])));
  const added: Instance[] = [];
  const unplaced: Instance[] = [];
  let from: number | undefined = FIRST_BASE;
  for (const instance of auto.filter(({ port }) => port === undefined)) {
    const base: number | undefined = from === undefined ? undefined : nextFreeBase(host, from);
    // The bases go upward in whole steps, so the next search starts beyond this one's span.
    from = base === undefined ? undefined : base + BASE_STEP;
    (base === undefined ? unplaced : added).push(instance);
    if (base !== undefined) ports.set(instance.name, base);
  }
  return { ports, added, unplaced };
}

/** Base ports by host name and instance name. */
export type LockedPorts = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface PortLock {
  readonly document: SourceDocument;
  readonly ports: LockedPorts;
  /** What is wrong with its own text. */
  readonly findings: readonly Finding[];
}

const VERSION = 1;
const CONFLICT_MARKER = /^(<{7}|={7}|>{7})( |$)/m;

export function readPortLock(document: SourceDocument): PortLock {
  const fail = (finding: Finding): PortLock => ({ document, ports: new Map(), findings: [finding] });
  const conflict = CONFLICT_MARKER.exec(document.text);
  if (conflict) {
    const span = document.span({ start: conflict.index, end: conflict.index + conflict[1]!.length });
    const message = 'the lock file has a merge conflict; keep either side of it, then run `gwc build`';
    return fail({ at: [], span, message });
  }
  const { value } = document;
  if (document.problems.length > 0 || !isMap(value))
    return fail({ at: [], message: 'the lock file is not as gwc writes it; restore it from git' });
  if (value['version'] !== VERSION)
    return fail({ at: ['version'], message: `unknown version of the lock file; this gwc reads version ${VERSION}` });
  return readPorts(document, value);
}

function readPorts(document: SourceDocument, value: JsonMap): PortLock {
  const findings: Finding[] = [];
  const ports = new Map<string, ReadonlyMap<string, number>>();
  for (const [host, instances] of entries(value['ports'])) {
    const locked = entries(instances).filter(([name, port]) => {
      if (isPort(port)) return true;
      findings.push({ at: ['ports', host, name], message: 'a locked port is a number from 1 to 65535' });
      return false;
    });
    ports.set(host, new Map(locked as readonly (readonly [string, number])[]));
  }
  return { document, ports, findings };
}

function entries(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isMap(value) ? Object.entries(value) : [];
}

/** Sorted, one line for each instance, so that two branches merge. */
export function formatLock(ports: LockedPorts): string {
  const hosts = sorted(ports).filter(([, instances]) => instances.size > 0);
  const lines = hosts.map(([host, instances]) => {
    const rows = sorted(instances).map(([name, port]) => `      ${JSON.stringify(name)}: ${port}`);
    return `    ${JSON.stringify(host)}: {\n${rows.join(',\n')}\n    }`;
  });
  const body = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "version": ${VERSION},\n  "ports": ${body}\n}\n`;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}

export const FIRST_BASE = 18789;
/** Beyond it the span would leave the TCP ports. */
export const LAST_BASE = 65535 - SPAN_LENGTH;
export const BASE_STEP = 120;

/** Bases are apart by so much at least, even with the browser off. */
export const LEAST_SPACING = 20;

/** Whether nobody but `leaving` has anything in the span, or a base that is too near below it. */
function isFreeBase(host: Host, base: number, leaving?: string): boolean {
  const { overlapping } = claimsOf(host);
  const near = { from: base - LEAST_SPACING + 1, to: base - 1 };
  const isLeaving = ({ spanOf }: PortClaim) => spanOf !== undefined && spanOf === leaving;
  return (
    areAll(overlapping(spanAt(base)), isLeaving) &&
    areAll(overlapping(near), (claim) => claim.spanOf === undefined || claim.from < near.from || isLeaving(claim))
  );
}

/** The first base at `from` or a multiple of 120 beyond it whose whole span is free; undefined where none is. */
export function nextFreeBase(host: Host, from: number = FIRST_BASE): number | undefined {
  return basesFrom(from).find((base) => isFreeBase(host, base));
}

/** The first port at `from` or beyond it that is free and advised to no other asker. */
export function freePortAdvice(host: Host, asker: string, from: number): number | undefined {
  return advisedPort(host, asker, () => {
    const { nextPorts } = adviceOf(host);
    const port = firstUnadvised(host, claimsOf(host).claims, { from: nextPorts.get(from) ?? from, to: 65535 });
    if (port !== undefined) nextPorts.set(from, port + 1);
    return port;
  });
}

/** For a browser: a port of the CDP range that the instance has, or will have where it has to move, that nobody else has. */
export function cdpPortAdvice(host: Host, instance: Instance, asker: string): number | undefined {
  const { name, ports } = instance;
  const cdp = ports?.cdp;
  if (!cdp) return undefined;
  return advisedPort(host, asker, () => {
    const distance = (adviceOf(host).advised.get(instance) ?? ports.base) - ports.base;
    // The first one is the default browser's.
    const range = { from: cdp.from + distance + 1, to: cdp.to + distance };
    const others = [...claimsOf(host).overlapping(range)].filter(({ spanOf }) => spanOf !== name);
    return firstUnadvised(host, others, range, ports.base + distance);
  });
}

function advisedPort(host: Host, asker: string, find: () => number | undefined): number | undefined {
  const { ports } = adviceOf(host);
  if (ports.has(asker)) return ports.get(asker);
  const port = find();
  ports.set(asker, port);
  if (port !== undefined) adviceOf(host).takenPorts.add(port);
  return port;
}

/** `ownBase`: whose span it may lie in. */
function firstUnadvised(
  host: Host,
  claims: readonly Interval[],
  { from, to }: Interval,
  ownBase?: number,
): number | undefined {
  const { taken, takenPorts } = adviceOf(host);
  const isInSpan = (port: number): boolean => {
    for (let base = port - SPAN_LENGTH; base <= port; base += 1) if (base !== ownBase && taken.has(base)) return true;
    return false;
  };
  for (let port = firstGap(claims, { from, to }); port !== undefined; port = firstGap(claims, { from: port + 1, to })) {
    if (!takenPorts.has(port) && !isInSpan(port)) return port;
  }
  return undefined;
}

/** A base for an instance that has to move, the end of a message that names it, and how a finding offers it. */
export interface Advice {
  readonly base: number | undefined;
  readonly text: string;
  readonly taken: Pick<Finding, 'suggestions' | 'edits'>;
}

/** No two instances of a host are advised one base: all advice of a run can be taken together. */
export function freeBaseAdvice(host: Host, instance: Instance): Advice {
  const base = advisedBase(host, instance);
  if (base === undefined)
    return { base, text: `no base from ${FIRST_BASE} to ${LAST_BASE} is free on this host`, taken: {} };
  // The lock has the port of the others.
  const edits = instance.isAuto ? {} : ownValue(instance, [...instance.path, 'port'], base);
  return { base, text: `the next free base is ${base}`, taken: { suggestions: [String(base)], ...edits } };
}

/** Reads no further than the first that isn't. */
function areAll<T>(items: Iterable<T>, are: (item: T) => boolean): boolean {
  for (const item of items) if (!are(item)) return false;
  return true;
}

const adviceOf = oncePer((host: Host) => ({
  advised: new Map<Instance, number | undefined>(),
  /** Bases. */
  taken: new Set<number>(),
  next: nextFreeBase(host),
  /** By asker. */
  ports: new Map<string, number | undefined>(),
  takenPorts: new Set<number>(),
  /** Where the search goes on that began at a port. */
  nextPorts: new Map<number, number>(),
}));

function advisedBase(host: Host, instance: Instance): number | undefined {
  const advice = adviceOf(host);
  if (advice.advised.has(instance)) return advice.advised.get(instance);
  const own = baseWithinOwnSpan(host, instance, advice);
  const base = own ?? advice.next;
  if (base !== undefined) {
    advice.taken.add(base);
    if (own === undefined) advice.next = nextFreeBase(host, base + BASE_STEP);
  }
  advice.advised.set(instance, base);
  return base;
}

interface GivenAdvice {
  readonly taken: ReadonlySet<number>;
  /** The first base that is free and advised to nobody. */
  readonly next: number | undefined;
}

/** An instance that moves leaves its span, which frees an earlier base where nothing else is in the way: one of two. */
function baseWithinOwnSpan(host: Host, { name, ports }: Instance, { taken, next }: GivenAdvice): number | undefined {
  if (!ports) return undefined;
  const below = FIRST_BASE + Math.floor((ports.base - FIRST_BASE) / BASE_STEP) * BASE_STEP;
  return [below, below + BASE_STEP]
    .filter((base) => base >= FIRST_BASE && base < (next ?? LAST_BASE + 1) && !taken.has(base))
    .find((base) => isFreeBase(host, base, name));
}

interface PortClaim extends Interval {
  /** The instance whose span it is. */
  readonly spanOf?: string;
}

interface PortClaims {
  /** Ascending. */
  readonly claims: readonly PortClaim[];
  readonly overlapping: (range: Interval) => Iterable<PortClaim>;
}

/** Reserved ports, spans, browsers that are pinned or reached by URL, other listeners. */
const claimsOf: (host: Host) => PortClaims = oncePer(({ reserved, instances }) => {
  const claims = [...reserved, ...instances.flatMap(instanceClaims)].toSorted((a, b) => a.from - b.from);
  return { claims, overlapping: overlapFinder(claims) };
});

function instanceClaims(instance: Instance): readonly PortClaim[] {
  const { name, ports } = instance;
  const browsers = hostBrowsers(instance)
    .filter(({ host }) => host === LOOPBACK)
    .map(({ port }) => ({ from: port, to: port }));
  if (!ports) return [...browsers, ...fixedListeners(instance)];
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
