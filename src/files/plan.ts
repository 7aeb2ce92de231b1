// The desired files, what an earlier build wrote and what is on the disk → what has to be done. Pure but for `look`.

import { posix } from 'node:path';
import { once } from '../diagnostics/collections.ts';
import type { Artifact } from '../outputs/artifact.ts';
import type { Deployment } from '../outputs/deployment.ts';
import {
  formatManifest,
  MANIFEST_MODE,
  MANIFEST_NAME,
  type Manifest,
  type ManifestEntry,
  manifestEntry,
  manifestPieces,
} from './manifest.ts';
import type { OnDisk } from './output-folder.ts';
import { sha256 } from './sha256.ts';

export interface PlanInput {
  readonly artifacts: Iterable<Artifact>;
  /** All that the manifest is to list. */
  readonly instances: readonly Deployment[];
  /** The manifest as it is on the disk. */
  readonly manifest: OnDisk;
  /** What it says, of the build before; nothing where there was none. Asked only where it differs from the new one. */
  readonly previous: () => Manifest | undefined;
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
export interface WriteStep {
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
  const { artifacts, instances, hosts, gwc, target, look } = input;
  const entries: ManifestEntry[] = [];
  const found: (Step | Conflict)[] = [];
  // One after the other: of a file that is as it should be, the content is needed no longer.
  for (const artifact of artifacts) {
    const { path, mode, content } = artifact;
    entries.push(manifestEntry(artifact));
    found.push(decideWanted({ path, mode, content }, look(path)));
  }
  const whole = { gwc, target, artifacts: entries, instances };
  // Of all hosts, nothing else is kept.
  const isSame =
    hosts === undefined && input.manifest.kind === 'file' && isContent(manifestPieces(whole), input.manifest.content);
  const previous = isSame ? whole : input.previous();
  const listed = new Map(previous?.artifacts.map((entry) => [entry.path, entry]));
  const wanted = new Set(entries.map(({ path }) => path));
  const isInScope = (entry: ManifestEntry) => hosts === undefined || hosts.includes(entry.host);
  const left = [...listed.values()].filter(({ path }) => !wanted.has(path));
  const stale = left.filter(isInScope);

  const decisions = [
    ...found.map((decision) => refuseForeign(decision, listed, input)),
    ...stale.flatMap((entry) => decideStale(entry, input)),
  ];
  const kept = left.filter((entry) => !isInScope(entry));
  const manifest = once(() => formatManifest({ ...whole, artifacts: [...kept, ...entries] }));
  const news = entries.filter(({ path }) => !listed.has(path));
  const claimOf = () => {
    if (news.length === 0) return undefined;
    // Of a first build that is all there is.
    if (listed.size === 0) return manifest();
    return formatManifest({ gwc, target, artifacts: [...listed.values(), ...news], instances: previous?.instances });
  };
  return {
    steps: decisions.filter((decision) => 'change' in decision),
    manifest:
      isSame && input.manifest.mode === MANIFEST_MODE
        ? { change: 'keep', path: MANIFEST_NAME }
        : decideFile({ path: MANIFEST_NAME, mode: MANIFEST_MODE, content: manifest() }, input.manifest),
    claim: claimOf(),
    vacated: [...new Set(stale.map(({ path }) => posix.dirname(path)))],
    conflicts: decisions.filter((decision) => 'message' in decision),
  };
}

type WantedFile = Omit<WriteStep, 'change'>;

function decideWanted(file: WantedFile, found: OnDisk): Step | Conflict {
  return found.kind === 'obstacle' ? obstacle(found) : decideFile(file, found);
}

function refuseForeign(
  decision: Step | Conflict,
  listed: ReadonlyMap<string, ManifestEntry>,
  { force }: PlanInput,
): Step | Conflict {
  const { path } = decision;
  if (!('change' in decision) || decision.change !== 'update' || listed.has(path) || force) return decision;
  return { path, message: 'gwc did not write it; move it away, or --force replaces it' };
}

function decideFile(file: WantedFile, found: OnDisk): Step {
  if (found.kind !== 'file') return { change: 'create', ...file };
  if (!isContent([file.content], found.content)) return { change: 'update', ...file };
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
  return { path: at, message: `${what} is where gwc writes a file; remove it` };
}

const encoder = new TextEncoder();
const part = Buffer.allocUnsafe(64 * 1024);

/** Whether these texts, joined, are these bytes. */
function isContent(texts: Iterable<string>, bytes: Buffer): boolean {
  let offset = 0;
  for (const text of texts) {
    for (let rest = text; rest !== ''; ) {
      const { read, written } = encoder.encodeInto(rest, part);
      if (!bytes.subarray(offset, offset + written).equals(part.subarray(0, written))) return false;
      offset += written;
      rest = rest.slice(read);
    }
  }
  return offset === bytes.length;
}
