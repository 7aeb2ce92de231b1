// The output folder as a build finds it, with what it has to do there; and doing that, one build at a time.

import { dirname, resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { BuildResult } from '../build.ts';
import { withFile } from '../files/file-error.ts';
import { hasFolderLock, withFolderLock } from '../files/folder-lock.ts';
import type { Manifest } from '../files/manifest.ts';
import { type OutputFolder, outputFolder } from '../files/output-folder.ts';
import { type Plan, planTree } from '../files/plan.ts';
import { readManifest } from '../files/read-manifest.ts';
import { applyPlan, isDone, makeFolder, refuseConflicts, type Written } from '../files/write.ts';
import { removeLeftovers, writeAtomic } from '../files/write-atomic.ts';
import type { BuildFlags } from './flags.ts';
import type { Io } from './io.ts';
import { LOCK_FILE, type LockSource } from './source.ts';

export const LOCK_MODE = 0o644;

export interface OutputTree {
  readonly folder: OutputFolder;
  /** Of the build before; nothing where there was none. */
  readonly previous: Manifest | undefined;
  readonly plan: Plan;
}

export function readTree({ artifacts, fleet }: BuildResult, flags: BuildFlags, io: Io): OutputTree {
  const folder = outputFolder(resolve(io.cwd, flags.out), flags.out.replace(/(?<=.)\/+$/, ''));
  const force = flags.force === true;
  const previous = readManifest(folder, force);
  const plan = planTree({
    artifacts,
    previous,
    ...(flags.host ? { hosts: flags.host } : {}),
    gwc: packageJson.version,
    target: fleet.target.version,
    look: folder.look,
    force,
  });
  return { folder, previous, plan };
}

/** `readAgain`: another build may have written the folder before this one had it to itself. */
export function writeTree({ plan, folder }: OutputTree, readAgain: () => OutputTree): Written {
  if (isDone(plan) && !hasFolderLock(folder)) return { wrote: 0, unchanged: plan.steps.length, removed: 0 };
  makeFolder(folder);
  return withFolderLock(folder, () => {
    const now = readAgain();
    refuseConflicts(now.plan, now.folder);
    return applyPlan(now.plan, now.folder);
  });
}

/** Before the tree: no port is handed out that isn't locked. */
export function writeLock(lock: LockSource, fresh: string | undefined): void {
  if (fresh === undefined || fresh === lock.text) return;
  withFile('write', lock.file, () => {
    removeLeftovers(dirname(lock.path), [LOCK_FILE]);
    writeAtomic(lock.path, fresh, LOCK_MODE);
  });
}
