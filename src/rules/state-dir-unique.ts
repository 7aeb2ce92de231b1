// Every instance of a host has a state folder of its own.

import type { Rule } from './rule.ts';
import { uniquePath } from './unique-path.ts';

export const stateDirUnique: Rule = {
  id: 'state-dir-unique',
  severity: 'error',
  summary: 'no two instances of a host share a state folder',
  compares: '{stateDir} with the state folders of the other instances on {host}',
  why: `The state folder holds all that a gateway is: its SQLite databases, sessions, credentials, paired devices, and the \`.env\`
with its secrets. OpenClaw 2026.9 gives a state folder to one gateway at a time, so that the second one doesn't start; older
releases start, migrate each other's databases, and answer in each other's sessions.

Paths are compared as the host sees them: \`~\`, \`.\`, \`..\`, \`//\` and a trailing \`/\` make no difference, and on macos neither do
upper case, composed characters and \`/private\`. What lies in the state folder by default (config file, workspace, log, secrets)
follows it, and isn't reported again.`,
  source: 'OpenClaw docs/gateway/multiple-gateways.md, "Isolation checklist"; docs/concepts/multi-agent.md, "Paths"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    stateDir: /srv/openclaw
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    stateDir: /srv/openclaw-$(instance)
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
  },
  check: (fleet) => uniquePath(fleet, 'stateDir'),
};
