// Every emitted openclaw.json is one that the target release accepts.

import type { Fleet } from '../model/fleet.ts';
import { openclawConfig } from '../model/openclaw-config.ts';
import { configChecker, ownSchemaChecker } from '../openclaw/schema/config-faults.ts';
import type { Finding, Rule } from './rule.ts';

export const openclawSchema: Rule = {
  id: 'openclaw-schema',
  severity: 'error',
  summary: "the emitted openclaw.json satisfies the target release's own schema",
  why: `OpenClaw reads its configuration strictly: one key that it doesn't know, or one value of the wrong kind, and the gateway
doesn't start. With OPENCLAW_CONFIG_READONLY it can't repair the file either, so a key that a release renamed must be written by its
new name.

gwc has the schemas of some releases, as \`openclaw config schema\` prints them (\`gwc schema --openclaw\` shows one), and checks what those
releases check beyond their schema too. A text with \`\${NAME}\` can become any text, and a file that \`$include\` names isn't read.
Of 2026.3.13, which can't print its schema, gwc knows where it differs from later releases.`,
  source: 'openclaw@2026.9.6, `openclaw config schema` and `openclaw config validate`; docs/cli/config.md',
  examples: {
    bad: `version: 1
openclaw: 2026.9.6
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config:
          browser: { profiles: { work: { cdpPort: 18801, color: "#ff4500" } } }
`,
    good: `version: 1
openclaw: 2026.9.6
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config:
          browser: { profiles: { work: { cdpPort: 18801 } } }
`,
  },
  check,
};

function* check({ target, hosts }: Fleet): Generator<Finding> {
  const faultsOf = target.schema ? ownSchemaChecker(target.schema, target.version) : configChecker(target.nearest);
  for (const instance of hosts.flatMap((host) => host.instances).filter(({ managed }) => managed)) {
    for (const { path, ...fault } of faultsOf(openclawConfig(instance))) {
      yield { at: [...instance.path, 'config', ...path], ...fault };
    }
  }
}
