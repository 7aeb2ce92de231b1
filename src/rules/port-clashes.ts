// What is in the way of a port on its host, as the rest of a sentence that starts with the port.

import type { Host, Instance } from '../model/fleet.ts';
import { formatInterval, type Interval, overlapFinder, overlaps } from '../model/intervals.ts';
import { describeRole } from '../model/port-roles.ts';
import type { FindingPlace } from './rule.ts';

export interface Clash {
  /** The first port where they meet. */
  readonly port: number;
  /** "lies in the CDP range 18800-18899 of `main`", "is reserved (vnc)". */
  readonly text: string;
  readonly related: readonly FindingPlace[];
}

/** Finds the spans of the other instances that a range meets. */
export function spanClashes(host: Host): (range: Interval, own: Instance) => readonly Clash[] {
  const placed = host.instances.flatMap((instance) =>
    instance.ports ? [{ ...instance.ports.span, ports: instance.ports, instance }] : [],
  );
  const overlapping = overlapFinder(placed);
  return (range, own) =>
    overlapping(range)
      .filter(({ instance }) => instance !== own)
      .map(({ instance: { name, path }, ports }) => {
        const port = Math.max(range.from, ports.base);
        const related = [{ at: [...path, 'port'], message: `\`${name}\` owns ${formatInterval(ports.span)}` }];
        return { port, text: `${describeRole(ports, port)} of \`${name}\``, related };
      });
}

export function reservedClashes({ reserved }: Host, range: Interval): readonly Clash[] {
  return reserved
    .filter((entry) => overlaps(entry, range))
    .map((entry) => ({
      port: Math.max(range.from, entry.from),
      text: `is reserved${entry.note === '' ? '' : ` (${entry.note})`}`,
      related: [{ at: entry.path, message: `${formatInterval(entry)} is reserved here` }],
    }));
}

/** With the instance's own ports: only the gateway and the control port, or all that it owns. */
export function ownClashes(range: Interval, { path, ports }: Instance, extent: 'fixed' | 'span'): readonly Clash[] {
  if (!ports) return [];
  const { base, control = base, span } = ports;
  const port = extent === 'span' ? Math.max(range.from, base) : [base, control].find((fixed) => contains(range, fixed));
  if (port === undefined || !overlaps(range, span)) return [];
  const related = [{ at: [...path, 'port'], message: `it owns ${formatInterval(span)}` }];
  return [{ port, text: `${describeRole(ports, port)} of this instance itself`, related }];
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
