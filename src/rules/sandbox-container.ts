// No two gateways give their agents' sandboxes one container.

import { awakeFirst, type Meeting, meetings, ownerOf, standbyDoubt } from '../claims/claim.ts';
import { type ContainerClaim, containerClaims } from '../claims/containers.ts';
import { groupBy } from '../diagnostics/collections.ts';
import { replacing } from '../document/finding.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const sandboxContainer: Rule = {
  id: 'sandbox-container',
  severity: 'error',
  hasWarnings: true,
  summary: "no two instances that use one container engine name their agents' sandbox containers alike",
  compares: "the containers of its agents' sandboxes with those of the others on {host}",
  why: `OpenClaw runs an agent's tools in a container that it finds by name. Before 2026.8 the name is made of the agent's id alone, so the
agent \`main\` of a second gateway works inside of the container of the first one's, on its files. From 2026.8 on the workspace is part
of the name, except with \`scope: shared\`: then it is \`openclaw-sbx-shared\` for every gateway, and the later start removes the
other one's container.

One Docker serves all accounts of a host, unless \`DOCKER_HOST\` names another; Podman's containers are the account's own. Give each instance a prefix of its own with
\`containerPrefix\`. Two instances that were given one prefix on purpose are only warned of.`,
  source: 'openclaw@2026.9.6, src/agents/sandbox/config, docker, shared; OpenClaw docs/gateway/sandboxing.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    config: { agents: { defaults: { sandbox: { mode: all, scope: shared } } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    config:
      agents: { defaults: { sandbox: { mode: all, scope: shared, docker: { containerPrefix: openclaw-sbx-$(instance)- } } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
  },
  check,
};

function* check({ hosts }: Fleet): Generator<Finding> {
  const claims = hosts.flatMap(({ instances }) => awakeFirst(instances).flatMap(containerClaims));
  // One prefix mends all that an instance has of a kind.
  const byPlace = groupBy(meetings(claims), (meeting) =>
    JSON.stringify([meeting.later.instance.path, meeting.later.at, meeting.later.section, isFine(meeting)]),
  );
  for (const group of byPlace.values()) yield finding(group);
}

const OWN: Readonly<Record<ContainerClaim['section'], readonly [key: string, value: string]>> = {
  docker: ['containerPrefix', 'openclaw-sbx-$(instance)-'],
  browser: ['containerPrefix', 'openclaw-sbx-browser-$(instance)-'],
  ssh: ['workspaceRoot', '/tmp/openclaw-sandboxes-$(instance)'],
};

function finding(all: readonly Meeting<ContainerClaim>[]): Finding {
  const { first, later } = all[0]!;
  const [key, own] = OWN[later.section];
  const standby = standbyDoubt({ first, later });
  const uses = new Map(all.map((meeting) => [ownerOf(meeting), meeting.first]));
  return {
    ...(isFine({ first, later }) ? { severity: 'warning' } : {}),
    at: [...later.instance.path, ...later.at],
    message: `sandbox ${later.section === 'ssh' ? 'folder' : 'container'} ${later.label} is already used by ${ownerOf({ first, later })}${standby === undefined ? '' : `, ${standby}`}; give each instance its own, such as \`agents.defaults.sandbox.${later.section}.${key}: ${own}\``,
    related: [...uses].map(([owner, use]) => ({
      at: [...use.instance.path, ...use.at],
      message: `${owner} uses it here`,
    })),
    ...(later.isChosen ? { suggestions: [own] } : {}),
    ...prefixed(later, own, isFine({ first, later })),
  };
}

/** Where the sandbox is written: with `$(instance)` it is right for all that inherit it. A folder on another machine has data. */
function prefixed(
  { instance, at, isChosen, section }: ContainerClaim,
  own: string,
  isFine: boolean,
): Pick<Finding, 'edits'> {
  if (section === 'ssh' || isFine || !instance.managed) return {};
  const place = isChosen ? at : ['config', 'agents', 'defaults', 'sandbox', section, OWN[section][0]];
  return replacing([...instance.path, ...place], [own]);
}

/** Whoever chose one prefix for both may have meant it. */
function isFine(meeting: Meeting<ContainerClaim>): boolean {
  const { first, later } = meeting;
  return (first.isChosen && later.isChosen) || standbyDoubt(meeting) !== undefined;
}
