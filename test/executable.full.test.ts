// The executables that `npm run build:exe` makes: the same bytes wherever they are made, and no setting but gwc's own counts. Those of
// other platforms run as far as this machine can run them.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../package.json' with { type: 'json' };
import { filesIn, folderWith, TWO } from './cli/gwc.ts';
import { hasProgram, makeDebian } from './support/programs.ts';

const NAME = `gwc-${process.platform}-${process.arch}`;
const elsewhere = mkdtempSync(resolve('node_modules/.cache/gwc-elsewhere-'));
const made = join(elsewhere, 'made');
const program = join(made, NAME);

beforeAll(() => void execFileSync(process.execPath, ['scripts/executable.js', '--all', made]), 300_000);
afterAll(() => rmSync(elsewhere, { recursive: true }), 120_000);

it('is made of the same bytes in another folder, and in a workflow', { timeout: 120_000 }, () => {
  const clone = join(elsewhere, 'clone');
  for (const name of ['package.json', 'scripts', 'src', 'schemas', 'templates', 'examples', 'THIRD-PARTY.txt'])
    cpSync(name, join(clone, name), { recursive: true });
  const packages = readdirSync('node_modules').filter((name) => name !== '.cache');
  mkdirSync(join(clone, 'node_modules/.cache'), { recursive: true });
  execFileSync('cp', ['-al', ...packages, join(clone, 'node_modules')], { cwd: 'node_modules' });
  const env = { ...process.env, GITHUB_ACTIONS: 'true' };
  execFileSync(process.execPath, ['scripts/executable.js'], { cwd: clone, env });
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

const QEMU = 'qemu-aarch64-static';

describe.skipIf(process.arch === 'arm64' || process.getuid?.() !== 0 || !hasProgram(QEMU) || !hasProgram('mmdebstrap'))(
  'of linux-arm64, under QEMU with the C library of Debian',
  () => {
    const root = join(elsewhere, 'arm64');

    beforeAll(() => makeDebian(root, '--arch=arm64', '--variant=extract', '--include=libc6'), 120_000);

    it('it builds the examples to the same bytes', { timeout: 120_000 }, () => {
      const cwd = folderWith({ 'hosts.yaml': readFileSync('examples/rescue-bot/hosts.yaml') });
      const run = (argv: readonly string[]) => execFileSync(argv[0]!, argv.slice(1), { cwd, encoding: 'utf8' });
      const emulated = [QEMU, '-L', root, join(made, 'gwc-linux-arm64')];
      expect(run([...emulated, '--version'])).toBe(`${version}\n`);
      run([...emulated, 'build', '--out', 'emulated', '--quiet']);
      run([program, 'build', '--out', 'here', '--quiet']);
      expect(filesIn(join(cwd, 'emulated'))).toEqual(filesIn(join(cwd, 'here')));
    });
  },
);

it('of macOS, the one for Apple silicon has a signature that covers all of it, and the one for Intel none', () => {
  const arm = readFileSync(join(made, 'gwc-darwin-arm64'));
  expect(signatureOf(arm)).toEqual({ end: arm.length, wrongPages: 0 });
  expect(signatureOf(readFileSync(join(made, 'gwc-darwin-x64')))).toBeUndefined();
});

const LC_CODE_SIGNATURE = 0x1d;

/** Of a Mach-O file of 64 bits: where its signature ends, and how many pages of 4 KiB before it have another SHA-256 than that says. */
function signatureOf(file: Buffer): { readonly end: number; readonly wrongPages: number } | undefined {
  let command = 32;
  for (let left = file.readUInt32LE(16); left > 0; left -= 1) {
    if (file.readUInt32LE(command) === LC_CODE_SIGNATURE) break;
    if (left === 1) return undefined;
    command += file.readUInt32LE(command + 4);
  }
  const start = file.readUInt32LE(command + 8);
  // The code directory is the first of the signature's parts.
  const directory = start + file.readUInt32BE(start + 16);
  const hashes = directory + file.readUInt32BE(directory + 16);
  const pages = Array.from({ length: Math.ceil(start / 4096) }, (_, page) => page);
  const wrongPages = pages.filter((page) => {
    const content = file.subarray(page * 4096, Math.min((page + 1) * 4096, start));
    const hash = createHash('sha256').update(content).digest();
    return !hash.equals(file.subarray(hashes + page * 32, hashes + (page + 1) * 32));
  }).length;
  return { end: start + file.readUInt32LE(command + 12), wrongPages };
}
