// The executable that `npm run build:exe` makes: the same bytes wherever they are made, and no setting but gwc's own counts.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { version } from '../package.json' with { type: 'json' };
import { folderWith, TWO } from './cli/gwc.ts';

const NAME = `gwc-${process.platform}-${process.arch}`;
const elsewhere = mkdtempSync(resolve('node_modules/.cache/gwc-elsewhere-'));
const made = join(elsewhere, 'made');
const program = join(made, NAME);

beforeAll(() => void execFileSync(process.execPath, ['scripts/executable.js', made]), 120_000);
afterAll(() => rmSync(elsewhere, { recursive: true }), 120_000);

it('is made of the same bytes in another folder', { timeout: 120_000 }, () => {
  const clone = join(elsewhere, 'clone');
  for (const name of ['package.json', 'scripts', 'src', 'schemas', 'templates', 'THIRD-PARTY.txt'])
    cpSync(name, join(clone, name), { recursive: true });
  const packages = readdirSync('node_modules').filter((name) => name !== '.cache');
  mkdirSync(join(clone, 'node_modules/.cache'), { recursive: true });
  execFileSync('cp', ['-al', ...packages, join(clone, 'node_modules')], { cwd: 'node_modules' });
  execFileSync(process.execPath, ['scripts/executable.js'], { cwd: clone });
  expect(readFileSync(join(clone, 'dist/exe', NAME)).equals(readFileSync(program))).toBe(true);
});

it('needs nothing else, and takes no setting from the folder that it is called in', () => {
  const cwd = folderWith({
    'hosts.yaml': TWO,
    '.env': 'FORCE_COLOR=1\nGITHUB_ACTIONS=true\n',
    'bunfig.toml': 'preload = ["./preload.js"]\n',
    'preload.js': 'throw new Error("loaded")\n',
    'package.json': '{',
    'tsconfig.json': '{',
  });
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: {}, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  expect(run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  expect(run('validate')).toEqual({ status: 0, stdout: '', stderr: 'no findings in 2 instances on 1 host\n' });
});
