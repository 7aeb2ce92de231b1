// `config` doesn't fight gwc over the keys that gwc writes.

import { at, describe, isMap, type Json, type Path } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { OWNED_KEYS } from '../model/openclaw-config.ts';
import { pathIdentity, resolvePath } from '../model/paths.ts';
import { insteadOf, isOwnedVariable } from '../openclaw/owned-variables.ts';
import type { Finding, Rule } from './rule.ts';

export const managedKey: Rule = {
  id: 'managed-key',
  severity: 'error',
  summary: '`config` leaves to gwc the keys that gwc writes',
  compares: '`config` with the keys that gwc sets itself',
  why: `gwc writes \`gateway.port\`, \`agents.defaults.workspace\` and \`logging.file\` from \`port\`, \`workspace\` and \`logFile\`, because
these are what the checks are about: a port in \`config\` that won over \`port\` would be one that nobody compared. The same value
in both places is fine. So are the environment variables that decide which gateway a process is: in \`config.env\` they would
reach the gateway behind gwc's back, where it sets none of its own.

\`gateway.mode\` is \`local\` unless \`config\` says otherwise, and anything else isn't a gateway: it refuses to start.`,
  source:
    'openclaw@2026.9.6, "Gateway start blocked: set gateway.mode=local"; docs/gateway/multiple-gateways.md, "Isolation checklist"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { gateway: { port: 18790 } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { gateway: { port: 18789, mode: local } }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    for (const { path, from } of OWNED_KEYS) yield* ownedKey(instance, path, from);
    yield* mode(instance);
    yield* variables(instance);
  }
}

type OwnedFrom = (typeof OWNED_KEYS)[number]['from'];

function* ownedKey(instance: Instance, path: Path, from: OwnedFrom): Iterable<Finding> {
  const { config } = instance;
  const parents = path.slice(0, -1).map((_, index) => path.slice(0, index + 1));
  const broken = parents.find((parent) => at(config, ...parent) !== undefined && !isMap(at(config, ...parent)));
  if (broken) {
    const name = broken.join('.');
    yield {
      at: [...instance.path, 'config', ...broken],
      message: `\`${name}\` must be a map, because gwc writes \`${path.join('.')}\` into it; remove it`,
    };
    return;
  }
  const written = at(config, ...path);
  if (written === undefined || instance[from] === undefined || isSame(written, from, instance)) return;
  yield {
    at: [...instance.path, 'config', ...path],
    message: `\`${path.join('.')}\` comes from \`${from}\`, and ${describe(written, path)} is another value; remove it, or set \`${from}\``,
    related: from === 'port' ? [{ at: [...instance.path, from], message: '`port` here' }] : [],
  };
}

function isSame(written: Json, from: OwnedFrom, instance: Instance): boolean {
  if (typeof written !== 'string') return written === instance[from];
  const { home, os } = instance;
  return pathIdentity(resolvePath(written, home), os) === pathIdentity(String(instance[from]), os);
}

function* mode({ config, path }: Instance): Iterable<Finding> {
  const written = at(config, 'gateway', 'mode');
  if (written === undefined || written === 'local') return;
  yield {
    at: [...path, 'config', 'gateway', 'mode'],
    message: `a gateway starts with \`gateway.mode: local\` alone, not ${describe(written, ['mode'])}; remove it`,
    suggestions: ['local'],
  };
}

/** `env.vars.NAME` and the older `env.NAME`. */
function* variables({ config, path }: Instance): Iterable<Finding> {
  for (const place of [['env'], ['env', 'vars']]) {
    const map = at(config, ...place);
    for (const name of isMap(map) ? Object.keys(map) : []) {
      if (!isOwnedVariable(name)) continue;
      yield {
        at: [...path, 'config', ...place, name],
        part: 'key',
        message: `\`${name}\` is managed by gwc, since it decides which gateway this is; ${insteadOf(name)}`,
      };
    }
  }
}
