// What the `openclaw config schema` of an installed release prints.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The npm package that brings a node for this machine. */
export const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;

/** `folder` has a node_modules with `openclaw` and NODE_PACKAGE. */
export function printSchema(folder: string): string {
  const modules = join(folder, 'node_modules');
  const home = mkdtempSync(join(tmpdir(), 'print-schema-'));
  try {
    const command = [join(modules, 'openclaw/openclaw.mjs'), 'config', 'schema'];
    return execFileSync(join(modules, NODE_PACKAGE, 'bin/node'), command, {
      env: { PATH: process.env['PATH'], HOME: home, OPENCLAW_STATE_DIR: join(home, 'state') },
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
  } finally {
    rmSync(home, { recursive: true });
  }
}

export function installedRelease(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'node_modules/openclaw/package.json'), 'utf8')).version;
}

/** Puts the release and a node for it into `folder`. */
export function installRelease(release: string, folder: string): string {
  const packages = [`openclaw@${release}`, `${NODE_PACKAGE}@24`];
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  execFileSync('npm', ['install', ...options, ...packages], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}
