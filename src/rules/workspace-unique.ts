// Every instance of a host has a workspace of its own.

import type { Rule } from './rule.ts';
import { uniquePath } from './unique-path.ts';

export const workspaceUnique: Rule = {
  id: 'workspace-unique',
  severity: 'error',
  summary: 'no two instances of a host share a workspace',
  compares: '{workspace} with the workspaces of the other instances on {host}',
  why: `The workspace is an agent's home: its instructions (\`AGENTS.md\`, \`SOUL.md\`), its memory, and every file that it writes. Two
gateways on one workspace read and overwrite each other's memory, and a message to one bot can change what the other one does.

Without the key the workspace lies in the instance's own state folder. OpenClaw 2026.3 puts it into \`~/.openclaw\` instead, so gwc
always writes it down.`,
  source: 'OpenClaw docs/concepts/agent-workspace.md; docs/gateway/multiple-gateways.md; src/agents/workspace',
  examples: {
    bad: `version: 1
defaults:
  workspace: ~/work
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
defaults:
  workspace: ~/work/$(instance)
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
  },
  check: (fleet) => uniquePath(fleet, 'workspace'),
};
