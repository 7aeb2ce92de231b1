// What a port of an instance's span is for, in the words of messages.

import type { InstancePorts } from './fleet.ts';
import { formatInterval, type Interval } from './intervals.ts';

export interface PortRole extends Interval {
  readonly name: string;
}

/** The ports that the instance surely opens, gateway first, then the range in which its browsers get theirs. */
export function portRoles({ base, control, relay, cdp }: InstancePorts): readonly PortRole[] {
  const single = (name: string, port: number | undefined): readonly PortRole[] =>
    port === undefined ? [] : [{ name, from: port, to: port }];
  return [
    ...single('gateway', base),
    ...single('control', control),
    ...single('extension relay', relay),
    ...(cdp ? [{ name: 'CDP range', ...cdp }] : []),
  ];
}

/** "is the gateway port", "lies in the CDP range 18800-18899", "lies among the ports 18789-18899": of whom is left to say. */
export function describeRole(ports: InstancePorts, port: number): string {
  const role = portRoles(ports).find(({ from, to }) => from <= port && port <= to);
  if (!role) return `lies among the ports ${formatInterval(ports.span)}`;
  return role.from === role.to ? `is the ${role.name} port` : `lies in the ${role.name} ${formatInterval(role)}`;
}
