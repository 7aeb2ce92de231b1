// The systemd unit of a linux instance: the release's policy, the command, the environment, the hardening, and the
// user's raw directives over all of them.

import systemdService from '../../templates/systemd.service.hbs';
import { compareText, once } from '../diagnostics/collections.ts';
import { textsOf } from '../model/environment.ts';
import type { Directives, Instance } from '../model/fleet.ts';
import {
  environmentFile,
  type FolderOptions,
  type InstancePath,
  instancePaths,
  isReadAsRoot,
  isReadByGateway,
  usualState,
  writableFolders,
} from '../model/instance-paths.ts';
import { limitDirectives } from '../model/limits.ts';
import { isInside, resolvePath } from '../model/paths.ts';
import { HARDENING, MANAGER_SOCKETS } from '../openclaw/hardening.ts';
import { serviceDescription } from '../openclaw/names.ts';
import type { UnitPolicy } from '../openclaw/release.ts';
import { type Output, serviceArtifact } from './artifact.ts';
import { systemdCommand, systemdEnvironmentFile, systemdPath, systemdWord, unitValue } from './quoting.ts';
import {
  type Environment,
  gatewayCommand,
  gatewaysOwn,
  hostFiles,
  SERVICE_MARKERS,
  serviceEnvironment,
  unsetVariables,
} from './service-environment.ts';

export const systemdUnitOutput: Output = {
  id: 'systemd-unit',
  summary: 'the systemd unit of a gateway on linux',
  template: { name: 'systemd.service.hbs', fill: systemdService },
  emit: (instance, { neighbours, render }) => {
    const { systemd, limits } = instance.service;
    const unit = (siblings: readonly Directive[]) =>
      render({
        host: instance.host,
        instance: instance.name,
        unit: mergeDirectives(unitSection(instance), systemd.Unit),
        service: mergeDirectives([...serviceSection(instance), ...siblings], {
          ...limitDirectives(limits),
          ...systemd.Service,
        }),
        install: mergeDirectives(installSection(instance), systemd.Install),
        // A unit without this section can be started, but there is nothing that `systemctl enable` could do with it.
        isEnabled: instance.enabled,
      });
    const siblings = instance.service.hardening === 'off' ? [] : siblingDirectives(instance, neighbours);
    // An instance that is added or removed must not cost its siblings a restart.
    const restartContent = siblings.length === 0 ? undefined : unit([]);
    return [serviceArtifact(instance, unit(siblings), restartContent)];
  },
};

function serviceSection(instance: Instance): readonly Directive[] {
  const { scope } = instance.service;
  const environment = serviceEnvironment(instance);
  const isConfigReadonly = environment.get('OPENCLAW_CONFIG_READONLY') === '1';
  return [
    ['ExecStart', systemdCommand(gatewayCommand(instance))],
    ...policyOf(instance, 'Service'),
    ['WorkingDirectory', systemdPath(instance.workingDirectory)],
    ...(scope === 'system' ? account(instance) : []),
    [
      'Environment',
      inUnit(instance, environment)
        .map(([name, value]) => systemdWord(`${name}=${value}`))
        .join(' '),
    ],
    ...hostFiles(instance).map(({ path, optional }) => readFile(path, optional)),
    readFile(environmentFile(instance), false),
    ['UnsetEnvironment', [...unsetVariables(environment), ...gatewaysOwn(instance)].join(' ')],
    ...hardeningDirectives(instance, { isConfigReadonly }),
  ];
}

/**
 * What OpenClaw looks for in the unit itself: it takes a gateway without the markers for a stray one, and one without a PATH, which
 * it doesn't find in a file that root alone reads, for one that has none.
 */
function inUnit(instance: Instance, environment: Environment): readonly (readonly [name: string, value: string])[] {
  const path = environment.get('PATH');
  return isReadAsRoot(instance) && path !== undefined ? [...SERVICE_MARKERS, ['PATH', path]] : SERVICE_MARKERS;
}

function readFile(path: string, optional: boolean): Directive {
  return ['EnvironmentFile', systemdEnvironmentFile(path, { optional })];
}

function account({ user, group }: Instance): readonly Directive[] {
  return [['User', user], ...(group === undefined ? [] : ([['Group', group]] as const))];
}

/** Those that hold whatever else is on the host; `siblingDirectives` are the others. */
function hardeningDirectives(instance: Instance, options: FolderOptions): readonly Directive[] {
  const { hardening, scope } = instance.service;
  if (hardening === 'off') return [];
  const isStrict = hardening === 'strict';
  const directives = HARDENING.filter(({ level }) => isStrict || level === 'standard');
  const strict = (): readonly Directive[] => [
    ['ReadWritePaths', writableFolders(instance, options).map(systemdWord).join(' ')],
    ['InaccessiblePaths', MANAGER_SOCKETS[scope].join(' ')],
  ];
  return [...directives.map(({ key, value }): Directive => [key, value]), ...(isStrict ? strict() : [])];
}

/** A line of paths for each other instance; in system scope its ports as well, which a user's manager can't forbid. */
export function siblingDirectives(instance: Instance, neighbours: readonly Instance[]): readonly Directive[] {
  const needed = neededPaths(instance);
  const named = once(() => namedPaths(instance));
  const isNeeded = ({ path, role }: InstancePath) => {
    const isWithin = (other: string) => isInside(other, path, instance.os);
    // What is in a folder that somebody works in isn't only theirs.
    return needed.some(isWithin) || (role === 'workingDirectory' && named().some(isWithin));
  };
  const siblings = neighbours.filter((other) => other !== instance);
  const paths = siblings.flatMap((sibling) =>
    hidingDirectives(instance, outermost(pathsInReach(sibling, instance).filter((path) => !isNeeded(path)))),
  );
  return instance.service.scope === 'system' ? [...paths, ...siblings.flatMap(deniedPorts)] : paths;
}

