// gwc.manifest.json: which files of an output folder are gwc's, and what they held when it wrote them.
// A manifest on disk is foreign input: whatever it names is checked before anything is done with it.

import { compareText } from '../diagnostics/collections.ts';
import { at, isList, isMap, type Json, parseJson } from '../document/json.ts';
import { isWorkspaceKind, WORKSPACE_FOLDER } from '../model/workspace-files.ts';
import { type Artifact, formatMode } from '../outputs/artifact.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { FileError } from './file-error.ts';
import { isDigest, isEarlierDeployment, readDeployment } from './read-deployment.ts';
import { sha256 } from './sha256.ts';

export const MANIFEST_NAME = 'gwc.manifest.json';
export const MANIFEST_MODE = 0o644;
const MANIFEST_VERSION = 1;

export interface Manifest {
  /** The version of gwc that wrote it. */
  readonly gwc: string;
  /** The OpenClaw release that the files are for. */
  readonly target: string;
  /** Sorted by path. */
  readonly artifacts: readonly ManifestEntry[];
  /** Sorted by host and name. Absent from one that an earlier gwc wrote. */
  readonly instances?: readonly Deployment[] | undefined;
}

export interface ManifestEntry extends Omit<Artifact, 'content' | 'mode' | 'kind' | 'restartContent'> {
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** Of the part of the content whose change needs a restart; absent where that is all of it. */
  readonly restartSha256?: string;
  /** Permission bits as four octal digits. */
  readonly mode: string;
  readonly kind: string;
}

export function manifestEntry(artifact: Artifact): ManifestEntry {
  const { path, content, restartContent, mode, kind, host, instance, owner, installPath } = artifact;
  const restart = restartContent === undefined ? {} : { restartSha256: sha256(restartContent) };
  return {
    path,
    sha256: sha256(content),
    ...restart,
    mode: formatMode(mode),
    kind,
    host,
    instance,
    owner,
    installPath,
  };
}

/** Same manifest, same bytes. With a line for each key, git merges what two branches add. */
export function formatManifest(manifest: Manifest): string {
  return [...manifestPieces(manifest)].join('');
}

/** `formatManifest`, entry after entry: of ten thousand instances the text takes as much memory as all else. */
export function* manifestPieces({ gwc, target, artifacts, instances }: Manifest): Iterable<string> {
  const head = JSON.stringify({ version: MANIFEST_VERSION, gwc, target }, undefined, 2);
  yield head.slice(0, -'\n}'.length);
  yield* listPieces(
    'artifacts',
    [...artifacts].sort((a, b) => compareText(a.path, b.path)),
  );
  if (instances) yield* listPieces('instances', [...instances].sort(byHostAndName));
  yield '\n}\n';
}

function* listPieces(key: string, items: readonly object[]): Iterable<string> {
  yield `,\n  "${key}": [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}\n${indented(item)}`;
  yield items.length === 0 ? ']' : '\n  ]';
}

/** As JSON.stringify writes it in a list of a map. */
function indented(item: object): string {
  return JSON.stringify([[item]], undefined, 2).slice('[\n  [\n'.length, -'\n  ]\n]'.length);
}

/** Those that a build gives, and of an earlier manifest those that it leaves alone. Nothing where that manifest has no list. */
export function keptInstances(
  built: readonly Deployment[],
  previous: Manifest | undefined,
  hosts: readonly string[] | undefined,
): readonly Deployment[] {
  if (hosts === undefined) return built;
  return [...built, ...(previous?.instances ?? []).filter(({ host }) => !hosts.includes(host))];
}

function byHostAndName(a: Deployment, b: Deployment): number {
  return compareText(a.host, b.host) || compareText(a.instance, b.instance);
}

/** Throws a FileError where the text is no manifest, or names a path that gwc would never have written. */
export function parseManifest(text: string, shown: string): Manifest {
  const fail = (reason: string): never => {
    throw new FileError(
      `${shown} can't be trusted: ${reason}; restore it from your version control, or write a new one with \`gwc build --force\``,
    );
  };
  const value = parseJson(text);
  if (value === undefined) return fail('it is not JSON');
  const version = at(value, 'version');
  if (typeof version === 'number' && version > MANIFEST_VERSION)
    throw new FileError(`${shown} was written by a newer gwc; update this one`);
  const entries = at(value, 'artifacts');
  if (version !== MANIFEST_VERSION || !isList(entries)) return fail('it does not have the shape of a manifest');
  const artifacts = entries.map((entry, index) =>
    isEntry(entry) ? knownKeys(entry) : fail(`entry ${index + 1} does not have the shape of one`),
  );
  const unsafe = artifacts.find((entry) => !isSafePath(entry));
  if (unsafe) fail(`the path ${JSON.stringify(unsafe.path)} is not <host>/<instance>/<file>`);
  const listed = at(value, 'instances');
  if (listed !== undefined && !isList(listed)) return fail('its instances are no list');
  // An earlier gwc said less of them; the next build writes them anew.
  const current = listed?.some(isEarlierDeployment) ? undefined : listed;
  const instances = current?.map((entry, index) => {
    const deployment = readDeployment(entry);
    return typeof deployment === 'object'
      ? deployment
      : fail(`the ${deployment} of instance ${index + 1} can't be right`);
  });
  return {
    gwc: String(at(value, 'gwc')),
    target: String(at(value, 'target')),
    artifacts,
    ...(instances && { instances }),
  };
}

const ENTRY_KEYS = ['path', 'sha256', 'mode', 'kind', 'host', 'instance', 'owner', 'installPath'] as const;

function isEntry(value: Json): value is Json & ManifestEntry {
  if (!isMap(value) || !ENTRY_KEYS.every((key) => typeof value[key] === 'string')) return false;
  const restart = at(value, 'restartSha256');
  return restart === undefined || isDigest(restart);
}

function knownKeys(entry: ManifestEntry): ManifestEntry {
  const { path, restartSha256, mode, kind, host, instance, owner, installPath } = entry;
  const restart = restartSha256 === undefined ? {} : { restartSha256 };
  return { path, sha256: entry.sha256, ...restart, mode, kind, host, instance, owner, installPath };
}

/** Three names below one another, more below the folder of the workspace's files, none of which leads elsewhere. */
function isSafePath({ path, host, instance, kind }: ManifestEntry): boolean {
  const parts = path.split('/');
  const isRightDepth = isWorkspaceKind(kind) ? parts.length > 3 && parts[2] === WORKSPACE_FOLDER : parts.length === 3;
  return isRightDepth && parts[0] === host && parts[1] === instance && parts.every(isSafeName);
}

function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\0-\x1f\x7f\\]/.test(name);
}
