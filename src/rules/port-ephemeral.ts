// The span stays out of the ports that the system hands to outgoing connections.

import { freeBaseAdvice } from '../model/auto-ports.ts';
import type { Fleet } from '../model/fleet.ts';
import { formatInterval, type Interval, overlaps } from '../model/intervals.ts';
import { SPAN_LENGTH } from '../model/ports.ts';
import type { Os } from '../openclaw/release.ts';
import type { Finding, Rule } from './rule.ts';

const EPHEMERAL: Readonly<Record<Os, Interval>> = {
  linux: { from: 32768, to: 60999 },
  macos: { from: 49152, to: 65535 },
};

export const portEphemeral: Rule = {
  id: 'port-ephemeral',
  severity: 'warning',
  summary: 'the span stays out of the system’s ephemeral ports (linux 32768-60999, macos 49152-65535)',
  compares: 'ports {span} with those that {os} hands out to outgoing connections',
  why: `From these ports the system gives each outgoing connection one. Now and then it will be one that the gateway, or one of its
browsers, wants to listen on, and then that start fails, once in a hundred times and never while someone is looking.
OpenClaw's own default for a profile, 20000 to 59999 by a hash of its name, often lies here too.

Where the host keeps its range elsewhere (\`net.ipv4.ip_local_port_range\` or \`ip_local_reserved_ports\` on Linux,
\`net.inet.ip.portrange.first\` on macOS), say so in \`allow\`.`,
  source: 'ip(7) and Linux Documentation/networking/ip-sysctl, ip_local_port_range; macOS sysctl net.inet.ip.portrange',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 40000 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      edge:
        port: 40000
        allow: { port-ephemeral: ip_local_port_range is 50000 60999 on this host }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const ephemeral = EPHEMERAL[host.os];
    for (const instance of host.instances) {
      const { path, ports } = instance;
      if (!ports || !overlaps(ports.span, ephemeral)) continue;
      const { base, text, taken } = freeBaseAdvice(host, instance);
      const isCalm = base !== undefined && !overlaps({ from: base, to: base + SPAN_LENGTH }, ephemeral);
      yield {
        at: [...path, 'port'],
        message: `${formatInterval(ports.span)} overlaps ${formatInterval(ephemeral)}, the ports that ${host.os} uses for outgoing connections${isCalm ? `; ${text}` : ''}`,
        ...(isCalm ? taken : {}),
      };
    }
  }
}
