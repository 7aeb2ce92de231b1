// No value of the service breaks out of its line, and none undoes what keeps instances apart.

import { groupBy } from '../diagnostics/collections.ts';
import { controlCharacter } from '../diagnostics/terminal-text.ts';
import { describe, isList, isMap, type Json, type Path } from '../document/json.ts';
import { commandsOf, programOf } from '../managers/shell-words.ts';
import { bindMount, expandSpecifiers, splitWords } from '../managers/systemd-values.ts';
import { containerName } from '../model/container.ts';
import { textsOf, unitContext, valuesOf } from '../model/environment.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { instancePaths, type PathRole, rawValues } from '../model/instance-paths.ts';
import { isInside, showPath } from '../model/paths.ts';
import type { Os } from '../openclaw/release.ts';
import { killProblems } from './kills.ts';
import { directiveObjection, keyObjection } from './owned-settings.ts';
import { type Clashes, pairFindings } from './pairs.ts';
import type { Finding, Rule } from './rule.ts';
import { HOMES, hasMounts, startProblems } from './unit-starts.ts';

export const unitValue: Rule = {
  id: 'unit-value',
  severity: 'error',
  hasWarnings: true,
  summary: 'values of the service stay on their line, and raw ones leave alone what keeps instances apart',
  compares: 'raw values of {service}: none leaves its line or loosens what isolation needs',
  why: `A unit is read line by line: a line break in a value starts a directive that nobody wrote down, and a backslash at its end swallows
the next one. Other control characters have no place in a unit, and no property list can hold them. Variables in \`env\` may hold
line breaks; on linux all but NUL, on macos no other control character than tab and carriage return.

Raw directives and keys are for limits, sandboxing and order. What decides who runs what, where and with which environment is gwc's,
because the checks rest on it: \`ExecStart\`, \`User\`, \`Group\`, \`WorkingDirectory\`, \`EnvironmentFile\`, variables such as \`HOME\` and
\`OPENCLAW_STATE_DIR\`, on macos \`Label\`, \`ProgramArguments\`, \`UserName\`, \`EnvironmentVariables\` and the like. \`DynamicUser\`,
\`PrivateNetwork\`, \`RootDirectory\` and \`JoinsNamespaceOf\` would make paths and ports mean something else.

A mount (\`BindPaths=\`, \`TemporaryFileSystem=\`) over a folder of the instance gives the gateway other files under the path that was
checked. \`pkill\` and \`killall\` in an \`ExecStartPre=\` end every gateway of the account: all of their processes are called
\`openclaw-gateway\`. So do the same words in a script in \`command\`. \`fuser -k\` on another instance's port kills that instance. \`Conflicts=\` with another instance's unit stops that one, as
\`systemctl stop\` does; \`BindsTo=\` and its like stop the two together. A \`BusName=\` belongs to one unit.

With some directives no gateway starts: \`SupplementaryGroups=\` and \`AmbientCapabilities=\` in a user's unit, \`Type=oneshot\`,
\`Type=dbus\` without \`BusName=\`, \`MemoryDenyWriteExecute=\`, and \`ProtectHome=\`, \`InaccessiblePaths=\` or \`ReadOnlyPaths=\` over the
state folder. A user's manager has no \`multi-user.target\` that would start it.

Only the system's manager can change the account, so \`group\` works in system scope alone.`,
  source:
    'systemd.syntax(7); systemd.exec(5), User=, Environment=, PrivateNetwork=; systemd.unit(5), unit names and JoinsNamespaceOf=; launchd.plist(5)',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        service:
          scope: system
          systemd: { Service: { User: root, MemoryMax: 2G } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        service:
          scope: system
          systemd: { Service: { MemoryMax: 2G } }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) yield* hostileUnits(host);
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    yield* groupProblem(instance);
    yield* mountProblems(instance);
    if (instance.managed && instance.service.manager.readsUnits) yield* startProblems(instance);
    yield* nameProblem(instance);
    yield* textProblems(instance);
    const { raw } = instance.service.manager;
    if (raw !== undefined) yield* RAW_PROBLEMS[raw](instance);
  }
}

