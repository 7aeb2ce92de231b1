// The target is a release whose facts gwc knows.

import type { Fleet } from '../model/fleet.ts';
import { KNOWN_RELEASES } from '../openclaw/index.ts';
import type { Finding, Rule } from './rule.ts';

export const openclawVersion: Rule = {
  id: 'openclaw-version',
  severity: 'warning',
  summary: 'the target is an OpenClaw release that gwc knows',
  why: `Derived ports, the keys of openclaw.json, the policy of the unit and the environment all changed between OpenClaw's releases.
For a release that gwc doesn't know it uses the nearest known one that isn't newer (or the oldest). Mostly that is right, but it
is a guess: compare with \`openclaw config validate\` and \`openclaw gateway status --deep\` on the host.`,
  source: 'the releases of the npm package openclaw',
  examples: {
    bad: `version: 1
openclaw: 2026.9.7
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
    good: `version: 1
openclaw: 2026.9.6
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
  },
  check,
};

function* check({ target }: Fleet): Iterable<Finding> {
  if (target.isKnown) return;
  const known = KNOWN_RELEASES.map((release) => `\`${release}\``).join(', ');
  yield {
    at: ['openclaw'],
    message: `gwc doesn't know OpenClaw ${target.version} and uses what holds for ${target.nearest}; known: ${known}`,
    suggestions: [target.nearest],
  };
}
