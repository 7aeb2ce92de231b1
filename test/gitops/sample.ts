// A clone of the sample repository, examples/gitops, in a folder of its own, and gwc as a person runs it there.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { PROGRAM } from '../support/program.ts';

/** Each of these tests starts many programs. */
export const SLOW = { timeout: 240_000 };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A new folder; it is gone after the test file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-gitops-'));
  folders.push(folder);
  return folder;
}

const GIT_ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

export function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync('git', argv, { cwd: folder, env: { ...process.env, ...GIT_ENV }, encoding: 'utf8' });
}

/** Everything in the folder as the first commit of a repository. */
export function commitAll(folder: string): string {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all', '--force');
  git(folder, 'commit', '--quiet', '--message=all');
  return git(folder, 'rev-parse', 'HEAD').trim();
}

export function cloneSample(): string {
  const [origin, clone] = [join(newFolder(), 'origin'), join(newFolder(), 'clone')];
  cpSync('examples/gitops', origin, { recursive: true });
  commitAll(origin);
  git('.', 'clone', '--quiet', origin, clone);
  return clone;
}

/** Writes a file of the folder anew. Fails where the text to replace isn't there. */
export function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
  writeFileSync(join(folder, path), text.replace(from, to));
}

/** From 1, of the first line that holds this. */
export function lineOf(folder: string, path: string, part: string): number {
  const index = readFileSync(join(folder, path), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(part));
  if (index === -1) throw new Error(`${path} has no ${JSON.stringify(part)}`);
  return index + 1;
}

/** A folder for PATH with gwc in it. */
export function programFolder(): string {
  const folder = join(newFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'gwc'), `#!/bin/sh\nexec '${PROGRAM}' "$@"\n`);
  chmodSync(join(folder, 'gwc'), 0o755);
  return folder;
}

export interface ScriptResult {
  readonly status: number | null;
  /** What it said, on either stream. */
  readonly log: string;
}

/** A script as CI runs it: bash that stops at the first failure. */
export function runScript(script: string, cwd: string, env: Readonly<Record<string, string>>): ScriptResult {
  const { status, stdout } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', `exec 2>&1\n${script}`],
    {
      cwd,
      env: { ...process.env, ...GIT_ENV, ...env },
      encoding: 'utf8',
    },
  );
  return { status, log: stdout };
}
