// Every path on the host that an instance keeps what is its own at, each with the key that it comes from.

import { posix } from 'node:path';
import { oncePer } from '../diagnostics/collections.ts';
import { at, isList, isMap, type Json, type JsonMap, type Path, toPointer } from '../document/json.ts';
import { bindMount, expandSpecifiers, splitWords, unitPaths } from '../managers/systemd-values.ts';
import { agentsOf } from '../openclaw/agents.ts';
import { COMMON_PATHS, CONFIG_PATHS, HOME_STORES, isInUse, PATH_VARIABLES } from '../openclaw/config-paths.ts';
import { stateFolderName } from '../openclaw/names.ts';
import { storePlace } from '../openclaw/release.ts';
import { environmentOf, fillVariables, unitContext, valuesOf, variablesOf } from './environment.ts';
import type { Instance } from './fleet.ts';
import { isInside, pathIdentity, resolvePath } from './paths.ts';
import { instanceDefault } from './raw.ts';
import { workspaceFilePlaces } from './workspace-files.ts';

export type PathRole =
  | 'home'
  | 'state'
  | 'workspace'
  | 'config'
  | 'agentWorkspace'
  | 'data'
  | 'bound'
  | 'log'
  | 'workingDirectory'
  | 'secrets'
  | 'environment'
  | 'example'
  | 'service'
  | 'envFile'
  | 'output'
  | 'common'
  | 'unitFolder'
  | 'workspaceFile';

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
  /** The value's path below the instance. */
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
const OUTPUT: PathKind = { role: 'output', what: 'output file', isFile: true };
const WORKSPACE_FILE: PathKind = { role: 'workspaceFile', what: 'workspace file', isFile: true };
const ENV_FILE: PathKind = { role: 'envFile', what: 'environment file', isFile: true };

/** All of them, the instance's own keys first. Of paths in the config or `env`, those that can be known before the start. */
export function instancePaths(instance: Instance): readonly InstancePath[] {
  const { envFiles, secrets, workingDirectory, stateDir, workspace, inState } = instance;
  const paths = [
    keyPath(instance, 'stateDir'),
    keyPath(instance, 'configPath'),
    keyPath(instance, 'workspace'),
    keyPath(instance, 'logFile'),
    keyPath(instance, 'secretsFile'),
  ];
  // A container's environment is in its own file.
  if (!instance.service.manager.container && !isReadAsRoot(instance))
    paths.push(pathOf(instance, ENVIRONMENT, environmentFile(instance), ['stateDir']));
  if (secrets.length > 0) paths.push(pathOf(instance, EXAMPLE, secretsExample(instance), ['stateDir']));
  // A working directory that goes with one of the instance's folders is no place of its own.
  if (!inState.has('/workingDirectory') || (workingDirectory !== stateDir && workingDirectory !== workspace))
    paths.push(keyPath(instance, 'workingDirectory'));
  for (const [index, { path }] of envFiles.entries()) paths.push(pathOf(instance, ENV_FILE, path, ['envFiles', index]));
  for (const { kind, path, key } of openclawPaths(instance)) paths.push(pathOf(instance, kind, path, key));
  for (const { path, key } of outputFiles(instance)) paths.push(pathOf(instance, OUTPUT, path, key));
  for (const { name, what, path } of unitPaths(rawValues(instance), unitContext(instance)))
    paths.push(
      pathOf(instance, { role: 'unitFolder', what, isFile: false }, path, ['service', 'systemd', 'Service', name]),
    );
  return paths;
}

/** The raw values of a directive of [Service] that count; none where the manager reads no units. */
export function rawValues({ service }: Instance): (name: string) => readonly string[] {
  const directives = service.manager.readsUnits ? service.systemd.Service : {};
  return (name) => valuesOf(directives[name]);
}

