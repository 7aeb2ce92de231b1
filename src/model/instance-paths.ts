// Every path on the host that an instance keeps what is its own at, each with the key that it comes from.

import { posix } from 'node:path';
import type { Json } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { serviceFolder } from '../openclaw/names.ts';
import { isContainer } from './container.ts';
import type { Instance, ServiceTarget } from './fleet.ts';
import { openclawPaths } from './openclaw-paths.ts';
import { pathIdentity, resolvePath } from './paths.ts';
import { instanceDefault } from './raw.ts';

export type PathRole =
  | 'home'
  | 'state'
  | 'workspace'
  | 'config'
  | 'agentWorkspace'
  | 'data'
  | 'log'
  | 'workingDirectory'
  | 'secrets'
  | 'environment'
  | 'example'
  | 'service'
  | 'envFile'
  | 'output';

export interface PathKind {
  readonly role: PathRole;
  /** As a message names it. */
  readonly what: string;
  readonly isFile: boolean;
}

export interface InstancePath extends PathKind {
  readonly instance: Instance;
  /** Normalized. Absolute, or else an error of `path-absolute`. */
  readonly path: string;
  /** Equal for paths that are one place on the host. */
  readonly identity: string;
  /** Where the value stands, below the instance. */
  readonly key: Path;
}

export type PathKey = 'home' | 'stateDir' | 'configPath' | 'workspace' | 'logFile' | 'secretsFile' | 'workingDirectory';

const KINDS: Readonly<Record<PathKey, PathKind>> = {
  home: { role: 'home', what: 'home', isFile: false },
  stateDir: { role: 'state', what: 'state folder', isFile: false },
  configPath: { role: 'config', what: 'config file', isFile: true },
  workspace: { role: 'workspace', what: 'workspace', isFile: false },
  logFile: { role: 'log', what: 'log file', isFile: true },
  secretsFile: { role: 'secrets', what: 'secrets file', isFile: true },
  workingDirectory: { role: 'workingDirectory', what: 'working directory', isFile: false },
};
const ENVIRONMENT: PathKind = { role: 'environment', what: '`gateway.env`', isFile: true };
const EXAMPLE: PathKind = { role: 'example', what: '`secrets.env.example`', isFile: true };
const SERVICE_KINDS: Readonly<Record<ServiceTarget, PathKind>> = {
  systemd: { role: 'service', what: 'unit file', isFile: true },
  launchd: { role: 'service', what: 'property list', isFile: true },
  quadlet: { role: 'service', what: 'quadlet file', isFile: true },
  compose: { role: 'service', what: 'Compose file', isFile: true },
};
const OUTPUT: PathKind = { role: 'output', what: 'output file', isFile: true };
const ENV_FILE: PathKind = { role: 'envFile', what: 'environment file', isFile: true };

/** All of them, the instance's own keys first. Of paths in the config or `env`, those that can be known before the start. */
export function instancePaths(instance: Instance): readonly InstancePath[] {
  const { envFiles, secrets, workingDirectory, stateDir, workspace } = instance;
  const paths = [
    keyPath(instance, 'stateDir'),
    keyPath(instance, 'configPath'),
    keyPath(instance, 'workspace'),
    keyPath(instance, 'logFile'),
    keyPath(instance, 'secretsFile'),
  ];
  // A container's environment stands in its own file.
  if (!isContainer(instance)) paths.push(pathOf(instance, ENVIRONMENT, environmentFile(instance), ['stateDir']));
  if (secrets.length > 0) paths.push(pathOf(instance, EXAMPLE, secretsExample(instance), ['stateDir']));
  // A working directory that is one of the instance's folders is no place of its own.
  if (workingDirectory !== stateDir && workingDirectory !== workspace)
    paths.push(keyPath(instance, 'workingDirectory'));
  for (const [index, { path }] of envFiles.entries()) paths.push(pathOf(instance, ENV_FILE, path, ['envFiles', index]));
  for (const { kind, path, key } of openclawPaths(instance)) paths.push(pathOf(instance, kind, path, key));
  for (const { path, key } of outputFiles(instance)) paths.push(pathOf(instance, OUTPUT, path, key));
  return paths;
}

