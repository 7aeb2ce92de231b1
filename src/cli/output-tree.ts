// The output folder as a build finds it, with what it has to do there; and doing that, one build at a time.

import { dirname } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { Compiled } from '../compile.ts';
import { once } from '../diagnostics/once.ts';
import { withFile } from '../files/file-error.ts';
import { hasFolderLock, withFolderLock } from '../files/folder-lock.ts';
import { keptInstances, MANIFEST_NAME, type Manifest } from '../files/manifest.ts';
import type { OnDisk, OutputFolder } from '../files/output-folder.ts';
import { type Plan, planTree } from '../files/plan.ts';
import { readManifest } from '../files/read-manifest.ts';
import { applyPlan, isDone, makeFolder, refuseConflicts, type Written } from '../files/write.ts';
import { removeLeftovers, writeAtomic } from '../files/write-atomic.ts';
import { deployFleet } from '../targets/deployment.ts';
import type { BuildFlags } from './flags.ts';
import type { Io } from './io.ts';
import { namedFolder } from './named-folder.ts';
import { LOCK_FILE, type LockSource } from './source.ts';

export const LOCK_MODE = 0o644;

export interface OutputTree {
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
    gwc: packageJson.version,
    target: fleet.target.version,
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
    removeLeftovers(dirname(lock.path), [LOCK_FILE]);
    writeAtomic(lock.path, fresh, LOCK_MODE);
  });
}
