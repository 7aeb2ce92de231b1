// No span touches a port that another service of the host uses.

import { freeBaseAdvice } from '../model/auto-ports.ts';
import type { Fleet, Host, Instance, ReservedRange } from '../model/fleet.ts';
import { formatInterval, overlapFinder } from '../model/intervals.ts';
import { describeRole } from '../model/ports.ts';
import { type Clashes, pairFindings } from './pairs.ts';
import type { Finding, Rule } from './rule.ts';

export const portReserved: Rule = {
  id: 'port-reserved',
  severity: 'error',
  summary: 'no port of an instance is one of the host’s `reservedPorts`',
  compares: 'ports {span} with what is reserved on {host}: {reserved}',
  why: `\`reservedPorts\` names what else listens on a host: a database, a proxy, a VNC server. A gateway needs not only its base
port but, with the browser on, the 110 above it, and the service that was there first keeps its port: a browser profile, or
the gateway itself, then doesn't come up.`,
  source: 'the language of hosts.yaml; for the span openclaw@2026.9.6, extensions/browser/src/browser/config',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    reservedPorts: [{ from: 18880, to: 18890, note: vnc }]
    instances:
      main: { port: 18789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    reservedPorts: [{ from: 18880, to: 18890, note: vnc }]
    instances:
      main: { port: 18909 }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const overlapping = overlapFinder(host.reserved);
    const clashes = host.instances.map(
      (instance): Clashes<Instance, ReservedRange> => [
        instance,
        instance.ports ? overlapping(instance.ports.span) : [],
      ],
    );
    yield* pairFindings(host, clashes, (instance, reserved) => finding(host, instance, reserved));
  }
}

function finding(host: Host, instance: Instance, reserved: ReservedRange): Finding {
  const ports = instance.ports!;
  const { text, taken } = freeBaseAdvice(host, instance);
  const first = Math.max(reserved.from, ports.base);
  return {
    at: [...instance.path, 'port'],
    message: `port ${first}, which is reserved${describeNote(reserved)}, ${describeRole(ports, first)}; ${text}`,
    related: [{ at: reserved.path, message: `${formatInterval(reserved)} is reserved here` }],
    ...taken,
  };
}

function describeNote({ note }: ReservedRange): string {
  return note === '' ? '' : ` (${note})`;
}
