// `env` and `secrets` don't fight gwc, nor each other, over a variable.

import type { Fleet, Instance } from '../model/fleet.ts';
import { insteadOf, isOwnedVariable } from '../openclaw/owned-variables.ts';
import type { Finding, Rule } from './rule.ts';

export const managedEnv: Rule = {
  id: 'managed-env',
  severity: 'error',
  summary: '`env` and `secrets` leave to gwc the variables that gwc sets, and share no name',
  compares: '`env` with the variables that gwc sets itself',
  why: `Some variables decide which gateway a process is: \`OPENCLAW_STATE_DIR\`, \`OPENCLAW_CONFIG_PATH\`, \`OPENCLAW_PROFILE\`,
\`OPENCLAW_GATEWAY_PORT\`, \`HOME\` and the like, and those of OpenClaw's predecessors. gwc sets them from the instance's keys, or keeps
them unset: an \`OPENCLAW_GATEWAY_URL\` or \`OPENCLAW_LAUNCHD_LABEL\` of another instance is a known way to restart or reach the wrong
gateway. Set the instance key instead, so that the checks see it.

A name in both \`env\` and \`secrets\` has two values, of which one would win. \`PATH\`, \`TMPDIR\`, \`NODE_OPTIONS\` and
\`OPENCLAW_CONFIG_READONLY\` have defaults of gwc's, and \`env\` may set them.`,
  source: 'openclaw@2026.9.6, src/daemon/service-env, src/config/paths; docs/help/environment.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        env: { OPENCLAW_STATE_DIR: /srv/openclaw }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        stateDir: /srv/openclaw
        env: { OPENCLAW_CONFIG_READONLY: '0' }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    yield* settings(instance);
    yield* secrets(instance);
  }
}

function* settings({ env, path }: Instance): Iterable<Finding> {
  for (const name of Object.keys(env)) {
    if (isOwnedVariable(name)) yield { at: [...path, 'env', name], part: 'key', message: ownedMessage(name) };
  }
}

function* secrets({ env, secrets, path }: Instance): Iterable<Finding> {
  for (const [index, name] of secrets.entries()) {
    const at = [...path, 'secrets', index];
    if (isOwnedVariable(name)) yield { at, message: ownedMessage(name) };
    else if (Object.hasOwn(env, name)) {
      yield {
        at,
        message: `\`${name}\` is in \`env\` too, which gives it a value; keep it in one of them, in \`secrets\` if it is secret`,
        related: [{ at: [...path, 'env', name], part: 'key', message: 'its value in `env`' }],
      };
    }
  }
}

function ownedMessage(name: string): string {
  return `\`${name}\` is managed by gwc, since it decides which gateway this is; ${insteadOf(name)}`;
}
