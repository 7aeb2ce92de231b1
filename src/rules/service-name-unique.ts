// A service manager has each unit name or label once.

import { at, isList } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { repeats } from '../model/path-clashes.ts';
import { pathIdentity, showPath } from '../model/paths.ts';
import type { Finding, Rule } from './rule.ts';

export const serviceNameUnique: Rule = {
  id: 'service-name-unique',
  severity: 'error',
  summary: 'no two instances under one service manager have the same unit name or label',
  compares: '{service} ({scope} scope) with the other services of that scope',
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
      if (later.instance !== first.instance) yield finding(first, later, `under ${scopeOf(later.instance)}`);
    }
    const inHomes = names.filter(({ instance }) => instance.service.scope === 'user');
    for (const [first, later] of repeats(inHomes, fileKey)) {
      const isReported = later.instance.user === first.instance.user;
      if (!isReported) yield finding(first, later, `in the folder ${showPath(folderOf(later.instance))}`);
    }
  }
}

function finding(first: ServiceName, later: ServiceName, where: string): Finding {
  const owner = first.instance.name;
  return {
    at: [...later.instance.path, ...later.key],
    message: `${nounOf(later.instance)} \`${later.name}\` is already used by \`${owner}\` ${where}; give each instance its own \`service.name\`, such as \`${exampleOf(later)}\``,
    related: [{ at: [...first.instance.path, ...first.key], message: `the ${nounOf(first.instance)} of \`${owner}\`` }],
    suggestions: [exampleOf(later)],
  };
}

function serviceNames(instance: Instance): readonly ServiceName[] {
  const { manager, name, systemd, launchd } = instance.service;
  const { aliases } = manager;
  const alias = aliases === undefined ? [] : (at({ systemd, launchd }, ...aliases) ?? []);
  const others = (isList(alias) ? alias : [alias]).flatMap((names) => String(names).split(/\s+/).filter(Boolean));
  return [
    { instance, name, key: ['service', 'name'] },
    ...others.map((other) => ({ instance, name: other, key: ['service', ...(aliases ?? [])] })),
  ];
}

function managerKey({ instance: { user, service }, name }: ServiceName): string {
  const { manager, scope } = service;
  return JSON.stringify([manager.nameScope({ scope, user }).key, manager.nameKey(name)]);
}

/** Two users with one home have one folder of user units, though each has a manager of its own. */
function fileKey({ instance, name }: ServiceName): string {
  return pathIdentity(`${folderOf(instance)}/${name}`, instance.os);
}

function folderOf({ home, service: { manager, scope, name } }: Instance): string {
  return manager.folder({ scope, home, name });
}

function scopeOf({ service: { manager, scope }, user }: Instance): string {
  return manager.nameScope({ scope, user }).what;
}

function nounOf({ service }: Instance): string {
  return service.manager.nouns.name;
}

function exampleOf({ instance: { service }, name }: ServiceName): string {
  return service.manager.nameForEach(name);
}
