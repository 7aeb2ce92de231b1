// An output folder → what belongs on one host. Its manifest is foreign input: a file goes where an instance of that kind
// keeps it and with the owner and mode that it has there, or it goes nowhere.

import { UsageError } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { FileError } from '../files/file-error.ts';
import { MANIFEST_NAME, type Manifest, type ManifestEntry } from '../files/manifest.ts';
import { type OutputFolder, readManifest } from '../files/output-folder.ts';
import { sha256 } from '../files/sha256.ts';
import { managerOf } from '../managers/index.ts';
import { environmentFile, isReadAsRoot, secretsExample } from '../model/instance-paths.ts';
import { LIMIT_KEYS, limitsText, sumOf } from '../model/limits.ts';
import { isWorkspaceKind, WORKSPACE_FOLDER, workspaceKind } from '../model/workspace-files.ts';
import { fetchedText } from '../openclaw/plugins.ts';
import { type ArtifactKind, formatMode } from '../outputs/artifact.ts';
import { type Deployment, environmentReader } from '../outputs/deployment.ts';

export interface Desired {
  readonly deployment: Deployment;
  readonly files: readonly DesiredFile[];
}

/** A file of an instance, by its place on the host. */
export interface FilePlace {
  readonly kind: ArtifactKind;
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Whether it is the account's; else root's. */
  readonly isAccounts: boolean;
}

export interface DesiredFile extends FilePlace {
  readonly content: Buffer;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** Of the part whose change needs a restart: of a unit without the lines that only concern other instances. */
  readonly restartSha256?: string | undefined;
}

export interface HostTree {
  readonly host: string;
  /** In the order of the manifest: by name. */
  readonly instances: readonly Desired[];
  /** Of managers that apply leaves alone: containers, which are brought up by other means. */
  readonly containers: readonly Deployment[];
}

/** Throws a FileError for a folder that no build wrote, or that is not as it wrote it. */
export function readHostTree(folder: OutputFolder, nameHost: (hosts: readonly string[]) => string): HostTree {
  const manifest = readManifest(folder.look(MANIFEST_NAME), folder, false);
  if (!manifest)
    throw new FileError(`${folder.shown} has no ${MANIFEST_NAME}; \`gwc build -o ${folder.shown}\` writes it`);
  if (!manifest.instances) {
    throw new FileError(`${folder.shown}/${MANIFEST_NAME} is of an earlier gwc; write it anew with \`gwc build\``);
  }
  const host = nameHost([...new Set(manifest.instances.map((deployment) => deployment.host))]);
  const own = manifest.instances.filter((deployment) => deployment.host === host);
  return {
    host,
    instances: own
      .filter(({ target }) => managerOf(target).isApplied)
      .map((deployment) => desiredOf(deployment, manifest, folder)),
    containers: own.filter(({ target }) => !managerOf(target).isApplied),
  };
}

/**
 * The host whose name was given; else the machine's own, whole or short; else the only one. Throws a UsageError where there is
 * none, or where the machine may be several.
 */
export function pickHost(hosts: readonly string[], given: string | undefined, ownName: string): string {
  const list = hosts.join(', ') || 'none';
  if (given !== undefined) {
    if (hosts.includes(given)) return given;
    throw new UsageError(`there is no host \`${given}\`${didYouMean(suggest(given, hosts)) || `; there are ${list}`}`);
  }
  const own = ownName.toLowerCase();
  const [match, ...others] = namesakes(hosts, own);
  if (match !== undefined && others.length === 0) return match;
  if (match !== undefined) {
    const names = [match, ...others].map((name) => `\`${name}\``).join(' or ');
    throw new UsageError(`this machine, \`${own}\`, may be ${names}; name it with --host`);
  }
  const [only, ...rest] = hosts;
  if (only !== undefined && rest.length === 0) return only;
  throw new UsageError(`this machine, \`${own}\`, is not one of the hosts ${list}; name it with --host`);
}

/** A name without a domain may be that of a host in any domain, and the other way round. */
function namesakes(hosts: readonly string[], own: string): readonly string[] {
  const short = shortName(own);
  if (own === short) return hosts.filter((host) => shortName(host) === own);
  return hosts.includes(own) ? [own] : hosts.filter((host) => host === short);
}

function shortName(host: string): string {
  return host.split('.')[0]!;
}

