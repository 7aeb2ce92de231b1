// An instance's whole span lies within the TCP ports.

import { freeBaseAdvice, LAST_BASE } from '../model/auto-ports.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const portRange: Rule = {
  id: 'port-range',
  severity: 'error',
  summary: `with the browser on the base port is ${LAST_BASE} at most, so that the span ends at 65535`,
  compares: 'base {base} with the highest that leaves room for its span',
  why: `The CDP range ends at base+110, and the highest TCP port is 65535. Above ${LAST_BASE} OpenClaw doesn't complain: 2026.9
quietly gives the browsers 18800-18899 instead, which are those of the default gateway at 18789, and 2026.3 leaves them
a single port. With \`config.browser.enabled: false\` any base up to 65535 is fine.`,
  source:
    'openclaw@2026.9.6, extensions/browser/src/browser/config (deriveDefaultBrowserCdpPortRange); openclaw@2026.3.13, src/config/port-defaults',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    os: macos
    instances:
      main: { port: 65500 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    for (const instance of host.instances) {
      const { path, ports } = instance;
      if (!ports || ports.span.to <= 65535) continue;
      const { text, taken } = freeBaseAdvice(host, instance);
      yield {
        at: [...path, 'port'],
        message: `${ports.base} leaves no room for its CDP range, which would end at ${ports.span.to}: with the browser on a base is ${LAST_BASE} at most; ${text}`,
        ...taken,
      };
    }
  }
}
