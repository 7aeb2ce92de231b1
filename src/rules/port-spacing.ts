// Base ports keep a distance even where nothing overlaps.

import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { BASE_STEP, freeBaseAdvice } from '../model/free-ports.ts';
import type { Finding, Rule } from './rule.ts';

const LEAST_SPACING = 20;

export const portSpacing: Rule = {
  id: 'port-spacing',
  severity: 'warning',
  summary: `base ports are ${LEAST_SPACING} apart at least, even with the browser off`,
  why: `With the browser off a gateway owns its base port alone, and 18790 beside 18789 works. But it works by a thread: the sandbox
of MCP apps listens on base+1, \`openclaw browser\` and the control service look at base+2, and whoever turns the browser on
in one of them has an overlap of all. OpenClaw's documentation asks for ${LEAST_SPACING} ports (2026.3) or ${BASE_STEP} (2026.9) between two gateways.

Only neighbours are compared; what overlaps or is equal is told by \`port-overlap\` and \`port-unique\`.`,
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
      rescue: { port: 18790 }
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
    const placed = host.instances
      .flatMap((instance) => (instance.ports ? [{ ...instance.ports, instance }] : []))
      .toSorted((a, b) => a.base - b.base);
    for (const [index, higher] of placed.entries()) {
      const lower = placed[index - 1];
      if (!lower || lower.base === higher.base || lower.span.to >= higher.base) continue;
      const distance = higher.base - lower.base;
      if (distance < LEAST_SPACING) yield finding(host, lower.instance, higher.instance, distance);
    }
  }
}

function finding(host: Host, lower: Instance, higher: Instance, distance: number): Finding {
  const { text, suggestions } = freeBaseAdvice(host, higher);
  return {
    at: [...higher.path, 'port'],
    message: `${higher.port} is only ${distance} above ${lower.port}, the base port of \`${lower.name}\`; leave ${LEAST_SPACING} at least, ${BASE_STEP} to be able to turn the browser on; ${text}`,
    related: [{ at: [...lower.path, 'port'], message: `the base port of \`${lower.name}\`` }],
    suggestions,
  };
}
