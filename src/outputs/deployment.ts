// What an instance is on its host besides its files: what `gwc apply` and `gwc status` have to know. Pure data.

import { posix } from 'node:path';
import { compareText } from '../diagnostics/collections.ts';
import { at } from '../document/json.ts';
import { managerOf } from '../managers/index.ts';
import type { ManagerId } from '../managers/manager.ts';
import { isContainer } from '../model/container.ts';
import { filledConfig } from '../model/environment.ts';
import type { EnvFile, Fleet, Instance, Limits, PortRange } from '../model/fleet.ts';
import {
  type EnvironmentReader,
  environmentFile,
  folderOf,
  instancePaths,
  type PathRole,
  serviceFile,
  usualState,
  workspaceFilePaths,
} from '../model/instance-paths.ts';
import { limitsOf } from '../model/limits.ts';
import { isSystemFolder, pathIdentity } from '../model/paths.ts';
import { isIpv4 } from '../openclaw/gateway-auth.ts';
import { isDefaultProfile, type Scope } from '../openclaw/names.ts';
import { fetchedPlugins } from '../openclaw/plugins.ts';
import { type Os, outputPaths } from '../openclaw/release.ts';
import { accountName } from './artifact.ts';
import { healthUrl } from './service-environment.ts';

export interface Deployment {
  readonly host: string;
  readonly instance: string;
  readonly os: Os;
  /** What starts and stops the gateway. */
  readonly target: ManagerId;
  readonly scope: Scope;
  /** The systemd unit with `.service`, the launchd label, or the Compose project. */
  readonly service: string;
  /** Whether it starts at boot. */
  readonly enabled: boolean;
  readonly user: string;
  readonly group?: string;
  readonly home: string;
  readonly profile: string;
  /** The base port. */
  readonly port: number;
  /** Every port that is the gateway's own, whether it listens there or may. */
  readonly ports: PortRange;
  /** The OpenClaw release that the files are for. Empty in a record that an earlier gwc wrote. */
  readonly release: string;
  /** A URL that answers on the host itself as soon as the process is alive. */
  readonly health: string;
  /** One that answers 200, with `"ok":true` in its JSON, once startup is complete; `health` where the release has none. */
  readonly ready: string;
  /** Program and leading arguments of OpenClaw. */
  readonly command: readonly string[];
  readonly stateDir: string;
  readonly configPath: string;
  readonly workspace: string;
  /** Names that the host supplies, sorted; empty where it supplies none, and then there is no file of them either. */
  readonly secrets: readonly string[];
  readonly secretsFile?: string;
  /** Further environment files, in the order of reading; `secretsFile` and gateway.env come after them. */
  readonly envFiles: readonly EnvFile[];
  /** Must exist before the first start, parents first. Missing ones are made so; one that exists stays as it is. */
  readonly folders: readonly HostFolder[];
  /**
   * Installed before its gateway starts, as in `npm:@scope/name@1.2.3` or absolute paths; absent where there are none, and empty
   * where a container removes what it had.
   */
  readonly plugins?: readonly string[];
  /** Packages that its gateway fetches at each start, for channels; absent where there are none. */
  readonly fetched?: readonly string[];
  /** What its service may take at most, memory in bytes; absent where it has no limit. */
  readonly limits?: Limits;
  /** Those beside it on its host; absent where there are none. */
  readonly unmanaged?: readonly UnmanagedGateway[];
}

/** A gateway of the host that hosts.yaml names, and that is not gwc's. */
export type UnmanagedGateway = Pick<Deployment, 'scope' | 'user' | 'service'>;

/** As the functions of the model take it. */
export function environmentReader({ stateDir, target, scope, service }: Deployment): EnvironmentReader {
  return { stateDir, service: { manager: managerOf(target), scope, name: service } };
}

export interface DeployOptions {
  /** Only these hosts; all where absent. */
  readonly hosts?: readonly string[];
}

/** Of every managed instance, by host and name. */
export function deployFleet({ hosts }: Fleet, options: DeployOptions = {}): readonly Deployment[] {
  return hosts
    .filter(({ name }) => options.hosts === undefined || options.hosts.includes(name))
    .flatMap(({ instances }) => {
      const foldersOf = folderLookup(instances);
      const unmanaged = instances.filter(({ managed }) => !managed).map(unmanagedOf);
      return instances
        .filter(({ managed }) => managed)
        .map((instance) => deploymentOf(instance, foldersOf))
        .map((deployment) => (unmanaged.length === 0 ? deployment : { ...deployment, unmanaged }));
    });
}

function unmanagedOf({ service: { scope, name }, user }: Instance): UnmanagedGateway {
  return { scope, user, service: name };
}

