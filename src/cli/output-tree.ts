// The output folder as a build finds it, with what it has to do there; and doing that, one build at a time.

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Compiled } from '../compile.ts';
import { once } from '../diagnostics/collections.ts';
import type { Report } from '../diagnostics/report.ts';
import { REPORTERS } from '../diagnostics/reporters.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import { documentsOf } from '../document/fleet-source.ts';
import { withFile } from '../files/file-error.ts';
import { hasFolderLock, withFolderLock } from '../files/folder-lock.ts';
import { keptInstances, MANIFEST_NAME, type Manifest } from '../files/manifest.ts';
import { type OnDisk, type OutputFolder, readManifest } from '../files/output-folder.ts';
import { type Plan, planTree } from '../files/plan.ts';
import { driftOf, type FileChange, fileChanges, keepsModes } from '../files/tree-changes.ts';
import { applyPlan, isDone, makeFolder, refuseConflicts, type Written } from '../files/write.ts';
import { removeLeftovers, writeAtomic } from '../files/write-atomic.ts';
import { coverOf } from '../openclaw/masking.ts';
import { deployFleet } from '../outputs/deployment.ts';
import { VERSION } from './about.ts';
import { type BuildFlags, namedFolder } from './flags.ts';
import { EXIT, type ExitCode, hasColor, type Io, type Output } from './io.ts';
import type { LockSource, Source } from './source.ts';

const LOCK_MODE = 0o644;

interface OutputTree {
  readonly folder: OutputFolder;
  /** As the plan found it. */
  readonly manifest: OnDisk;
  /** What it says, of the build before; nothing where there was none. */
  readonly previous: () => Manifest | undefined;
  readonly plan: Plan;
}

export function readTree({ artifacts, fleet }: Compiled, flags: BuildFlags, io: Io): OutputTree {
  const folder = namedFolder(flags.out, io);
  const force = flags.force === true;
  const manifest = folder.look(MANIFEST_NAME);
  const previous = once(() => readManifest(manifest, folder, force));
  const hosts = flags.host ? { hosts: flags.host } : {};
  const deployed = deployFleet(fleet, hosts);
  const plan = planTree({
    artifacts,
    instances: flags.host ? keptInstances(deployed, previous(), flags.host) : deployed,
    manifest,
    previous,
    ...hosts,
    gwc: VERSION,
    target: fleet.release.version,
    look: folder.look,
    force,
  });
  return { folder, manifest, previous, plan };
}

/** `readAgain`: another build may have written the folder before this one had it to itself. */
export function writeTree(tree: OutputTree, readAgain: () => OutputTree): Written {
  const { plan, folder } = tree;
  if (isDone(plan) && !hasFolderLock(folder)) return { wrote: 0, unchanged: plan.steps.length, removed: 0 };
  makeFolder(folder);
  return withFolderLock(folder, () => {
    const now = isStillSo(tree) ? tree : readAgain();
    refuseConflicts(now.plan, now.folder);
    return applyPlan(now.plan, now.folder);
  });
}

/** Whatever a build changes, it changes the manifest. */
function isStillSo({ folder, manifest }: OutputTree): boolean {
  const now = folder.look(MANIFEST_NAME);
  if (now.kind === 'file' && manifest.kind === 'file') return now.content.equals(manifest.content);
  return now.kind === 'missing' && manifest.kind === 'missing';
}

/** Before the tree: no port is handed out that isn't locked. */
export function writeLock(lock: LockSource, fresh: string | undefined): void {
  if (fresh === undefined || fresh === lock.document?.text) return;
  withFile('write', lock.file, () => {
    // A link stays one: others may go by the file that it leads to.
    const path = existsSync(lock.path) ? realpathSync(lock.path) : lock.path;
    removeLeftovers(dirname(path), [basename(path)]);
    writeAtomic(path, fresh, LOCK_MODE);
  });
}

export type DriftReport = Pick<Report, 'drift' | 'folder'>;

export async function compareTree(
  { plan, folder, previous }: OutputTree,
  source: Source,
  reportWith: (found: DriftReport) => Promise<void>,
  flags: BuildFlags,
  io: Io,
): Promise<ExitCode> {
  const withModes = keepsModes(folder.path);
  const drift = driftOf(plan, withModes, folder.look);
  await reportWith({ drift, folder: folder.shown });
  const lines = drift.map(({ path, state }) => `${state.padEnd(10)}  ${visible(`${folder.shown}/${path}`)}\n`);
  if (isForReaders(flags)) io.stdout.write(lines.join(''));
  if (flags.diff) await writeDiff(fileChanges(plan, previous(), withModes, folder), source, flags, io);
  const found =
    lines.length === 0 ? 'is up to date' : `differs in ${lines.length} of its files; \`gwc build\` writes them`;
  if (!flags.quiet) io.stderr.write(`${visible(folder.shown)}/ ${found}\n`);
  return lines.length === 0 ? EXIT.clean : EXIT.findings;
}

/** What a build would change, the lock included; `lock`: what it would write, nothing where there is to be none. */
export async function showDiff(
  { plan, folder, previous }: OutputTree,
  source: Source,
  lock: string | undefined,
  flags: BuildFlags,
  io: Io,
): Promise<ExitCode> {
  const changes = [...lockChanges(source.lock, lock), ...fileChanges(plan, previous(), true, folder)];
  await writeDiff(changes, source, flags, io);
  return EXIT.clean;
}

function lockChanges(lock: LockSource, fresh: string | undefined): readonly FileChange[] {
  const text = lock.document?.text;
  if (fresh === undefined || fresh === text) return [];
  const state = (content: string) => ({ content: Buffer.from(content), mode: LOCK_MODE });
  const before = text === undefined ? {} : { before: state(text) };
  return [{ path: lock.file, isOwn: true, ...before, after: state(fresh) }];
}

async function writeDiff(changes: readonly FileChange[], { fleet }: Source, flags: BuildFlags, io: Io): Promise<void> {
  if (changes.length === 0) return;
  const { diffText } = await import('./diff-text.ts');
  // Beside findings that a program reads, and not among them.
  const output: Output = isForReaders(flags) ? io.stdout : io.stderr;
  output.write(diffText(changes, hasColor(flags.color, io.env, output), coverOf(fleet ? documentsOf(fleet) : [])));
}

/** Whether standard output is not taken by findings for a program. */
function isForReaders({ format }: BuildFlags): boolean {
  return REPORTERS[format].stream === 'stderr';
}