/** Files that the service manager writes the gateway's output to. Both streams may have one. */
function outputFiles(instance: Instance): readonly { readonly path: string; readonly key: Path }[] {
  const { service } = instance;
  const files = service.manager.outputFiles.flatMap((key) => {
    const value = at({ systemd: service.systemd, launchd: service.launchd }, ...key);
    // Of a directive that is there more than once the last one counts.
    const last = isList(value) ? value.at(-1) : value;
    const written = typeof last === 'string' ? last.replace(/^(file|append|truncate):/, '') : '';
    const path = service.manager.readsUnits ? expandSpecifiers(written, unitContext(instance)) : written;
    return path.startsWith('/') && path !== '/dev/null'
      ? [{ path: resolvePath(path, '~'), key: ['service', ...key] }]
      : [];
  });
  return files.filter(({ path }, index) => files.findIndex((other) => other.path === path) === index);
}

/** Below the state folder: stores of one gateway alone, wherever they really lie. */
const STORES: readonly string[] = [
  'agents',
  'credentials',
  'cron',
  'devices',
  'identity',
  'memory',
  'sessions',
  'state',
];

/** Where on the host a store really lies, or the log file: `BindPaths=` of the unit has it in the state folder. */
export function boundPaths(instance: Instance): readonly InstancePath[] {
  const { stateDir, logFile, os } = instance;
  const unit = unitContext(instance);
  const mounts = rawValues(instance)('BindPaths').flatMap(splitWords);
  return mounts.flatMap((word): readonly InstancePath[] => {
    const { source, target } = bindMount(word, unit);
    const bound = (kind: Omit<PathKind, 'role'>, path: string) => [
      pathOf(instance, { ...kind, role: 'bound' }, path, ['service', 'systemd', 'Service', 'BindPaths']),
    ];
    if (source === target) return [];
    const store = STORES.find((name) => isInside(target, `${stateDir}/${name}`, os));
    if (store !== undefined) return bound({ what: `\`${store}\` folder`, isFile: false }, source);
    return isInside(logFile, target, os) ? bound(KINDS.logFile, `${source}${logFile.slice(target.length)}`) : [];
  });
}

/** The service's own files: the service manager's, not the gateway's, but no place for anything else either. */
export function servicePaths(instance: Instance): readonly InstancePath[] {
  const { manager } = instance.service;
  const file = (what: string, path: string) =>
    pathOf(instance, { role: 'service', what, isFile: true }, path, ['service', 'name']);
  const hasOwnEnvironment = isReadAsRoot(instance) && !manager.container;
  return [
    file(manager.nouns.file, serviceFile(instance)),
    ...(hasOwnEnvironment ? [file(ENVIRONMENT.what, environmentFile(instance))] : []),
  ];
}

/** Files that gwc puts into the workspace, which is the gateway's own: only a second use of such a file's place is wrong. */
export function workspaceFilePaths(instance: Instance): readonly InstancePath[] {
  const { key = [] } = instance.workspaceFiles ?? {};
  return workspaceFilePlaces(instance).map(({ place }) => pathOf(instance, WORKSPACE_FILE, place, key));
}

/** The path that an instance key gives. */
export function keyPath(instance: Instance, key: PathKey): InstancePath {
  return pathOf(instance, KINDS[key], instance[key], [key]);
}

/** The state folder of the profile `default` in the account's home: OpenClaw looks there whatever the profile is. */
export function usualState({ home }: Pick<Instance, 'home'>): string {
  return `${home}/.openclaw`;
}

/** What decides who reads an instance's environment files. */
export interface EnvironmentReader extends Pick<Instance, 'stateDir'> {
  readonly service: Pick<Instance['service'], 'manager' | 'scope' | 'name'>;
}

/** Root follows links that an account puts in the place of its files, to another account's secrets. */
export function isReadAsRoot({ service: { manager, scope } }: EnvironmentReader): boolean {
  return manager.readsAsRoot && scope === 'system';
}

/** Where gwc's own environment file belongs on the host: in a folder of root's where root reads it. */
export function environmentFile(reader: EnvironmentReader): string {
  return `${isReadAsRoot(reader) ? `/etc/gwc/${reader.service.name}` : reader.stateDir}/gateway.env`;
}

/** The `.env` that OpenClaw reads by itself, with the account's rights; whatever is in its environment already wins. */
export function ownEnvFile({ stateDir }: Pick<Instance, 'stateDir'>): string {
  return `${stateDir}/.env`;
}