function hidingDirectives(instance: Instance, hidden: readonly string[]): readonly Directive[] {
  const usual = usualState(instance);
  // Missing is no fault (`-`): a sibling may not have run yet.
  const others = hidden.filter((path) => path !== usual).map((path) => systemdWord(`-${path}`));
  return [
    ...(others.length > 0 ? ([['InaccessiblePaths', others.join(' ')]] as const) : []),
    // At its first start OpenClaw looks in there for folders of earlier releases, and gives up where it may not look: an
    // empty folder that can't be listed hides as much.
    ...(hidden.includes(usual) ? ([['TemporaryFileSystem', `${systemdWord(usual)}:ro,mode=0111`]] as const) : []),
  ];
}

/** What the instance itself must reach. */
function neededPaths(instance: Instance): readonly string[] {
  const program = instance.command.filter((word) => word.startsWith('/'));
  return [...instancePaths(instance).map(({ path }) => path), instance.home, ...program];
}

/** Whatever paths its config, environment and raw directives name. */
function namedPaths({ config, env, plugins, service, home }: Instance): readonly string[] {
  const named = JSON.stringify([config, env, plugins, service.systemd]).matchAll(/(?<![\w.~/])~?\/[^\s:;,="'\\]+/g);
  return Array.from(named, ([path]) => resolvePath(path, home));
}

/**
 * The sibling's own. A user's manager mounts with the account's rights: a path in a folder that the account can't enter keeps the
 * unit from starting, with `-` too, so there are only those that the account surely reaches. Others needn't be hidden from it.
 */
function pathsInReach(sibling: Instance, { service, user }: Instance): readonly InstancePath[] {
  const paths = instancePaths(sibling);
  if (service.scope === 'system') return paths;
  return sibling.user === user ? paths.filter(isInReach) : [];
}

/** Of its own account. The system's manager reads environment files as root, and an optional one may be where nobody else looks. */
function isInReach({ role, path, instance }: InstancePath): boolean {
  const { home, stateDir, os, service } = instance;
  if (role !== 'secrets' && role !== 'envFile') return true;
  const isRead = hostFiles(instance).some((file) => file.path === path && !file.optional);
  return (isRead && service.scope === 'user') || [home, stateDir].some((folder) => isInside(path, folder, os));
}

/** Without those that lie in another one of them. */
function outermost(places: readonly InstancePath[]): readonly string[] {
  const isWithin = ({ path, instance }: InstancePath) =>
    places.some((outer) => outer.path !== path && isInside(path, outer.path, instance.os));
  return [...new Set(places.filter((place) => !isWithin(place)).map(({ path }) => path))];
}

function deniedPorts({ ports }: Instance): readonly Directive[] {
  if (!ports) return [];
  const { from, to } = ports.span;
  const pins = ports.pins.filter((port) => port < from || port > to).map(String);
  return [from === to ? `${from}` : `${from}-${to}`, ...pins].map((range) => ['SocketBindDeny', `tcp:${range}`]);
}

export type Directive = readonly [key: string, value: string];

export function unitSection(instance: Instance): readonly Directive[] {
  return [
    ['Description', serviceDescription(instance.profile)],
    ...policyOf(instance, 'Unit'),
    ...secretsAssertion(instance),
  ];
}

/** systemd itself fails where a file that it is to read is missing. */
function secretsAssertion(instance: Instance): readonly Directive[] {
  const { secrets, secretsFile } = instance;
  const isNeeded = secrets.length > 0 && isReadByGateway(instance, secretsFile);
  return isNeeded ? [['AssertPathExists', systemdPath(secretsFile)]] : [];
}

export function installSection(instance: Instance): readonly Directive[] {
  return instance.service.scope === 'system' ? [['WantedBy', 'multi-user.target']] : policyOf(instance, 'Install');
}

export function policyOf({ release }: Instance, section: UnitPolicy[number][0]): readonly Directive[] {
  return release.facts.systemd.filter(([name]) => name === section).map(([, key, value]) => [key, value]);
}

/** Where the user's value adds to gwc's, which must hold in any case; anywhere else it replaces it. */
export const ADDED: ReadonlySet<string> = new Set([
  'Environment',
  'UnsetEnvironment',
  'ReadWritePaths',
  'InaccessiblePaths',
  'TemporaryFileSystem',
  'SocketBindDeny',
]);

/** A line of a section, as the templates take it. */
interface UnitLine {
  readonly key: string;
  readonly value: string;
}

/** gwc's directives in their order with the user's values, then what only the user has, by key. Null removes. */
export function mergeDirectives(own: readonly Directive[], raw: Directives = {}): readonly UnitLine[] {
  const merged = new Map<string, readonly string[]>();
  for (const [key, value] of own) merged.set(key, [...(merged.get(key) ?? []), value]);
  for (const key of Object.keys(raw).sort(compareText)) {
    const kept = ADDED.has(key) && raw[key] !== null ? (merged.get(key) ?? []) : [];
    merged.set(key, [...kept, ...textsOf(raw[key])]);
  }
  return [...merged].flatMap(([key, values]) => values.map((value) => ({ key, value: unitValue(value) })));
}