const RAW_PROBLEMS = { systemd: systemdProblems, launchd: launchdProblems };

function* groupProblem({ group, service, path }: Instance): Generator<Finding> {
  if (group === undefined || service.scope === 'system') return;
  yield {
    at: [...path, 'group'],
    message: `\`group\` works in system scope only, and this is a user's service; remove it (\`group: null\` where it is inherited), or write \`service.scope: system\``,
  };
}

/** A name that follows the profile is `profile-name`'s business. */
function* nameProblem(instance: Instance): Generator<Finding> {
  const { name, manager } = instance.service;
  // What the name of a container looks like is `container-config`'s.
  if (manager.container?.isContainerName(containerName(instance)) === false) return;
  if (name === manager.defaultName(instance.profile) || manager.isName(name)) return;
  const at = [...instance.path, 'service', 'name'];
  yield { at, message: `${describe(name, ['name'])} is not ${manager.nameForm}` };
}

/** What an environment file, and what a property list can hold. */
const CARRIED: Readonly<Record<Os, RegExp>> = { linux: /[^\0\p{Noncharacter_Code_Point}]/u, macos: /[\t\n\r]/ };

function* textProblems({ command, env, os, path }: Instance): Generator<Finding> {
  const program = command[0] ?? '';
  if (os === 'linux' && /["'\\]/.test(program)) {
    const at = [...path, 'command', ...(command.length === 1 ? [] : [0])];
    yield {
      at,
      message: `systemd starts no program with a quote or backslash in its path, as in ${describe(program, [])}`,
    };
  }
  for (const [index, word] of command.entries()) {
    const control = controlCharacter(word);
    const at = [...path, 'command', ...(command.length === 1 ? [] : [index])];
    if (control) yield { at, message: `\`command\` holds ${control}; remove it` };
  }
  for (const [name, value] of Object.entries(env)) {
    const control = controlCharacter(value, CARRIED[os]);
    if (control) yield { at: [...path, 'env', name], message: `\`${name}\` holds ${control}; remove it` };
  }
}

function* systemdProblems({ service, path }: Instance): Generator<Finding> {
  for (const [section, directives] of Object.entries(service.systemd)) {
    for (const [name, value] of Object.entries(directives)) {
      const at = [...path, 'service', 'systemd', section, name];
      const objection = directiveObjection(name, value);
      if (objection) yield { at, message: `\`${name}\` ${objection}` };
      for (const scalar of scalarsOf(value, at)) yield* [...scalarProblem(name, scalar), ...continuation(name, scalar)];
    }
  }
}

function* launchdProblems({ service, path }: Instance): Generator<Finding> {
  for (const [key, value] of Object.entries(service.launchd)) {
    const at = [...path, 'service', 'launchd', key];
    const objection = keyObjection(key);
    if (objection) yield { at, message: `\`${key}\` ${objection}` };
    for (const scalar of scalarsOf(value, at)) yield* scalarProblem(key, scalar);
  }
}

interface Scalar {
  readonly value: Json;
  readonly at: Path;
}

/** Every scalar in a value, the keys of maps as well. */
function scalarsOf(value: Json, at: Path): readonly Scalar[] {
  if (isList(value)) return value.flatMap((item, index) => scalarsOf(item, [...at, index]));
  if (!isMap(value)) return [{ value, at }];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = [...at, key];
    return [{ value: key, at: inner }, ...scalarsOf(item, inner)];
  });
}

function scalarProblem(name: string, { value, at }: Scalar): readonly Finding[] {
  const control = typeof value === 'string' && controlCharacter(value, /\t/);
  return control ? [{ at, message: `\`${name}\` holds ${control}; a value must stay on its line` }] : [];
}

