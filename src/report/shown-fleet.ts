// The resolved fleet as plain data in the words of hosts.yaml: what `gwc show` prints, and where each value was written.

import { compareText } from '../diagnostics/collections.ts';
import { RESERVED_PORTS } from '../document/host-keys.ts';
import { isList, isMap, type Json, type JsonMap, mapOf, type Path } from '../document/json.ts';
import { originOf, type United } from '../document/united.ts';
import type { Fleet, Host, Instance, Service } from '../model/fleet.ts';
import type { InstanceKey } from '../model/raw.ts';

/** Sizes are in bytes; a key without a value is left out. The shape is stable: keys may be added, none changes its meaning. */
export function shownFleet({ release, hosts }: Fleet): JsonMap {
  const shown = hosts.map((host) => [host.name, shownHost(host)] as const);
  return mapOf([
    ['openclaw', release.version],
    ['hosts', mapOf(shown)],
  ]);
}

function shownHost({ os, systemd, memory, cpus, reserved, instances }: Host): JsonMap {
  return given({
    os,
    systemd,
    memory,
    cpus,
    reservedPorts: reserved.map(({ from, to, note }) => given({ from, to, note: note === '' ? undefined : note })),
    instances: mapOf(instances.map((instance) => [instance.name, shownInstance(instance)])),
  });
}

function shownInstance(instance: Instance): JsonMap {
  const { release, workspaceFiles, envFiles, service, env, config, allow } = instance;
  const keys: Readonly<Record<InstanceKey, Json | undefined>> = {
    openclaw: release.version,
    port: instance.port,
    profile: instance.profile,
    user: instance.user,
    group: instance.group,
    home: instance.home,
    stateDir: instance.stateDir,
    configPath: instance.configPath,
    workspace: instance.workspace,
    workingDirectory: instance.workingDirectory,
    logFile: instance.logFile,
    command: instance.command,
    config: sorted(config),
    env: sorted(env),
    envFiles: envFiles.map(({ path, optional }) => (optional ? `-${path}` : path)),
    secrets: instance.secrets,
    secretsFile: instance.secretsFile,
    service: shownService(service),
    enabled: instance.enabled,
    plugins: instance.plugins,
    workspaceFiles: workspaceFiles && {
      from: workspaceFiles.from,
      mode: workspaceFiles.isManaged ? 'managed' : 'missing',
    },
    managed: instance.managed,
    allow: sorted(allow),
  };
  return given(keys);
}

function shownService({ scope, manager, name, image, containerUser, hardening, limits, ...raw }: Service): JsonMap {
  return given({
    scope,
    target: manager.id,
    name,
    image: manager.container ? image : undefined,
    containerUser,
    hardening,
    limits: mapOf(Object.entries(limits)),
    systemd: sorted(raw.systemd as JsonMap),
    launchd: sorted(raw.launchd),
  });
}

function given(keys: Readonly<Record<string, Json | undefined>>): JsonMap {
  return mapOf(Object.entries(keys).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** The author's order says nothing. */
function sorted(value: JsonMap): JsonMap {
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return mapOf(entries.map(([key, one]) => [key, isMap(one) ? sorted(one) : one]));
}

export interface Origin {
  readonly path: Path;
  /** `file:line:column`. */
  readonly place: string;
}

/** Of each value that somebody wrote: scalars, and lists as a whole, except for that of reserved ports. */
export function originsOf(shown: JsonMap, united: United): readonly Origin[] {
  return [...leavesOf(shown, [])].flatMap((path) => {
    const span = originOf(united, path) ?? (isRelease(path) ? originOf(united, ['openclaw']) : undefined);
    return span ? [{ path, place: `${span.file}:${span.line}:${span.column}` }] : [];
  });
}

/** The fleet's, or that of an instance, which has the fleet's without one of its own. */
export function isRelease(path: Path): boolean {
  return path.at(-1) === 'openclaw' && (path.length === 1 || path.length === 5);
}

function* leavesOf(value: Json, path: Path): Generator<Path> {
  if (isList(value) && path.length === 3 && path[2] === RESERVED_PORTS)
    yield* value.map((_, index) => [...path, index]);
  else if (!isMap(value)) yield path;
  else for (const [key, one] of Object.entries(value)) yield* leavesOf(one, [...path, key]);
}