/** Files that the service manager is told to write what the gateway prints to. Both streams may have one. */
function outputFiles({ service }: Instance): readonly { readonly path: string; readonly key: Path }[] {
  if (service.target === 'compose') return [];
  const settings: readonly (readonly [Path, Json | undefined])[] =
    service.target === 'launchd'
      ? ['StandardOutPath', 'StandardErrorPath'].map((key) => [['launchd', key], service.launchd[key]])
      : ['StandardOutput', 'StandardError'].map((key) => [['systemd', 'Service', key], service.systemd.Service[key]]);
  const files = settings.flatMap(([key, value]) => {
    const path = typeof value === 'string' ? value.replace(/^(file|append|truncate):/, '') : '';
    return path.startsWith('/') && path !== '/dev/null'
      ? [{ path: resolvePath(path, '~'), key: ['service', ...key] }]
      : [];
  });
  return files.filter(({ path }, index) => files.findIndex((other) => other.path === path) === index);
}

/** The service's own file: the service manager's, not the gateway's, but no place for anything else either. */
export function servicePath(instance: Instance): InstancePath {
  return pathOf(instance, SERVICE_KINDS[instance.service.target], serviceFile(instance), ['service', 'name']);
}

/** The path that an instance key gives. */
export function keyPath(instance: Instance, key: PathKey): InstancePath {
  return pathOf(instance, KINDS[key], instance[key], [key]);
}

/** Where gwc's own environment file belongs on the host. */
export function environmentFile({ stateDir }: Pick<Instance, 'stateDir'>): string {
  return `${stateDir}/gateway.env`;
}

/** Where the example of the secrets file belongs, where there are secrets. */
export function secretsExample({ stateDir }: Pick<Instance, 'stateDir'>): string {
  return `${stateDir}/secrets.env.example`;
}

/** Where the unit, the property list or the container's file belongs. */
export function serviceFile(instance: Instance): string {
  return `${serviceFileFolder(instance)}/${serviceFileName(instance)}`;
}

/** The folder that the service's file belongs in. A Compose file has one of its own, and not where its container writes. */
export function serviceFileFolder({ os, home, service: { scope, target, name } }: Instance): string {
  const settings = scope === 'system' ? '/etc' : `${home}/.config`;
  if (target === 'quadlet') return `${settings}/containers/systemd`;
  return target === 'compose' ? `${settings}/compose/${name}` : serviceFolder(os, scope, home);
}

/** The file's name there, and in the output tree. */
export function serviceFileName({ service: { target, name } }: Instance): string {
  if (target === 'quadlet') return name.replace(/service$/, 'container');
  if (target === 'compose') return 'compose.yaml';
  return target === 'launchd' ? `${name}.plist` : name;
}

/** The path itself, or the folder that holds the file. */
export function folderOf({ path, isFile }: InstancePath): string {
  return isFile ? posix.dirname(path) : path;
}

/** The model path of the value. */
export function modelPath({ instance, key }: InstancePath): Path {
  return [...instance.path, ...key];
}

/** Whether it lies where gwc puts it by default, below the state folder: it moves along with that. */
export function followsState(path: InstancePath): boolean {
  const place = placeInState(path);
  return (
    path.role === 'environment' ||
    path.role === 'example' ||
    path.path === place?.replace(STATE, () => path.instance.stateDir)
  );
}

/** Where gwc puts it by default, as hosts.yaml would spell that; nothing where that isn't below the state folder. */
export function placeInState({ role }: InstancePath): string | undefined {
  const key = (Object.keys(KINDS) as PathKey[]).find((candidate) => KINDS[candidate].role === role);
  const place = key === undefined ? '' : String(instanceDefault(key));
  return place.startsWith(STATE) ? place : undefined;
}

const STATE = '$(stateDir)';

function pathOf(instance: Instance, { role, what, isFile }: PathKind, path: string, key: Path): InstancePath {
  return { instance, role, what, isFile, path, identity: pathIdentity(path, instance.os), key };
}
