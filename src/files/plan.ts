// The wanted files, what an earlier build wrote and what stands on the disk → what has to be done. Pure but for `look`.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Artifact } from '../targets/artifact.ts';
import {
  formatManifest,
  MANIFEST_MODE,
  MANIFEST_NAME,
  type Manifest,
  type ManifestEntry,
  manifestEntry,
} from './manifest.ts';
import type { OnDisk } from './output-folder.ts';

export interface PlanInput {
  readonly artifacts: readonly Artifact[];
  /** The manifest of the build before; nothing where there was none. */
  readonly previous: Manifest | undefined;
  /** Only the files of these hosts are written and removed; all where absent. */
  readonly hosts?: readonly string[];
  readonly gwc: string;
  readonly target: string;
  readonly look: (path: string) => OnDisk;
  /** Whether files that gwc did not write, or that were edited since, are replaced and removed like its own. */
  readonly force: boolean;
}

/** `mode`: the content is right, the permissions are not. */
export type Step = WriteStep | { readonly change: 'keep' | 'delete'; readonly path: string };
interface WriteStep {
  readonly change: 'create' | 'update' | 'mode';
  readonly path: string;
  /** UTF-8 when written. */
  readonly content: string;
  readonly mode: number;
}

/** Something in the way that gwc must not touch. */
interface Conflict {
  readonly path: string;
  /** What it is and what to do about it. */
  readonly message: string;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** The manifest's own step; it is the last to be done. */
  readonly manifest: Step;
  /**
   * What the manifest must say before the first step: the files of the build before and those to come. So a build that
   * is cut off leaves no file behind that the next one would take for foreign.
   */
  readonly claim: string | undefined;
  /** Folders of files that are to go, or are gone already. */
  readonly vacated: readonly string[];
  readonly conflicts: readonly Conflict[];
}

export function planTree(input: PlanInput): Plan {
  const { artifacts, previous, hosts, gwc, target, look } = input;
  const listed = new Map(previous?.artifacts.map((entry) => [entry.path, entry]));
  const entries = artifacts.map((artifact) => manifestEntry(artifact, sha256(artifact.content)));
  const wanted = new Set(entries.map(({ path }) => path));
  const isInScope = (entry: ManifestEntry) => hosts === undefined || hosts.includes(entry.host);
  const left = [...listed.values()].filter(({ path }) => !wanted.has(path));
  const stale = left.filter(isInScope);

  const decisions = [
    ...artifacts.map(({ path, mode, content }) => decideWanted({ path, mode, content }, listed.has(path), input)),
    ...stale.flatMap((entry) => decideStale(entry, input)),
  ];
  const steps = decisions.filter((decision) => 'change' in decision);
  const kept = left.filter((entry) => !isInScope(entry));
  const manifest = formatManifest({ gwc, target, artifacts: [...kept, ...entries] });
  const news = entries.filter(({ path }) => !listed.has(path));
  const claimOf = () => {
    if (news.length === 0) return undefined;
    // Of a first build that is all there is.
    if (listed.size === 0) return manifest;
    return formatManifest({ gwc, target, artifacts: [...listed.values(), ...news] });
  };
  return {
    steps,
    manifest: decideFile({ path: MANIFEST_NAME, mode: MANIFEST_MODE, content: manifest }, look(MANIFEST_NAME)),
    claim: claimOf(),
    vacated: [...new Set(stale.map(({ path }) => posix.dirname(path)))],
    conflicts: decisions.filter((decision) => 'message' in decision),
  };
}

type WantedFile = Omit<WriteStep, 'change'>;

function decideWanted(file: WantedFile, isListed: boolean, { look, force }: PlanInput): Step | Conflict {
  const found = look(file.path);
  if (found.kind === 'obstacle') return obstacle(found);
  const step = decideFile(file, found);
  if (step.change !== 'update' || isListed || force) return step;
  return { path: file.path, message: 'gwc did not write it; move it away, or --force replaces it' };
}

function decideFile(file: WantedFile, found: OnDisk): Step {
  if (found.kind !== 'file') return { change: 'create', ...file };
  if (!found.content.equals(Buffer.from(file.content))) return { change: 'update', ...file };
  return found.mode === file.mode ? { change: 'keep', path: file.path } : { change: 'mode', ...file };
}

/** A file of the build before that hosts.yaml has no longer. */
function decideStale(
  { path, sha256: written }: ManifestEntry,
  { look, force }: PlanInput,
): readonly (Step | Conflict)[] {
  const found = look(path);
  if (found.kind === 'missing') return [];
  if (found.kind === 'obstacle') return [obstacle(found)];
  if (force || sha256(found.content) === written) return [{ change: 'delete', path }];
  const message =
    'hosts.yaml has it no longer, and it was edited since gwc wrote it; move it away, or --force removes it';
  return [{ path, message }];
}

function obstacle({ at, what }: OnDisk & { readonly kind: 'obstacle' }): Conflict {
  return { path: at, message: `${what} stands where gwc writes; remove it` };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
