// No span touches a port that another service of the host uses.

import type { Fleet, Host, Instance, InstancePorts, ReservedRange } from '../model/fleet.ts';
import { freeBaseAdvice } from '../model/free-ports.ts';
import { formatInterval, overlaps } from '../model/intervals.ts';
import { describeRole } from '../model/port-roles.ts';
import type { Finding, Rule } from './rule.ts';

export const portReserved: Rule = {
  id: 'port-reserved',
  severity: 'error',
  summary: 'no port of an instance is one of the host’s `reservedPorts`',
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
    for (const instance of host.instances) {
      const { ports } = instance;
      if (!ports) continue;
      for (const reserved of host.reserved) {
        if (overlaps(reserved, ports.span)) yield finding(host, instance, ports, reserved);
      }
    }
  }
}

function finding(host: Host, instance: Instance, ports: InstancePorts, reserved: ReservedRange): Finding {
  const { text, suggestions } = freeBaseAdvice(host, instance);
  const first = Math.max(reserved.from, ports.base);
  return {
    at: [...instance.path, 'port'],
    message: `port ${first}, which is reserved${describeNote(reserved)}, ${describeRole(ports, first)}; ${text}`,
    related: [{ at: reserved.path, message: `${formatInterval(reserved)} is reserved here` }],
    suggestions,
  };
}

function describeNote({ note }: ReservedRange): string {
  return note === '' ? '' : ` (${note})`;
}
