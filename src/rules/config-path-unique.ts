// Every instance of a host has a config file of its own.

import type { Rule } from './rule.ts';
import { uniquePath } from './unique-path.ts';

export const configPathUnique: Rule = {
  id: 'config-path-unique',
  severity: 'error',
  summary: 'no two instances of a host share a config file',
  compares: '{configPath} with the config files of the other instances on {host}',
  why: `One openclaw.json can hold one base port, one workspace and one log file, so of two instances that share it the second
overwrites the first when it is installed. OpenClaw also rewrites the file itself (migrations, changes from the UI) and reloads it
when it changes: two gateways would restart each other.

Paths are compared as the host sees them: \`~\`, \`.\`, \`..\`, \`//\` and a trailing \`/\` make no difference, and on macos neither do
upper case, composed characters and \`/private\`.`,
  source: 'OpenClaw docs/gateway/multiple-gateways.md; docs/gateway/configuration/hot-reload.md; src/config/paths',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, configPath: /etc/openclaw/gateway.json }
      rescue: { port: 19789, configPath: /etc/openclaw/../openclaw/gateway.json }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    configPath: /etc/openclaw/$(instance).json
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
  },
  check: (fleet) => uniquePath(fleet, 'configPath'),
};
