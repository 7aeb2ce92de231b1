// The code cache: made by the first start, used by the next ones, and never in the way.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { folderWith } from './gwc.ts';

const PROGRAM = resolve('dist/bin.cjs');
let caches: string;
beforeEach(() => {
  caches = folderWith();
});

function start(env: Readonly<Record<string, string>> = { XDG_CACHE_HOME: caches }, cwd = caches): void {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, '--version'], {
    cwd,
    env: { PATH, ...env },
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
}

function cacheFile(folder = join(caches, 'gwc')): string {
  const files = readdirSync(folder);
  expect(files).toHaveLength(1);
  return join(folder, files[0]!);
}

describe('the code cache', () => {
  it('is made by a start, for its account alone, and left as it is by the next one', () => {
    start();
    const { ino, mode } = statSync(cacheFile());
    expect(mode & 0o777).toBe(0o600);
    expect(statSync(join(caches, 'gwc')).mode & 0o777).toBe(0o700);
    start();
    expect(statSync(cacheFile()).ino).toBe(ino);
  });

  it('is one for each command, so that one of a small command serves no large one, and none for wrong usage', () => {
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [PROGRAM, ...args], { env: { XDG_CACHE_HOME: caches } }).status;
    expect(run('schema')).toBe(0);
    expect(run('explain', 'port-overlap')).toBe(0);
    expect(run('--help')).toBe(0);
    expect(run('biuld')).toBe(2);
    const names = readdirSync(join(caches, 'gwc')).map((name) => name.replace(/^.*-(x64|arm64)/, ''));
    expect(names.sort()).toEqual(['', '-explain', '-schema']);
  });

  it('lies below the home where XDG_CACHE_HOME says nothing', () => {
    start({ HOME: caches });
    expect(existsSync(cacheFile(join(caches, '.cache/gwc')))).toBe(true);
  });

  it.each([
    ['NODE_DISABLE_COMPILE_CACHE is set', { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['XDG_CACHE_HOME is relative', { XDG_CACHE_HOME: 'caches' }],
    ['HOME is relative', { HOME: 'home' }],
    ['there is no HOME', {}],
  ])('is not made where %s', (_, env) => {
    start(env);
    expect(readdirSync(caches)).toEqual([]);
  });

  it.each([
    ['is empty', () => Buffer.alloc(0)],
    ['is cut off', (code: Buffer) => code.subarray(0, code.length / 2)],
    [
      'has lost a block',
      (code: Buffer) => Buffer.concat([code.subarray(0, 5120), Buffer.alloc(512), code.subarray(5632)]),
    ],
    ['is of another bundle', (code: Buffer) => Buffer.concat([Buffer.alloc(16, 'a'), code.subarray(16)])],
    ['is something else', () => Buffer.alloc(100_000, 'x')],
  ])('is made anew where it %s', (_, spoil) => {
    start();
    const file = cacheFile();
    const good = readFileSync(file);
    writeFileSync(file, spoil(good));
    start();
    expect(readFileSync(file).length).toBeGreaterThan(good.length / 2);
    expect(readFileSync(file).subarray(0, 16)).toEqual(good.subarray(0, 16));
  });

  it('is not read where others can write it', () => {
    start();
    const { ino } = statSync(cacheFile());
    chmodSync(cacheFile(), 0o666);
    start();
    expect(statSync(cacheFile()).ino).not.toBe(ino);
  });

  it('is done without where it can not be written', () => {
    writeFileSync(join(caches, 'file'), '');
    symlinkSync('nowhere/at/all', join(caches, 'dangling'));
    start({ XDG_CACHE_HOME: join(caches, 'file') });
    start({ XDG_CACHE_HOME: join(caches, 'dangling/there') });
    start({ HOME: '/proc' });
  });
});
