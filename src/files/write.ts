// Does what a plan says. Each file appears whole or not at all; the manifest comes last.

import { chmodSync, existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { groupBy } from '../diagnostics/collections.ts';
import { errorCode, FileError, withFile } from './file-error.ts';
import { MANIFEST_MODE, MANIFEST_NAME } from './manifest.ts';
import { type OutputFolder, parents } from './output-folder.ts';
import type { Plan, Step, WriteStep } from './plan.ts';
import { removeLeftovers, temporaryName, writeAtomic, writeNew } from './write-atomic.ts';

const FOLDER_MODE = 0o755;

export interface Written {
  readonly wrote: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** Throws a FileError where the plan has conflicts. */
export function refuseConflicts({ conflicts }: Plan, { shown }: OutputFolder): void {
  if (conflicts.length === 0) return;
  const lines = [...new Set(conflicts.map(({ path, message }) => `  ${shown}/${path}: ${message}`))].sort();
  throw new FileError(`nothing was written, because of these in ${shown}:\n${lines.join('\n')}`);
}

/** Whether there is nothing to do. */
export function isDone({ steps, manifest, conflicts }: Plan): boolean {
  return conflicts.length === 0 && [...steps, manifest].every(({ change }) => change === 'keep');
}

/** Of a plan without conflicts, in a folder that is there. Throws a FileError where a file can't be written. */
export function applyPlan({ steps, manifest, claim, vacated }: Plan, folder: OutputFolder): Written {
  const writes = steps.filter((step) => 'content' in step);
  const deletes = steps.filter(({ change }) => change === 'delete');
  const missing = missingFolders(folder);
  const known = ['.', ...steps.flatMap(({ path }) => parents(path)), ...vacated];
  for (const inside of new Set(known)) if (missing(inside) === undefined) cleanUp(inside, folder);
  if (claim) write({ change: 'update', path: MANIFEST_NAME, content: claim, mode: MANIFEST_MODE }, folder);
  for (const [made, inside] of groupBy(writes, ({ path }) => missing(posix.dirname(path)))) {
    if (made === undefined) for (const step of inside) write(step, folder);
    else writeFolder(made, inside, folder);
  }
  for (const { path } of deletes)
    withFile('remove', `${folder.shown}/${path}`, () => rmSync(join(folder.path, path), { force: true }));
  for (const inside of vacated) removeEmpty(inside, folder);
  if (!isSame(claim, manifest)) write(manifest, folder);
  return { wrote: writes.length, removed: deletes.length, unchanged: steps.length - writes.length - deletes.length };
}

/** Whether the claim says all that the manifest is to say, as in a first build. */
function isSame(claim: string | undefined, manifest: Step): boolean {
  return 'content' in manifest && claim === manifest.content;
}

function write(step: Step, { path, shown }: OutputFolder): void {
  if (!('content' in step)) return;
  withFile('write', `${shown}/${step.path}`, () => writeAtomic(join(path, step.path), step.content, step.mode));
}

/** All the files of a folder that isn't there: it gets its name once it has them. */
function writeFolder(made: string, steps: readonly WriteStep[], { path, shown }: OutputFolder): void {
  const temporary = join(path, posix.dirname(made), temporaryName('gwc'));
  const place = (inside: string) => `${temporary}${inside.slice(made.length)}`;
  try {
    for (const folder of new Set(steps.flatMap((step) => parents(step.path))))
      if (folder.length >= made.length) makeMissing(place(folder), `${shown}/${folder}`);
    for (const step of steps)
      withFile('write', `${shown}/${step.path}`, () => writeNew(place(step.path), step.content, step.mode));
    withFile('make the folder', `${shown}/${made}`, () => renameSync(temporary, join(path, made)));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Of a folder the outermost that isn't there, itself or one above it; nothing where it is there. */
function missingFolders({ path }: OutputFolder): (inside: string) => string | undefined {
  const known = new Map<string, boolean>();
  const isThere = (folder: string) => {
    const found = known.get(folder) ?? existsSync(join(path, folder));
    known.set(folder, found);
    return found;
  };
  return (inside) => [...parents(inside), inside].find((folder) => !isThere(folder));
}

/** What builds that were killed left half done. It would keep a folder from being empty, too. */
function cleanUp(inside: string, { path, shown }: OutputFolder): void {
  withFile('clean up', `${shown}/${inside}`, () => removeLeftovers(join(path, inside)));
}

/** The output folder itself, or one inside it. */
export function makeFolder(folder: OutputFolder, inside = ''): void {
  makeMissing(join(folder.path, inside), inside === '' ? folder.shown : `${folder.shown}/${inside}`);
}

/** The folder of the file. */
export function makeFolderFor(path: string, shown: string): void {
  makeMissing(dirname(path), dirname(shown));
}

/** Permissions are exact, whatever the umask, but those of a folder that exists stay. */
function makeMissing(path: string, shown: string): void {
  withFile('make the folder', shown, () => {
    if (!isMade(path)) return;
    const { mode } = statSync(path);
    if ((mode & 0o777) !== FOLDER_MODE) chmodSync(path, (mode & 0o7000) | FOLDER_MODE);
  });
}

/** Makes it and what is missing above it; false where it is there. Node's own way to do so never ends below /proc. */
function isMade(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(path).isDirectory()) return false;
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    isMade(dirname(path));
    mkdirSync(path);
    return true;
  }
}

/** The folder and those above it, as far as they are empty. */
function removeEmpty(inside: string, folder: OutputFolder): void {
  for (const emptied of [inside, ...[...parents(inside)].reverse()]) {
    try {
      rmdirSync(join(folder.path, emptied));
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      if (errorCode(error) !== 'ENOENT') return;
    }
  }
}
