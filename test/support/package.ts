// The package as a clean clone makes it.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Files of the repository: what it has, and what is about to be committed. */
export function repositoryFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const paths = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n');
  return paths.filter((path) => path !== '' && existsSync(path));
}

export function cleanClone(folder: string): void {
  for (const path of repositoryFiles()) cpSync(path, join(folder, path), { recursive: true });
}

/** Writes the package's file into a folder; gives its path, and those of the files in it. */
export function packPackage(folder: string): { readonly path: string; readonly files: readonly string[] } {
  const clone = mkdtempSync(resolve('node_modules/.cache/gwc-package-'));
  try {
    cleanClone(clone);
    execFileSync(process.execPath, ['scripts/build.js', join(clone, 'dist')], { stdio: 'pipe' });
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const [{ filename, files }] = JSON.parse(
      execFileSync('npm', args, { cwd: clone, encoding: 'utf8', stdio: 'pipe' }),
    );
    return { path: join(folder, filename), files: files.map(({ path }: { readonly path: string }) => path) };
  } finally {
    rmSync(clone, { recursive: true });
  }
}