/** Whether the secrets file is left to OpenClaw: launchd reads none, and where root reads, it must not be an account's. */
export function isReadByGateway(reader: EnvironmentReader, secretsFile: string | undefined): boolean {
  const isOwn = secretsFile === ownEnvFile(reader);
  return isOwn && (isReadAsRoot(reader) || reader.service.manager.readsPlists === true);
}

/** Where the example of the secrets file belongs, where there are secrets. */
export function secretsExample({ stateDir }: Pick<Instance, 'stateDir'>): string {
  return `${stateDir}/secrets.env.example`;
}

/** Where the service's own file belongs on the host. */
export function serviceFile({ home, service: { manager, scope, name } }: Instance): string {
  return `${manager.folder({ scope, home, name })}/${manager.fileName(name)}`;
}

/** The path itself, or the folder that holds the file. */
export function folderOf({ path, isFile }: InstancePath): string {
  return isFile ? posix.dirname(path) : path;
}

/** The model path of the value. */
export function modelPath({ instance, key }: InstancePath): Path {
  return [...instance.path, ...key];
}

/** Whether it moves along with the state folder. Of a mount only the place that it is brought to does. */
export function followsState({ role, key, instance }: InstancePath): boolean {
  if (role === 'bound') return false;
  return role === 'environment' || role === 'example' || instance.inState.has(toPointer(key));
}

/** Whether it is where OpenClaw itself, or gwc by default, would put it: nobody chose the place. */
export function isUsualPlace(path: InstancePath): boolean {
  const { home, profile, os, stateDir } = path.instance;
  if (path.role === 'environment' || path.role === 'example') return true;
  const place =
    path.role === 'state'
      ? resolvePath(`~/${stateFolderName(profile)}`, home)
      : placeInState(path)?.replace(STATE, () => stateDir);
  return place !== undefined && path.identity === pathIdentity(place, os);
}

/** Where gwc puts it by default, as hosts.yaml would spell that; nothing where that isn't below the state folder. */
export function placeInState({ role }: InstancePath): string | undefined {
  const key = (Object.keys(KINDS) as PathKey[]).find((candidate) => KINDS[candidate].role === role);
  const place = key === undefined ? '' : String(instanceDefault(key));
  return place.startsWith(STATE) ? place : undefined;
}

/** As hosts.yaml spells the state folder. */
export const STATE = '$(stateDir)';

function pathOf(instance: Instance, { role, what, isFile }: PathKind, path: string, key: Path): InstancePath {
  return { instance, role, what, isFile, path, identity: pathIdentity(path, instance.os), key };
}

export interface OpenclawPath {
  readonly kind: PathKind;
  /** Normalized; a relative one stays relative. */
  readonly path: string;
  /** Below the instance. */
  readonly key: Path;
}

/** Those that can be known before the start: without the ones that hold a variable of the host's. */
function openclawPaths(instance: Instance): readonly OpenclawPath[] {
  const found: OpenclawPath[] = [];
  const add = (kind: PathKind, value: Json | undefined, key: Path): void => {
    const path = readPath(value, instance);
    if (path !== undefined) found.push({ kind, path, key });
  };
  const variables = variablesOf(instance);
  for (const { name, kind } of PATH_VARIABLES) {
    const variable = variables.get(name);
    if (variable) add(kind, variable.value, variable.key);
  }
  for (const { kind, value, key } of inUse(placesIn(instance.config), instance)) add(kind, value, key);
  return found;
}

function inUse<T extends { readonly key: Path }>(places: readonly T[], instance: Instance): readonly T[] {
  if (places.length === 0) return places;
  const { config, release } = instance;
  const switches = { config, env: environmentOf(instance), release: release.version };
  return places.filter(({ key }) => isInUse(key.slice(1), switches));
}

