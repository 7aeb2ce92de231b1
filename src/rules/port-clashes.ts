// What is in the way of a port on its host, as the rest of a sentence that starts with the port.

import type { Host, Instance } from '../model/fleet.ts';
import { formatInterval, type Interval, overlapFinder, overlaps } from '../model/intervals.ts';
import { hostBrowsers } from '../model/port-claims.ts';
import { describeRole } from '../model/ports.ts';
import { LOOPBACK } from '../openclaw/cdp.ts';
import type { FindingPlace } from './rule.ts';

export interface Clash {
  /** The first port where they meet. */
  readonly port: number;
  /** "lies in the CDP range 18800-18899 of `main`", "is reserved (vnc)". */
  readonly text: string;
  readonly related: readonly FindingPlace[];
  /** Why it may be fine, as the end of the sentence. */
  readonly doubt?: string;
}

/** Finds the spans of the other instances that a range meets. */
export function spanClashes(host: Host): (range: Interval, own: Instance) => Iterable<Clash> {
  const placed = host.instances.flatMap((instance) =>
    instance.ports ? [{ ...instance.ports.span, ports: instance.ports, instance }] : [],
  );
  const overlapping = overlapFinder(placed);
  return function* (range, own) {
    for (const { instance, ports } of overlapping(range)) {
      if (instance === own) continue;
      const { name, path } = instance;
      const port = Math.max(range.from, ports.base);
      const related = [{ at: [...path, 'port'], message: `\`${name}\` owns ${formatInterval(ports.span)}` }];
      yield { port, text: `${describeRole(ports, port)} of \`${name}\``, related };
    }
  };
}

/** Finds the reserved ranges that a range meets. */
export function reservedClashes({ reserved }: Host): (range: Interval) => Iterable<Clash> {
  const overlapping = overlapFinder(reserved);
  return function* (range) {
    for (const entry of overlapping(range)) {
      yield {
        port: Math.max(range.from, entry.from),
        text: `is reserved${entry.note === '' ? '' : ` (${entry.note})`}`,
        related: [{ at: entry.path, message: `${formatInterval(entry)} is reserved here` }],
      };
    }
  };
}

/** With the instance's own ports: only the gateway and the control port, or all that it owns. */
export function ownClashes(range: Interval, instance: Instance, extent: 'fixed' | 'span'): readonly Clash[] {
  const { path, ports } = instance;
  if (!ports) return [];
  const { base, control = base, span } = ports;
  const port = extent === 'span' ? Math.max(range.from, base) : [base, control].find((fixed) => contains(range, fixed));
  if (port === undefined || !overlaps(range, span)) return [];
  const related = [{ at: [...path, 'port'], message: `it owns ${formatInterval(span)}` }];
  const text = `${describeRole(ports, port)} of this instance itself`;
  return [{ port, text, related, ...(isForFurtherBrowsers(port, instance) ? { doubt: FOR_BROWSERS } : {}) }];
}

const FOR_BROWSERS = 'where further browser profiles get theirs';

/** The default browser profile has the first port of the range; profiles of the config pin theirs. */
function isForFurtherBrowsers(port: number, instance: Instance): boolean {
  const first = instance.ports?.cdp?.from;
  const isTaken = hostBrowsers(instance).some((browser) => browser.host === LOOPBACK && browser.port === port);
  return first !== undefined && port > first && !isTaken;
}

function contains({ from, to }: Interval, port: number): boolean {
  return from <= port && port <= to;
}

/** Whether the instance's own span holds the port. */
export function isOwned(port: number, { ports }: Instance): boolean {
  return ports !== undefined && contains(ports.span, port);
}

/** "`main`", or "this instance" for the finding's own. */
export function nameOf(other: Instance, own: Instance): string {
  return other === own ? 'this instance' : `\`${other.name}\``;
}
