// A gateway is started by one service manager.

import { isContainer } from '../model/container.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { pathIdentity, showPath } from '../model/paths.ts';
import type { Finding, Rule } from './rule.ts';

export const serviceOwner: Rule = {
  id: 'service-owner',
  severity: 'error',
  summary: 'no gateway is owned by a user unit and a system unit at once',
  compares: 'state folder and service name with the units of the other scope',
  why: `A system unit and a user unit for one gateway (on macos a daemon and an agent) are two managers that don't know of each other:
each sees its process die, because the other one's holds the state folder, and starts it again, for good. Stopping one of
them brings up the other.

The same unit name in both is as bad: before it touches a user unit, OpenClaw asks the system's manager for a unit of that name, and
refuses to restart, update or repair the gateway when there is one. Two gateways that have nothing but a port in common are
\`port-unique\`'s.`,
  source:
    'OpenClaw docs/gateway/index.md, "Linux (system service)"; docs/gateway/troubleshooting; src/daemon/systemd-system',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    instances:
      main: { port: 18789, user: claw, profile: default }
      ops: { port: 19789, user: ops, profile: default, service: { scope: system } }
`,
    good: `version: 1
hosts:
  box-1:
    instances:
      main: { port: 18789, user: claw, profile: default }
      ops: { port: 19789, user: ops, service: { scope: system } }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    if (new Set(host.instances.map(({ service }) => service.scope)).size < 2) continue;
    const firsts = new Map<string, Instance>();
    for (const instance of host.instances.filter(isUnit)) {
      const shared = new Map<Instance, string[]>();
      for (const { key, what, rivals = KINDS } of claims(instance)) {
        const at = (scope: string, kind: Kind) => `${scope} ${kind} ${key}`;
        const other = rivals.map((kind) => firsts.get(at(opposite(instance), kind))).find((one) => one !== undefined);
        if (other) shared.set(other, [...(shared.get(other) ?? []), what]);
        const own = at(instance.service.scope, kindOf(instance));
        if (!firsts.has(own)) firsts.set(own, instance);
      }
      for (const [other, what] of shared) yield finding(instance, other, what);
    }
  }
}

function finding(instance: Instance, other: Instance, what: readonly string[]): Finding {
  const isNameOnly = what.length === 1 && what[0] === nameClaim(instance);
  return {
    at: [...instance.path, 'service', 'scope'],
    message: `this ${unitOf(instance)} and the ${unitOf(other)} of \`${other.name}\` both claim ${what.join(' and ')}: ${isNameOnly ? NAME_ONLY : ONE_GATEWAY}`,
    related: [{ at: [...other.path, 'service', 'scope'], message: `the ${unitOf(other)} of \`${other.name}\`` }],
  };
}

const ONE_GATEWAY =
  'two managers would fight over it, each starting it again when the other one has it; keep one, or give each values of its own';
const NAME_ONLY =
  'OpenClaw takes one for the other, and refuses to restart, update or repair it; give one of them another `profile` or `service.name`';

const KINDS = ['unit', 'container'] as const;
type Kind = (typeof KINDS)[number];

function kindOf(instance: Instance): Kind {
  return isContainer(instance) ? 'container' : 'unit';
}

interface Claim {
  readonly key: string;
  /** As a message names it. */
  readonly what: string;
  /** Whom it can clash with; anything where absent. */
  readonly rivals?: readonly Kind[];
}

/** What makes a gateway that one. */
function claims(instance: Instance): readonly Claim[] {
  const { stateDir, os, service } = instance;
  return [
    { key: `state ${pathIdentity(stateDir, os)}`, what: `the state folder ${showPath(stateDir)}` },
    {
      key: `name ${service.manager.nameKey(service.name)}`,
      what: nameClaim(instance),
      // In a container OpenClaw has no service manager to ask.
      ...(isContainer(instance) ? { rivals: ['unit'] } : {}),
    },
  ];
}

function nameClaim({ service }: Instance): string {
  return `the ${service.manager.nouns.name} \`${service.name}\``;
}

/**
 * A gateway that gwc doesn't manage has a unit for sure only where its name is written; Docker's containers are no manager's units.
 * What they share with one is reported by the rules of ports and paths.
 */
function isUnit({ managed, profile, service: { manager, name } }: Instance): boolean {
  return manager.nouns.service !== undefined && (managed || name !== manager.defaultName(profile));
}

function opposite({ service }: Instance): string {
  return service.scope === 'system' ? 'user' : 'system';
}

function unitOf({ service: { manager, scope } }: Instance): string {
  return manager.nouns.service?.[scope] ?? manager.nouns.name;
}
