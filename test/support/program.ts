// The program, for tests that run it as a process: the bundle, built from the sources as they are now, once for each state of them;
// or what GWC_PROGRAM names, such as an executable.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const BUILDS = resolve('node_modules/.cache/gwc-tests');
/** What a build reads. */
const FILES = ['package.json', 'package-lock.json'];
const FOLDERS = ['scripts', 'src', 'schemas', 'templates'];

const HOUR = 3_600_000;

const built = builtFolder();

export const BUNDLE = join(built, 'bin.cjs');
/** A file that the system can run. */
export const PROGRAM = resolve(process.env['GWC_PROGRAM'] || BUNDLE);
export const isBundle = PROGRAM === BUNDLE;
export const LIBRARY = join(built, 'index.js');

function builtFolder(): string {
  const folder = join(BUILDS, hashOfSources());
  if (existsSync(folder)) return folder;
  removeOld();
  const fresh = `${folder}-${process.pid}`;
  execFileSync(process.execPath, ['scripts/build.js', fresh, '--no-types'], { stdio: 'inherit' });
  try {
    renameSync(fresh, folder);
  } catch {
    // Another test file was faster.
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Another run may still use one that is younger. */
function removeOld(): void {
  if (!existsSync(BUILDS)) return;
  for (const name of readdirSync(BUILDS)) {
    const path = join(BUILDS, name);
    if (Date.now() - statSync(path).mtimeMs > HOUR) rmSync(path, { recursive: true, force: true });
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const path of [...FILES, ...FOLDERS.flatMap(filesBelow)]) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
