// The target is a release whose facts gwc knows, and a program is of one release.

import { groupBy } from '../diagnostics/collections.ts';
import type { Path } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { neighbours, type TargetRelease } from '../openclaw/release.ts';
import type { Finding, Rule } from './rule.ts';

export const openclawVersion: Rule = {
  id: 'openclaw-version',
  severity: 'warning',
  summary: 'the target is an OpenClaw release that gwc knows, and one program is one release',
  compares: '{release} with the releases that gwc knows, and {command} with that of instances for another release',
  why: `Derived ports, the keys of openclaw.json, the policy of the unit and the environment all changed between OpenClaw's releases.
docs/releases.md lists the releases that gwc knows. For another one it uses the nearest of the same minor, or else the
last one before it. Mostly that is right, but it is a guess: compare with \`openclaw config validate\` and \`openclaw gateway status --deep\` on the host.

Two instances of one host that run one \`command\` run one release, whatever hosts.yaml says: for one of them ports, unit and config
would be those of another. Install each release into a folder of its own (docs/install.md).`,
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

function* check({ release, hosts }: Fleet): Iterable<Finding> {
  if (!release.isKnown) yield finding(['openclaw'], release);
  const unknown = hosts
    .flatMap((host) => host.instances)
    .filter((instance) => instance.release !== release && !instance.release.isKnown);
  for (const [other, [first]] of groupBy(unknown, (instance) => instance.release)) {
    yield finding([...first!.path, 'openclaw'], other);
  }
  for (const { instances } of hosts) yield* sharedPrograms(instances, release);
}

function* sharedPrograms(instances: readonly Instance[], common: TargetRelease): Iterable<Finding> {
  const ownProgram = instances.filter(({ managed, service }) => managed && !service.manager.container);
  for (const alike of groupBy(ownProgram, ({ command }) => JSON.stringify(command)).values()) {
    const usual = alike.find(({ release }) => release === common) ?? alike[0]!;
    for (const other of alike.filter(({ release }) => release !== usual.release)) {
      yield {
        at: [...other.path, 'openclaw'],
        message: `\`${other.command.join(' ')}\` is one release, and is to be ${other.release.version} here and ${usual.release.version} for \`${usual.name}\`; install each into a folder of its own, and set \`command\``,
        related: [{ at: [...usual.path, 'command'], message: `\`${usual.name}\` runs it too` }],
      };
    }
  }
}

function finding(at: Path, { version, nearest, schema }: TargetRelease): Finding {
  const compared = neighbours(version).filter((one) => one !== undefined);
  const checks = schema ? [] : [`checking against ${compared.join(' and ')}`];
  const others = schema || compared.length > 1 ? [`ports and units as in ${nearest}`] : [];
  return {
    at,
    message: [`unknown OpenClaw release ${version}`, ...checks, ...others].join('; '),
    suggestions: [nearest],
  };
}
