// An output folder → what is to stand on one host. Its manifest is foreign input: a file goes where an instance of that kind
// keeps it and with the owner and mode that it has there, or it goes nowhere.

import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { FileError } from '../files/file-error.ts';
import { MANIFEST_NAME, type Manifest, type ManifestEntry } from '../files/manifest.ts';
import type { OutputFolder } from '../files/output-folder.ts';
import { readManifest } from '../files/read-manifest.ts';
import { sha256 } from '../files/sha256.ts';
import { isContainerTarget } from '../model/container.ts';
import { environmentFile, secretsExample } from '../model/instance-paths.ts';
import { serviceFolder } from '../openclaw/names.ts';
import { type ArtifactKind, formatMode } from '../targets/artifact.ts';
import type { Deployment } from '../targets/deployment.ts';
import { Refusal } from './refusal.ts';

export interface Wanted {
  readonly deployment: Deployment;
  readonly files: readonly WantedFile[];
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

export interface WantedFile extends FilePlace {
  readonly content: Buffer;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
}

export interface HostTree {
  readonly host: string;
  /** In the order of the manifest: by name. */
  readonly instances: readonly Wanted[];
  /** Containers, which are brought up by other means. */
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
      .filter(({ target }) => !isContainerTarget(target))
      .map((deployment) => wantedOf(deployment, manifest, folder)),
    containers: own.filter(({ target }) => isContainerTarget(target)),
  };
}

/** The host whose name was given; else the machine's own; else the only one. Throws a Refusal where there is none. */
export function pickHost(hosts: readonly string[], given: string | undefined, ownName: string): string {
  const list = hosts.join(', ') || 'none';
  if (given !== undefined) {
    if (hosts.includes(given)) return given;
    throw new Refusal(`there is no host \`${given}\`${didYouMean(suggest(given, hosts)) || `; there are ${list}`}`);
  }
  const own = ownName.split('.')[0]!.toLowerCase();
  if (hosts.includes(own)) return own;
  const [only, ...others] = hosts;
  if (only !== undefined && others.length === 0) return only;
  throw new Refusal(`this machine, \`${own}\`, is none of the hosts ${list}; say which one it is with --host`);
}

function wantedOf(deployment: Deployment, { artifacts }: Manifest, folder: OutputFolder): Wanted {
  const { host, instance } = deployment;
  const own = artifacts.filter((entry) => entry.host === host && entry.instance === instance);
  return { deployment, files: own.map((entry) => readFile(entry, deployment, folder)) };
}

function readFile(entry: ManifestEntry, deployment: Deployment, folder: OutputFolder): WantedFile {
  const shown = `${folder.shown}/${entry.path}`;
  const place = filePlaces(deployment).find(({ kind }) => kind === entry.kind);
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
  return { ...place, content, sha256: entry.sha256 };
}

/** Every place that gwc may write for an instance. */
function filePlaces(deployment: Deployment): readonly FilePlace[] {
  return [
    { kind: 'openclaw-config', path: deployment.configPath, mode: 0o600, isAccounts: true },
    { kind: 'env', path: environmentFile(deployment), mode: 0o600, isAccounts: true },
    { kind: 'secrets-example', path: secretsExample(deployment), mode: 0o644, isAccounts: true },
    servicePlace(deployment),
  ];
}

/** The unit or the property list. */
export function servicePlace({ os, scope, home, service }: Deployment): FilePlace {
  const isMac = os === 'macos';
  return {
    kind: isMac ? 'launchd-plist' : 'systemd-unit',
    path: `${serviceFolder(os, scope, home)}/${service}${isMac ? '.plist' : ''}`,
    mode: 0o644,
    isAccounts: scope === 'user',
  };
}

/** `<host>/<instance>`. */
export function nameOf({ host, instance }: Pick<Deployment, 'host' | 'instance'>): string {
  return `${host}/${instance}`;
}

/** Equal for what is one service to the service manager, whatever its instance is called. */
export function serviceIdentity(deployment: Deployment): string {
  return `${deployment.user} ${servicePlace(deployment).path}`;
}
