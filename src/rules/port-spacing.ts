// Base ports keep a distance even where nothing overlaps.

import { leavingInstances } from '../claims/port-moves.ts';
import { BASE_STEP, freeBaseAdvice, LEAST_SPACING } from '../model/auto-ports.ts';
import { isContainer } from '../model/container.ts';
import type { Fleet, Host, Instance, InstancePorts } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const portSpacing: Rule = {
  id: 'port-spacing',
  severity: 'warning',
  summary: `base ports are ${LEAST_SPACING} apart at least, even with the browser off`,
  compares: 'base {base} with the other bases on {host}, for a distance of 20',
  why: `With the browser off a gateway owns its base port alone, and 18790 beside 18789 works. But it works by a thread: the sandbox
of MCP apps and of widgets listens on base+1, and whoever turns the browser on in one of the two has an overlap at once.
OpenClaw's documentation asks for ${LEAST_SPACING} ports (2026.3) or ${BASE_STEP} (2026.9) between two gateways.

A container has nothing but its base port on the host, so the next one may follow at once. Only neighbours are compared; what overlaps
or is equal is reported by \`port-overlap\` and \`port-unique\`.`,
  source: 'openclaw@2026.3.13 and openclaw@2026.9.6, docs/gateway/multiple-gateways.md',
  examples: {
    bad: `version: 1
defaults:
  user: claw
  config: { browser: { enabled: false } }
hosts:
  box-1:
    instances:
      main: { port: 18789 }
      rescue: { port: 18791 }
`,
    good: `version: 1
defaults:
  user: claw
  config: { browser: { enabled: false } }
hosts:
  box-1:
    instances:
      main: { port: 18789 }
      rescue: { port: 18809 }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    // Who has to move anyway is nobody's neighbour afterwards.
    const leaving = leavingInstances(host);
    const placed = host.instances.filter(hasPorts).filter((instance) => !leaving.has(instance));
    let lower: Placed | undefined;
    for (const higher of placed.toSorted((a, b) => a.ports.base - b.ports.base)) {
      if (lower && !isContainer(lower) && isNear(lower.ports, higher.ports)) yield finding(host, lower, higher);
      else lower = higher;
    }
  }
}

type Placed = Instance & { readonly ports: InstancePorts };

function hasPorts(instance: Instance): instance is Placed {
  return instance.ports !== undefined;
}

function isNear({ base, span }: InstancePorts, higher: InstancePorts): boolean {
  return base < higher.base && span.to < higher.base && higher.base - base < LEAST_SPACING;
}

function finding(host: Host, lower: Placed, higher: Placed): Finding {
  const { text, taken } = freeBaseAdvice(host, higher);
  const distance = higher.ports.base - lower.ports.base;
  return {
    at: [...higher.path, 'port'],
    message: `${higher.port} is only ${distance} above ${lower.port}, the base port of \`${lower.name}\`; leave ${LEAST_SPACING} at least, ${BASE_STEP} to be able to turn the browser on; ${text}`,
    related: [{ at: [...lower.path, 'port'], message: `the base port of \`${lower.name}\`` }],
    ...taken,
  };
}