/** An odd number of backslashes at the end makes systemd read the next line as part of this one. */
function continuation(name: string, { value, at }: Scalar): readonly Finding[] {
  if (typeof value !== 'string' || !/(?<!\\)(\\\\)*\\$/.test(value)) return [];
  return [
    { at, message: `\`${name}\` ends in a backslash, and would swallow the line after it; remove it, or write two` },
  ];
}

/** What stops or kills the other gateways of a host. */
function* hostileUnits(host: Host): Generator<Finding> {
  yield* killProblems(host);
  const units = host.instances.filter(({ service }) => service.manager.readsUnits);
  yield* pairFindings(host, namedUnits(units), stopped);
  yield* namesTwice(host.instances);
}

/** Dependencies that stop the unit that they name, or stop with it. */
const STOPPING = ['Conflicts', 'PropagatesStopTo', 'StopPropagatedFrom', 'BindsTo', 'PartOf', 'Requires', 'Requisite'];

interface NamedUnit {
  readonly instance: Instance;
  /** Of the directive. */
  readonly key: Path;
  readonly what: string;
}

function* namedUnits(units: readonly Instance[]): Generator<Clashes<NamedUnit, Instance>> {
  const byName = groupBy(units, ({ service }) => service.manager.fullName(service.name));
  for (const instance of units) {
    const others = (names: readonly string[]) =>
      [...new Set(names.flatMap((name) => matching(name, byName)))].filter(
        (other) => other !== instance && haveOneManager(instance, other),
      );
    const { Unit, Service } = instance.service.systemd;
    for (const what of STOPPING.filter((name) => Unit[name] !== undefined)) {
      const text = textsOf(Unit[what]).join(' ');
      const names = expandSpecifiers(text, unitContext(instance)).split(/\s+/);
      yield [{ instance, key: ['Unit', what], what }, others(names)];
    }
    for (const [what, value] of Object.entries(Service).filter(([name]) => /^Exec/.test(name))) {
      const text = expandSpecifiers(valuesOf(value).join('\n'), unitContext(instance));
      yield [{ instance, key: ['Service', what], what }, others(stoppedNames(text))];
    }
  }
}

/** systemctl takes patterns for a shell. */
function matching(name: string, byName: ReadonlyMap<string, readonly Instance[]>): readonly Instance[] {
  if (!/[*?]/.test(name)) return byName.get(name) ?? [];
  const pattern = new RegExp(
    `^${name
      .replace(/[^*?\w-]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return [...byName].flatMap(([other, instances]) => (pattern.test(other) ? instances : []));
}

/** The units that systemctl is to stop. */
function stoppedNames(text: string): readonly string[] {
  return commandsOf(text).flatMap((words) => {
    const [program, args] = programOf(words);
    const isStopping =
      program === 'systemctl' && args.some((word) => /^(stop|restart|try-restart|kill|isolate)$/.test(word));
    return isStopping ? args.map((word) => (/\.\w+$|\*$/.test(word) ? word : `${word}.service`)) : [];
  });
}

function stopped({ instance, key, what }: NamedUnit, other: Instance): Finding {
  const isOneWay = key[0] === 'Unit' && what !== 'Conflicts';
  const effect =
    what === 'Conflicts'
      ? 'starting one stops the other'
      : isOneWay
        ? 'one stops when the other does'
        : 'it is stopped';
  return {
    // Somebody may want the two to stop together.
    ...(isOneWay ? { severity: 'warning' } : {}),
    at: [...instance.path, 'service', 'systemd', ...key],
    message: `\`${what}\` names \`${other.service.name}\`, the unit of \`${other.name}\`: ${effect}; remove it`,
    related: [{ at: [...other.path, 'service', 'name'], message: `the unit of \`${other.name}\`` }],
  };
}