function desiredOf(deployment: Deployment, { artifacts }: Manifest, folder: OutputFolder): Desired {
  const { host, instance } = deployment;
  const own = artifacts.filter((entry) => entry.host === host && entry.instance === instance);
  return { deployment, files: own.map((entry) => readFile(entry, deployment, folder)) };
}

function readFile(entry: ManifestEntry, deployment: Deployment, folder: OutputFolder): DesiredFile {
  const shown = `${folder.shown}/${entry.path}`;
  const place = [...filePlaces(deployment), ...workspacePlace(entry, deployment)].find(
    ({ kind }) => kind === entry.kind,
  );
  const isRight =
    place !== undefined &&
    place.path === entry.installPath &&
    formatMode(place.mode) === entry.mode &&
    entry.owner.split(':')[0] === (place.isAccounts ? deployment.user : 'root');
  if (!isRight)
    throw new FileError(`${shown} would go to a place where no build puts it; write it anew with \`gwc build\``);
  const found = folder.look(entry.path);
  const content = found.kind === 'file' ? found.content : undefined;
  if (!content || sha256(content) !== entry.sha256) {
    throw new FileError(`${shown} is not what ${MANIFEST_NAME} says; write it anew with \`gwc build\``);
  }
  const { sha256: digest, restartSha256 } = entry;
  return { ...place, content, sha256: digest, ...(restartSha256 === undefined ? {} : { restartSha256 }) };
}

/** Every place that gwc may write for an instance. */
function filePlaces(deployment: Deployment): readonly FilePlace[] {
  const reader = environmentReader(deployment);
  return [
    { kind: 'openclaw-config', path: deployment.configPath, mode: 0o600, isAccounts: true },
    { kind: 'env', path: environmentFile(reader), mode: 0o600, isAccounts: !isReadAsRoot(reader) },
    { kind: 'secrets-example', path: secretsExample(deployment), mode: 0o644, isAccounts: true },
    servicePlace(deployment),
  ];
}

/** Below the workspace as it is below the folder of the output tree; a manifest has no entry that leads out of that. */
function workspacePlace(
  { kind, path }: ManifestEntry,
  { host, instance, workspace }: Deployment,
): readonly FilePlace[] {
  if (!isWorkspaceKind(kind)) return [];
  const inside = path.slice(`${host}/${instance}/${WORKSPACE_FOLDER}/`.length);
  return [{ kind, path: `${workspace}/${inside}`, mode: 0o600, isAccounts: true }];
}

/** Whether it is the agent's once it is there, and gwc leaves it alone. */
export function isSeed({ kind }: Pick<FilePlace, 'kind'>): boolean {
  return kind === workspaceKind(false);
}

/** The unit or the property list. */
export function servicePlace({ target, scope, home, service }: Deployment): FilePlace {
  const manager = managerOf(target);
  return {
    kind: manager.artifact,
    path: `${manager.folder({ scope, home, name: service })}/${manager.fileName(service)}`,
    mode: 0o644,
    isAccounts: scope === 'user',
  };
}

/** What gateways fetch from npm at each start, since hosts.yaml pins no package. */
export function fetchedLines({ instances }: HostTree): readonly string[] {
  return instances
    .filter(({ deployment }) => deployment.fetched !== undefined)
    .map(({ deployment }) => fetchedText(nameOf(deployment), deployment.fetched!, deployment.release));
}

/** The limits of all gateways that start at boot, in a line; nothing where none has one. */
export function limitsLine({ host, instances, containers }: HostTree): readonly string[] {
  const enabled = [...instances.map(({ deployment }) => deployment), ...containers].filter((one) => one.enabled);
  const texts = LIMIT_KEYS.flatMap((key) => {
    const limits = enabled.flatMap(({ limits }) => limits?.[key] ?? []);
    if (limits.length === 0) return [];
    const sum = limitsText({ [key]: sumOf(limits) });
    return [limits.length === enabled.length ? sum : `${sum} (${limits.length} of ${enabled.length} instances)`];
  });
  return texts.length === 0 ? [] : [`limits of ${host}: ${texts.join(', ')}`];
}

/** `<host>/<instance>`. */
export function nameOf({ host, instance }: Pick<Deployment, 'host' | 'instance'>): string {
  return `${host}/${instance}`;
}

/** Equal for what is one service to the service manager, whatever its instance is called and whoever it runs as. */
export function serviceIdentity(deployment: Deployment): string {
  const { path } = servicePlace(deployment);
  return deployment.scope === 'system' ? path : `${deployment.user} ${path}`;
}
