// gwc.manifest.json: which files of an output folder are gwc's, and what they held when it wrote them.
// A manifest on disk is foreign input: whatever it names is checked before anything is done with it.

import { compareText } from '../diagnostics/sort.ts';
import { at, isList, isMap, type Json, parseJson } from '../document/json.ts';
import { type Artifact, formatMode } from '../targets/artifact.ts';
import type { Deployment } from '../targets/deployment.ts';
import { FileError } from './file-error.ts';
import { readDeployment } from './read-deployment.ts';

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

export interface ManifestEntry extends Omit<Artifact, 'content' | 'mode' | 'kind'> {
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** Permission bits as four octal digits. */
  readonly mode: string;
  readonly kind: string;
}

export function manifestEntry(artifact: Artifact, sha256: string): ManifestEntry {
  const { path, mode, kind, host, instance, owner, installPath } = artifact;
  return { path, sha256, mode: formatMode(mode), kind, host, instance, owner, installPath };
}

/** Same manifest, same bytes. With a line for each key, git merges what two branches add. */
export function formatManifest({ gwc, target, artifacts, instances }: Manifest): string {
  const head = { version: MANIFEST_VERSION, gwc, target };
  const sorted = {
    artifacts: [...artifacts].sort((a, b) => compareText(a.path, b.path)),
    ...(instances && { instances: [...instances].sort(byHostAndName) }),
  };
  return `${JSON.stringify({ ...head, ...sorted }, undefined, 2)}\n`;
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
      `${shown} can't be trusted: ${reason}; restore it from your version control, or write a new one with --force`,
    );
  };
  const value = parseJson(text);
  if (value === undefined) return fail('it is not JSON');
  const version = at(value, 'version');
  if (typeof version === 'number' && version > MANIFEST_VERSION) return fail('a newer gwc wrote it');
  const entries = at(value, 'artifacts');
  if (version !== MANIFEST_VERSION || !isList(entries)) return fail('it does not have the shape of a manifest');
  const artifacts = entries.map((entry, index) =>
    isEntry(entry) ? knownKeys(entry) : fail(`entry ${index + 1} does not have the shape of one`),
  );
  const unsafe = artifacts.find((entry) => !isSafePath(entry));
  if (unsafe) fail(`the path ${JSON.stringify(unsafe.path)} is not <host>/<instance>/<file>`);
  const listed = at(value, 'instances');
  if (listed !== undefined && !isList(listed)) return fail('its instances are no list');
  const instances = listed?.map((entry, index) => {
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
  return isMap(value) && ENTRY_KEYS.every((key) => typeof value[key] === 'string');
}

function knownKeys({ path, sha256, mode, kind, host, instance, owner, installPath }: ManifestEntry): ManifestEntry {
  return { path, sha256, mode, kind, host, instance, owner, installPath };
}

/** Three names below one another, none of which leads elsewhere. */
function isSafePath({ path, host, instance }: ManifestEntry): boolean {
  const parts = path.split('/');
  return parts.length === 3 && parts[0] === host && parts[1] === instance && parts.every(isSafeName);
}

function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\0-\x1f\x7f\\]/.test(name);
}
