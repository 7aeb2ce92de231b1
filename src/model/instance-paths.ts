// Every path on the host that an instance keeps what is its own at, each with the key that it comes from.

import { isList, isMap, type Json } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { CONFIG_PATHS, PATH_VARIABLES } from '../openclaw/config-paths.ts';
import type { Instance } from './fleet.ts';
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
  | 'envFile';

export interface InstancePath {
  readonly instance: Instance;
  readonly role: PathRole;
  /** As a message names it. */
  readonly what: string;
  readonly isFile: boolean;
  /** Normalized. Absolute, or else an error of `path-absolute`. */
  readonly path: string;
  /** Equal for paths that are one place on the host. */
  readonly identity: string;
  /** The model path of the value. */
  readonly at: Path;
  /** Whether it is where gwc puts it by default, below the state folder: it moves along with that. */
  readonly followsState: boolean;
}

type PathKey = 'home' | 'stateDir' | 'configPath' | 'workspace' | 'logFile' | 'secretsFile' | 'workingDirectory';
type PathKind = Pick<InstancePath, 'role' | 'what' | 'isFile'>;

const KINDS: Readonly<Record<PathKey, PathKind>> = {
  home: { role: 'home', what: 'home', isFile: false },
  stateDir: { role: 'state', what: 'state folder', isFile: false },
  configPath: { role: 'config', what: 'config file', isFile: true },
  workspace: { role: 'workspace', what: 'workspace', isFile: false },
  logFile: { role: 'log', what: 'log file', isFile: true },
  secretsFile: { role: 'secrets', what: 'secrets file', isFile: true },
  workingDirectory: { role: 'workingDirectory', what: 'working directory', isFile: false },
};

/** All of them, the instance's own keys first. Of paths in the config or `env`, those that can be known before the start. */
export function instancePaths(instance: Instance): readonly InstancePath[] {
  return [
    ...(['stateDir', 'configPath', 'workspace', 'logFile', 'secretsFile'] as const).map((key) =>
      keyPath(instance, key),
    ),
    ...workingDirectory(instance),
    environmentPath(instance),
    ...instance.envFiles.map(({ path }, index) =>
      pathOf(instance, { role: 'envFile', what: 'environment file', isFile: true }, path, ['envFiles', index]),
    ),
    ...variablePaths(instance),
    ...configPaths(instance),
  ];
}

/** The path that an instance key gives. */
export function keyPath(instance: Instance, key: PathKey): InstancePath {
  return pathOf(instance, KINDS[key], instance[key], [key]);
}

/** Where gwc's own environment file belongs on the host. */
export function environmentFile(instance: Instance): string {
  return `${instance.stateDir}/gateway.env`;
}

/** `/srv/oc` → `/srv/oc-$(instance)`, `/etc/oc.json` → `/etc/oc-$(instance).json`: a path as hosts.yaml may spell it. */
export function perInstance({ path, isFile }: Pick<InstancePath, 'path' | 'isFile'>): string {
  const [, stem = path, extension = ''] = (isFile && /^(.*[^/])(\.[^./]+)$/s.exec(path)) || [];
  return `${escapeVariables(stem)}-$(instance)${escapeVariables(extension)}`;
}

/** Where gwc puts it without a key of its own, as hosts.yaml would spell that; nothing where that isn't below the state folder. */
export function placeInState({ role }: InstancePath): string | undefined {
  const key = (Object.keys(KINDS) as PathKey[]).find((candidate) => KINDS[candidate].role === role);
  const place = key === undefined ? '' : String(instanceDefault(key));
  return place.startsWith('$(stateDir)') ? place : undefined;
}

/** A path as a message shows it, on one line and not too long. */
export function showPath(path: string): string {
  const text = JSON.stringify(path).slice(1, -1);
  return `\`${text.length <= 120 ? text : `${text.slice(0, 120)}…`}\``;
}

function escapeVariables(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}

function pathOf(instance: Instance, kind: PathKind, path: string, key: Path): InstancePath {
  return {
    instance,
    ...kind,
    path,
    identity: pathIdentity(path, instance.os),
    at: [...instance.path, ...key],
    followsState: key.length === 1 && path === defaultBelowState(instance, key[0] as PathKey),
  };
}

function defaultBelowState({ stateDir }: Instance, key: PathKey): string | undefined {
  const pattern = String(instanceDefault(key));
  return pattern.startsWith('$(stateDir)') ? pattern.replace('$(stateDir)', () => stateDir) : undefined;
}

/** Nothing where it is a folder that the instance has anyway. */
function workingDirectory(instance: Instance): readonly InstancePath[] {
  const { workingDirectory: path, stateDir, workspace } = instance;
  return path === stateDir || path === workspace ? [] : [keyPath(instance, 'workingDirectory')];
}

function environmentPath(instance: Instance): InstancePath {
  const kind: PathKind = { role: 'environment', what: '`gateway.env`', isFile: true };
  return { ...pathOf(instance, kind, environmentFile(instance), ['stateDir']), followsState: true };
}

function variablePaths(instance: Instance): readonly InstancePath[] {
  return PATH_VARIABLES.flatMap(({ name, what }) => {
    const path = openclawPath(instance.env[name], instance);
    return path === undefined ? [] : [pathOf(instance, { role: 'data', what, isFile: false }, path, ['env', name])];
  });
}

function configPaths(instance: Instance): readonly InstancePath[] {
  return CONFIG_PATHS.flatMap(({ keys, role, what, isFile }) =>
    valuesAt(instance.config, keys).flatMap(({ value, at }) => {
      const path = openclawPath(value, instance);
      return path === undefined ? [] : [pathOf(instance, { role, what, isFile }, path, ['config', ...at])];
    }),
  );
}

interface Located {
  readonly value: Json;
  readonly at: Path;
}

function valuesAt(value: Json | undefined, [key, ...rest]: readonly string[], at: Path = []): readonly Located[] {
  if (value === undefined) return [];
  if (key === undefined) return [{ value, at }];
  if (key !== '*') return isMap(value) ? valuesAt(value[key], rest, [...at, key]) : [];
  if (isList(value)) return value.flatMap((item, index) => valuesAt(item, rest, [...at, index]));
  return isMap(value) ? Object.keys(value).flatMap((name) => valuesAt(value[name], rest, [...at, name])) : [];
}

/** A path as OpenClaw reads it. Nothing where it holds a variable that only the host knows. */
function openclawPath(value: Json | undefined, instance: Instance): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const { home, stateDir, configPath, env } = instance;
  const known = new Map(
    Object.entries({ HOME: home, OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath, ...env }),
  );
  const text = value.trim().replace(/\$\{([A-Z_][A-Z0-9_]*)\}/g, (reference, name) => known.get(name) ?? reference);
  return /\$\{[A-Z_]/.test(text) ? undefined : resolvePath(text, home);
}
