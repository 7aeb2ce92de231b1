// Every emitted openclaw.json is one that the target release accepts.

import { oncePer } from '../diagnostics/collections.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { openclawConfig } from '../model/openclaw-config.ts';
import type { TargetRelease } from '../openclaw/release.ts';
import {
  type CheckConfig,
  configChecker,
  neighbourChecker,
  ownSchemaChecker,
} from '../openclaw/schema/config-faults.ts';
import type { Finding, Rule } from './rule.ts';

export const openclawSchema: Rule = {
  id: 'openclaw-schema',
  severity: 'error',
  hasWarnings: true,
  summary: "the emitted openclaw.json satisfies the target release's own schema",
  compares: 'its openclaw.json with the schema of OpenClaw {release}',
  why: `OpenClaw reads its configuration strictly: one key that it doesn't know, or one value of the wrong kind, and the gateway
doesn't start. With OPENCLAW_CONFIG_READONLY it can't repair the file either, so a key that a release renamed must be written by its
new name.

gwc has the schema of each release (\`gwc schema --openclaw\` shows one), and checks what the release checks beyond its schema too. A text
with \`\${NAME}\` can become any text, and a file that \`$include\` names isn't read. Of a release that it doesn't know, it takes what the one before or the one after takes; a key that
neither knows is a warning.

\`gwc validate --with openclaw\` asks the installed OpenClaw about each file too, as to what only it can know.`,
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

const checkerFor = oncePer(({ schema, version, isKnown }: TargetRelease): CheckConfig => {
  if (schema) return ownSchemaChecker(schema, version);
  return isKnown ? configChecker(version) : neighbourChecker(version);
});

function* check({ hosts }: Fleet): Generator<Finding> {
  const known = ({ managed, found }: Instance) => managed || found !== undefined;
  for (const instance of hosts.flatMap((host) => host.instances).filter(known)) {
    // Of a gateway that is not gwc's, what a machine has is told; it stops no build.
    const severity = instance.managed ? {} : ({ severity: 'warning' } as const);
    const faults = checkerFor(instance.release)(openclawConfig(instance));
    // What both refuse, gwc says in more words.
    const others = faults.some((fault) => fault.severity !== 'warning') ? [] : (instance.refusals ?? []);
    for (const fault of [...faults, ...others]) {
      yield { ...fault, ...severity, at: [...instance.path, 'config', ...fault.at] };
    }
  }
}
