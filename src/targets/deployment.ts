// What an instance is on its host besides its files: what `gwc apply` and `gwc status` have to know. Pure data.

import { posix } from 'node:path';
import { compareText } from '../diagnostics/sort.ts';
import { at } from '../document/json.ts';
import type { Fleet, Instance, ServiceTarget } from '../model/fleet.ts';
import { folderOf, instancePaths, type PathRole } from '../model/instance-paths.ts';
import { isIpv4 } from '../openclaw/gateway-auth.ts';
import { isDefaultProfile, type Scope } from '../openclaw/names.ts';
import type { Os, ReleaseLine } from '../openclaw/release.ts';
import { healthUrl } from './health-url.ts';

export interface Deployment {
  readonly host: string;
  readonly instance: string;
  readonly os: Os;
  /** What starts and stops the gateway. */
  readonly target: ServiceTarget;
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
  /** A URL that answers on the host itself as soon as the gateway serves. */
  readonly health: string;
  /** Program and leading arguments of OpenClaw. */
  readonly command: readonly string[];
  readonly stateDir: string;
  readonly configPath: string;
  readonly workspace: string;
  /** Names that the host supplies, sorted; empty where it supplies none, and then there is no file of them either. */
  readonly secrets: readonly string[];
  readonly secretsFile?: string;
  /** To exist before the first start, with mode 0700 and owned by the account; parents first. */
  readonly folders: readonly string[];
}

export interface DeployOptions {
  /** Only these hosts; all where absent. */
  readonly hosts?: readonly string[];
}

/** Of every managed instance, by host and name. */
export function deployFleet({ hosts, target }: Fleet, options: DeployOptions = {}): readonly Deployment[] {
  return hosts
    .filter(({ name }) => options.hosts === undefined || options.hosts.includes(name))
    .flatMap(({ instances }) => instances.filter(({ managed }) => managed))
    .map((instance) => deploymentOf(instance, target.line));
}

/** Of an instance without errors: it has a port. */
function deploymentOf(instance: Instance, line: ReleaseLine): Deployment {
  const { host, name, os, service, enabled, user, group, home, profile, command } = instance;
  const { stateDir, configPath, workspace, secrets, secretsFile } = instance;
  return {
    host,
    instance: name,
    os,
    target: service.target,
    scope: service.scope,
    service: service.name,
    enabled,
    user,
    ...(group === undefined ? {} : { group }),
    home,
    profile,
    port: instance.port!,
    health: healthUrl(instance, reachableAddress(instance)),
    command,
    stateDir,
    configPath,
    workspace,
    secrets: [...secrets].sort(compareText),
    ...(secrets.length === 0 ? {} : { secretsFile }),
    folders: foldersOf(instance, line),
  };
}

/** Whatever it binds, a gateway listens on the loopback address too; early releases don't where they bind a custom one. */
function reachableAddress({ config }: Instance): string {
  const gateway = at(config, 'gateway');
  const custom = at(gateway, 'bind') === 'custom' ? at(gateway, 'customBindHost') : undefined;
  return isIpv4(custom) && custom !== '0.0.0.0' ? custom : '127.0.0.1';
}

const OWN_FOLDERS: readonly PathRole[] = ['state', 'workspace', 'agentWorkspace', 'data', 'log', 'config', 'output'];

/** Where the gateway reads and writes what is its own. */
function foldersOf(instance: Instance, line: ReleaseLine): readonly string[] {
  const own = instancePaths(instance)
    .filter(({ role }) => OWN_FOLDERS.includes(role))
    .map(folderOf);
  const folders = new Set([
    ...own,
    instance.workingDirectory,
    ...(instance.service.target === 'launchd' ? macosFolders(instance, line) : []),
  ]);
  // The home is not gwc's to make, and of a relative path nobody can say where it is.
  folders.delete(instance.home);
  return [...folders].filter((folder) => /^\/[^\0-\x1f\x7f]+$/.test(folder)).sort(compareText);
}

/** launchd makes no folder for what a job prints, and no temporary one. */
function macosFolders({ home, stateDir, profile }: Instance, { launchdOutput }: ReleaseLine): readonly string[] {
  const profileSuffix = isDefaultProfile(profile) ? '' : `-${profile}`;
  const { stdout, stderr } = launchdOutput({ home, stateDir, profileSuffix });
  return [`${stateDir}/tmp`, posix.dirname(stdout), posix.dirname(stderr)];
}