/** Names that one service manager has once, or hands to all units that ask for them. */
function* namesTwice(instances: readonly Instance[]): Generator<Finding> {
  for (const directive of ['BusName', 'Sockets', 'MachServices'] as const) {
    const firsts: { readonly name: string; readonly instance: Instance }[] = [];
    for (const instance of instances) {
      for (const name of namesOf(directive, instance)) {
        const first = firsts.find((one) => one.name === name && haveOneManager(one.instance, instance));
        if (!first) firsts.push({ name, instance });
        else if (first.instance !== instance) yield nameTwice(directive, name, first.instance, instance);
      }
    }
  }
}

function namesOf(directive: keyof typeof AT_SECOND, instance: Instance): readonly string[] {
  const { manager, systemd, launchd } = instance.service;
  if (directive === 'MachServices') {
    const services = manager.readsPlists ? launchd[directive] : undefined;
    return isMap(services) ? Object.keys(services) : [];
  }
  if (!manager.readsUnits) return [];
  return splitWords(expandSpecifiers(valuesOf(systemd.Service[directive]).join(' '), unitContext(instance)));
}

const AT_SECOND = {
  BusName: 'systemd refuses to load the second unit with it',
  Sockets: 'the two take connections from each other',
  MachServices: 'launchd gives it to the job that it loads first',
};

function nameTwice(directive: keyof typeof AT_SECOND, name: string, first: Instance, later: Instance): Finding {
  const key = ['service', ...(directive === 'MachServices' ? ['launchd'] : ['systemd', 'Service']), directive];
  return {
    ...(directive === 'BusName' ? {} : { severity: 'warning' }),
    at: [...later.path, ...key],
    message: `\`${directive}\` \`${name}\` is already used by \`${first.name}\`: ${AT_SECOND[directive]}; give each instance its own, with \`$(instance)\` in its name`,
    related: [{ at: [...first.path, ...key], message: `\`${first.name}\` has it here` }],
  };
}

function haveOneManager(a: Instance, b: Instance): boolean {
  return a.service.scope === b.service.scope && (a.service.scope === 'system' || a.user === b.user);
}

const OWN_ROLES: readonly PathRole[] = ['state', 'workspace', 'config', 'agentWorkspace', 'data'];

/** Mounts that put other files where the instance keeps its own. */
function* mountProblems(instance: Instance): Generator<Finding> {
  const unit = unitContext(instance);
  const values = rawValues(instance);
  const words = (name: string) => values(name).flatMap(splitWords);
  const binds = ['BindPaths', 'BindReadOnlyPaths'].flatMap((name) =>
    words(name).map((word) => ({ name, ...bindMount(word, unit) })),
  );
  const empty = words('TemporaryFileSystem').map((word) => ({
    name: 'TemporaryFileSystem',
    source: '',
    target: expandSpecifiers(word.split(':')[0]!, unit),
  }));
  const homes = values('ProtectHome').at(-1) === 'tmpfs' ? HOMES : [];
  const emptied = homes.map((target) => ({ name: 'ProtectHome', source: '', target }));
  const mounts = [...binds, ...empty, ...emptied].filter(({ source, target }) => source !== target);
  const own = mounts.length === 0 ? [] : instancePaths(instance).filter(({ role }) => OWN_ROLES.includes(role));
  for (const { name, source, target } of mounts) {
    // Bound back to where it is, a folder is the host's again.
    const isKept = (path: string) =>
      binds.some((bind) => bind.source === bind.target && isInside(path, bind.target, instance.os));
    const hidden = own.find(({ path }) => isInside(path, target, instance.os) && !isKept(path));
    if (!hidden) continue;
    const what = source === '' ? 'an empty folder that is gone at the next stop' : showPath(source);
    yield {
      ...(name === 'ProtectHome' && !hasMounts(instance) ? { severity: 'warning' } : {}),
      at: [...instance.path, 'service', 'systemd', 'Service', name],
      message: `\`${name}\` puts ${what} in place of the ${hidden.what} ${showPath(hidden.path)}; remove it, and set the path that the instance is to have`,
      related: [{ at: [...instance.path, ...hidden.key], message: `the ${hidden.what}` }],
    };
  }
}
