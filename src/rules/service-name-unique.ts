// A service manager has each unit name or label once.

import { isList } from '../document/json.ts';
import type { Fleet, Instance, ServiceTarget } from '../model/fleet.ts';
import { serviceFileFolder } from '../model/instance-paths.ts';
import { repeats } from '../model/path-clashes.ts';
import { showPath } from '../model/path-text.ts';
import { pathIdentity } from '../model/paths.ts';
import type { Finding, Rule } from './rule.ts';

export const serviceNameUnique: Rule = {
  id: 'service-name-unique',
  severity: 'error',
  summary: 'no two instances under one service manager have the same unit name or label',
  why: `A unit name (on macos a launchd label) is also the name of the file: of two instances with one name the second overwrites the
first one's unit, and only one gateway runs. An alias (\`service.systemd.Install.Alias\`) takes its name as well.

System units and launch daemons are compared over the whole host, user units and launch agents for each user and for each
home folder, which two users may share. Without
\`service.name\` the name follows the profile, as OpenClaw's own installer has it.`,
  source: 'systemd.unit(5), "Unit File Load Path" and Alias=; launchd.plist(5), Label; OpenClaw src/daemon/constants',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    service: { scope: system, name: openclaw }
    instances:
      main: { port: 18789, user: claw }
      rescue: { port: 19789, user: ops }
`,
    good: `version: 1
hosts:
  box-1:
    service: { scope: system, name: openclaw-$(instance) }
    instances:
      main: { port: 18789, user: claw }
      rescue: { port: 19789, user: ops }
`,
  },
  check,
};

interface ServiceName {
  readonly instance: Instance;
  readonly name: string;
  readonly key: readonly string[];
}

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    const names = host.instances.flatMap(serviceNames);
    for (const [first, later] of repeats(names, managerKey)) {
      if (later.instance !== first.instance) yield finding(first, later, `under ${managerOf(later.instance)}`);
    }
    const inHomes = names.filter(({ instance }) => instance.service.scope === 'user');
    for (const [first, later] of repeats(inHomes, fileKey)) {
      const isTold = later.instance.user === first.instance.user;
      if (!isTold) yield finding(first, later, `in the folder ${showPath(serviceFileFolder(later.instance))}`);
    }
  }
}

function finding(first: ServiceName, later: ServiceName, where: string): Finding {
  const owner = first.instance.name;
  return {
    at: [...later.instance.path, ...later.key],
    message: `${nounOf(later.instance)} \`${later.name}\` is \`${owner}\`'s too, ${where}; give each instance its own \`service.name\`, such as \`${exampleOf(later)}\``,
    related: [{ at: [...first.instance.path, ...first.key], message: `the ${nounOf(first.instance)} of \`${owner}\`` }],
    suggestions: [exampleOf(later)],
  };
}

function serviceNames(instance: Instance): readonly ServiceName[] {
  const { service } = instance;
  const alias = isUnit(instance) ? (service.systemd.Install['Alias'] ?? []) : [];
  const aliases = (isList(alias) ? alias : [alias]).flatMap((names) => String(names).split(/\s+/).filter(Boolean));
  return [
    { instance, name: service.name, key: ['service', 'name'] },
    ...aliases.map((name) => ({ instance, name, key: ['service', 'systemd', 'Install', 'Alias'] })),
  ];
}

function isUnit({ service: { target } }: Instance): boolean {
  return target === 'systemd' || target === 'quadlet';
}

function managerKey({ instance: { user, service }, name }: ServiceName): string {
  // One Docker serves all users of a host.
  if (service.target === 'compose') return JSON.stringify(['compose', name]);
  const isLabel = service.target === 'launchd';
  return JSON.stringify([service.scope === 'system' || user, isLabel ? name.toLowerCase() : name]);
}

/** Two users with one home have one folder of user units, though each has a manager of its own. */
function fileKey({ instance, name }: ServiceName): string {
  return pathIdentity(`${serviceFileFolder(instance)}/${name}`, instance.os);
}

function managerOf({ service, user }: Instance): string {
  if (service.target === 'compose') return 'one Docker';
  return service.scope === 'system' ? "the system's manager" : `the manager of user \`${user}\``;
}

function nounOf({ service }: Instance): string {
  return NOUNS[service.target];
}

const NOUNS: Readonly<Record<ServiceTarget, string>> = {
  systemd: 'unit name',
  launchd: 'label',
  quadlet: 'unit name',
  compose: 'Compose project',
};

function exampleOf({ instance: { service }, name }: ServiceName): string {
  return service.target === 'launchd' ? `${name}.$(instance)` : name.replace(/(\.service)?$/, '-$(instance)');
}