/** The places that a config names, as it spells them. */
const placesIn = oncePer((config: JsonMap) =>
  CONFIG_PATHS.flatMap(({ keys, kind, takesUrl, isTemplate, option = '' }) =>
    valuesAt(config, keys).flatMap(({ value, key }) => {
      const isPlace = option === '' || String(value).startsWith(option);
      const place = typeof value === 'string' ? value.slice(option.length) : value;
      if (!isPlace || (takesUrl && isUrl(place))) return [];
      const places = isTemplate ? perAgent(place, config) : [place];
      return places.map((one) => ({ kind, value: one, key: ['config', ...key] }));
    }),
  ),
);

const AGENT = '{agentId}';

function perAgent(place: Json, config: JsonMap): readonly Json[] {
  if (typeof place !== 'string' || !place.includes(AGENT)) return [place];
  const ids = new Set(agentsOf(config).map(({ id }) => id));
  return [...ids].map((id) => place.replaceAll(AGENT, () => id));
}

/** Folders that programs of the gateway get, which may be common to several, as long as they aren't another one's own. */
export function commonPaths(instance: Instance): readonly InstancePath[] {
  return inUse(commonPlacesIn(instance.config), instance).flatMap(({ kind, value, key }): readonly InstancePath[] => {
    const path = readPath(value, instance);
    return path?.startsWith('/') ? [pathOf(instance, kind, path, key)] : [];
  });
}

const commonPlacesIn = oncePer((config: JsonMap) =>
  COMMON_PATHS.flatMap(({ keys, what, isMount }) =>
    valuesAt(config, keys).map(({ value, key }) => ({
      kind: { role: 'common', what, isFile: false } satisfies PathKind,
      value: isMount ? mountedPath(value) : value,
      key: ['config', ...key],
    })),
  ),
);

/** The host's part of `HOST:CONTAINER[:OPTIONS]`, unless it can't be written to. */
function mountedPath(value: Json): Json {
  const [path = '', , options = ''] = typeof value === 'string' ? value.split(':') : [];
  return options.split(',').includes('ro') ? null : path;
}

/** Stores that its release keeps in the home, whatever the state folder is. */
export function homeStores(instance: Instance): readonly InstancePath[] {
  const { config, home, release } = instance;
  return HOME_STORES.filter(({ isUsed }) => isUsed(config)).flatMap(({ id, kind, at: key }): InstancePath[] => {
    const [, below] = /^\{home\}\/(.*)$/.exec(storePlace(id, release) ?? '') ?? [];
    return below === undefined ? [] : [pathOf(instance, kind, resolvePath(`~/${below}`, home), ['config', ...key])];
  });
}

export interface Located {
  readonly value: Json;
  readonly key: Path;
}

/** The values below keys of which `*` is any. `depth` is how many of the keys lead to the value; `key` is the path to it, `*` filled in. */
export function valuesAt(
  value: Json | undefined,
  keys: readonly string[],
  depth = 0,
  key: Path = [],
): readonly Located[] {
  if (value === undefined) return NONE;
  const next = keys[depth];
  if (next === undefined) return [{ value, key }];
  if (next !== '*') return isMap(value) ? valuesAt(value[next], keys, depth + 1, [...key, next]) : NONE;
  const entries = isList(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  return entries.flatMap(([name, item]) => valuesAt(item, keys, depth + 1, [...key, name]));
}

const NONE: readonly Located[] = [];

export function isUrl(value: Json): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test(value.trim());
}

function readPath(value: Json | undefined, instance: Instance): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const text = fillVariables(value.trim(), instance);
  return text === undefined ? undefined : resolvePath(text, instance.home);
}

export interface FolderOptions {
  /** Whether the gateway leaves its openclaw.json alone. */
  readonly isConfigReadonly: boolean;
}

const WRITABLE: readonly PathRole[] = ['state', 'workspace', 'agentWorkspace', 'data', 'log'];

/** Without those that lie in another one of them. */
export function writableFolders(instance: Instance, { isConfigReadonly }: FolderOptions): readonly string[] {
  const folders = instancePaths(instance)
    .filter(({ role }) => WRITABLE.includes(role) || (role === 'config' && !isConfigReadonly))
    .map(folderOf);
  const isWithin = (folder: string) =>
    folders.some((outer) => outer !== folder && isInside(folder, outer, instance.os));
  return [...new Set(folders)].filter((folder) => !isWithin(folder));
}