/** Of an instance without errors: it has a port. */
function deploymentOf(instance: Instance, foldersOf: FolderLookup): Deployment {
  const { host, name, os, service, enabled, user, group, home, profile, command } = instance;
  const { stateDir, configPath, workspace, secrets, secretsFile, envFiles, release } = instance;
  const address = reachableAddress(instance);
  const limits = limitsOf(instance);
  return {
    host,
    instance: name,
    os,
    target: service.manager.id,
    scope: service.scope,
    service: service.name,
    enabled,
    user,
    ...(group === undefined ? {} : { group }),
    home,
    profile,
    port: instance.port!,
    ports: instance.ports!.span,
    release: release.version,
    health: healthUrl(instance, address),
    ready: healthUrl(instance, address, release.facts.hasStartupProbe ? 'startupz' : 'healthz'),
    command,
    stateDir,
    configPath,
    workspace,
    secrets: [...secrets].sort(compareText),
    ...(secrets.length === 0 ? {} : { secretsFile }),
    envFiles,
    folders: foldersOf(instance),
    ...pluginsOf(instance),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
}

function pluginsOf(instance: Instance): Pick<Deployment, 'plugins' | 'fetched'> {
  const { config, release, plugins } = instance;
  const fetched = fetchedPlugins(config, release.version, plugins).map(({ name }) => name);
  const isSaid = plugins !== undefined && (plugins.length > 0 || isContainer(instance));
  return { ...(isSaid && { plugins }), ...(fetched.length > 0 && { fetched }) };
}

/** Whatever it binds, a gateway listens on the loopback address too; early releases don't where they bind a custom one. */
function reachableAddress(instance: Instance): string {
  const gateway = at(filledConfig(instance), 'gateway');
  const custom = at(gateway, 'bind') === 'custom' ? at(gateway, 'customBindHost') : undefined;
  return isIpv4(custom) && custom !== '0.0.0.0' ? custom : '127.0.0.1';
}

export interface HostFolder {
  readonly path: string;
  /** `root`, or the instance's account: `user` or `user:group`. */
  readonly owner: string;
  readonly mode: '0700' | '0755';
}

/** Parents first. Folders of the system itself are left out: they always exist. */
export type FolderLookup = (instance: Instance) => readonly HostFolder[];

/** Takes all instances of a host, managed or not: whose a folder is depends on who else uses it. */
function folderLookup(instances: readonly Instance[]): FolderLookup {
  const users = usersByFolder(instances);
  return (instance) => {
    const { os, user, home } = instance;
    const own = ownFolders(instance);
    const claimed = new Set(own.map((folder) => pathIdentity(folder, os)));
    const homeIdentity = pathIdentity(home, os);
    const needed = [
      ...own,
      posix.dirname(serviceFile(instance)),
      ...(isContainer(instance) ? [] : [posix.dirname(environmentFile(instance))]),
      ...secretsFolder(instance),
      ...hiddenState(instance, instances),
    ].filter(isPlainPath);
    const paths = new Map(needed.flatMap(withParents).map((path) => [pathIdentity(path, os), path]));
    return [...paths]
      .filter(([identity]) => !isSystemFolder(identity, os))
      .map(([identity, path]): HostFolder => {
        const isWithin = withParents(identity).some((folder) => folder === homeIdentity || claimed.has(folder));
        const isOwn = isWithin && users.get(identity) === user;
        return isOwn ? { path, owner: accountName(instance), mode: '0700' } : { path, owner: 'root', mode: '0755' };
      })
      .sort((a, b) => compareText(a.path, b.path));
  };
}

/** systemd would make it for the mount that hides it from a sandboxed instance, and in system scope as root's. */
function hiddenState(instance: Instance, instances: readonly Instance[]): readonly string[] {
  const usual = usualState(instance);
  const isHidden =
    instance.service.manager.readsUnits &&
    instance.service.hardening !== 'off' &&
    instances.some((other) => other !== instance && other.stateDir === usual);
  return isHidden ? [usual] : [];
}

const SHARED = Symbol('several accounts');

/** Of every folder the one account that has something in it. */
function usersByFolder(instances: readonly Instance[]): ReadonlyMap<string, string | typeof SHARED> {
  const users = new Map<string, string | typeof SHARED>();
  for (const instance of instances) {
    const { os, user, home } = instance;
    const used = [
      ...instancePaths(instance).map(folderOf),
      ...ownFolders(instance),
      posix.dirname(serviceFile(instance)),
      home,
    ];
    for (const path of new Set(used)) {
      for (const folder of withParents(pathIdentity(path, os))) {
        const known = users.get(folder);
        if (known !== user) users.set(folder, known === undefined ? user : SHARED);
      }
    }
  }
  return users;
}

const OWN_FOLDERS: readonly PathRole[] = ['state', 'workspace', 'agentWorkspace', 'data', 'log', 'config', 'output'];

/** Where the gateway reads and writes what is its own. */
function ownFolders(instance: Instance): readonly string[] {
  const { service, workingDirectory } = instance;
  const own = instancePaths(instance).filter(({ role }) => OWN_FOLDERS.includes(role));
  return [
    ...[...own, ...workspaceFilePaths(instance)].map(folderOf),
    workingDirectory,
    ...(service.manager.needsOutputFolders ? macosFolders(instance) : []),
  ];
}

/** launchd makes no folder for what a job prints, and no temporary one. */
function macosFolders({ home, stateDir, profile, release }: Instance): readonly string[] {
  const profileSuffix = isDefaultProfile(profile) ? '' : `-${profile}`;
  const { stdout, stderr } = outputPaths(release.facts, { home, stateDir, profileSuffix });
  return [`${stateDir}/tmp`, posix.dirname(stdout), posix.dirname(stderr)];
}

function secretsFolder({ secrets, secretsFile }: Instance): readonly string[] {
  return secrets.length === 0 ? [] : [posix.dirname(secretsFile)];
}

/** Of a relative path nobody can say where it is. */
function isPlainPath(path: string): boolean {
  return /^\/[^\0-\x1f\x7f]+$/.test(path);
}

/** `/a/b` → `/a`, `/a/b`. */
function withParents(path: string): readonly string[] {
  const paths: string[] = [];
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) paths.push(path.slice(0, end));
  return [...paths, path];
}
