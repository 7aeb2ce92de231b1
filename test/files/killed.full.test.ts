// A build that is killed, before each of its changes to the disk in turn and at any other moment: every file is old or new,
// and the next build makes up for the rest.

import { execFile, execFileSync } from 'node:child_process';
import { cpSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, folderWith, gwc, hostsYaml, modeOf, pathsIn } from '../cli/gwc.ts';
import { BUNDLE, isBundle, PROGRAM } from '../support/program.ts';
import { hasProgram } from '../support/programs.ts';

const PRELOAD = resolve('test/files/kill-at-call.mjs');
const AT_ONCE = 4;
/** Besides those before each change, which are a hundred and more. */
const MOMENTS = 45;

const OLD = hostsYaml({ 'box-1': { main: 'auto', gone: 19789 } });
const NEW = hostsYaml({ 'box-1': { main: 'auto', rescue: 'auto' } }).replace('port: auto', 'port: auto, env: { A: b }');

interface Fixture {
  readonly before: string;
  readonly after: string;
}

/** A folder before the build that is killed, and one after it where it isn't. */
async function fixture(start?: string): Promise<Fixture> {
  const before = folderWith();
  if (start !== undefined) {
    writeFileSync(join(before, 'hosts.yaml'), start);
    expect((await gwc(['build'], { cwd: before })).code).toBe(0);
  }
  writeFileSync(join(before, 'hosts.yaml'), NEW);
  const after = copyOf(before);
  expect((await gwc(['build'], { cwd: after })).code).toBe(0);
  return { before, after };
}

function copyOf(folder: string): string {
  const copy = folderWith();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Files with their permissions, links, and folders: all of it. */
function treeOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => {
    const at = join(folder, path);
    const isFile = lstatSync(at).isFile();
    return [
      path,
      isFile ? `${modeOf(at)} ${readFileSync(at, 'utf8')}` : lstatSync(at).isDirectory() ? 'folder' : 'other',
    ];
  });
  return Object.fromEntries(entries);
}

interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

function run(cwd: string, { argv: [program, ...args], env }: Command, timeout = 0): Promise<void> {
  return new Promise((done) => {
    const options = { cwd, env: { PATH: process.env['PATH'], ...env }, timeout, killSignal: 'SIGKILL' as const };
    execFile(program, args, options, () => done());
  });
}

const UNHARMED: Command = { argv: [PROGRAM, 'build'] };

/** A build for each of its changes to the disk, which is killed right before it, or in the middle of it. */
function killedBuilds({ before }: Fixture): readonly { readonly command: Command; readonly isTorn?: boolean }[] {
  const cwd = copyOf(before);
  const log = `${cwd}.log`;
  const calls = (argv: readonly string[]) => {
    execFileSync(argv[0]!, argv.slice(1), { cwd, env: { ...process.env, CI: '', COUNT_TO: log } });
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    rmSync(log);
    return lines;
  };
  if (!isBundle) {
    // The kernel counts the calls of each kind for itself.
    const strace = ['strace', '-f', '-qq', '-o'];
    const kinds = calls([...strace, log, '-e', `trace=${CHANGES}`, '-e', 'signal=none', PROGRAM, 'build']).map(
      (line) => /^\d+ +(\w+)\(/.exec(line)![1]!,
    );
    return kinds.map((kind, index) => {
      const when = kinds.slice(0, index + 1).filter((other) => other === kind).length;
      const kill = `inject=${kind}:signal=KILL:when=${when}`;
      return { command: { argv: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', kill, PROGRAM, 'build'] } };
    });
  }
  const argv = [process.execPath, '--import', PRELOAD, BUNDLE, 'build'] as const;
  return calls(argv).flatMap((call, index) =>
    (call === 'writeFileSync' ? ['0', '1'] : ['0']).map((torn) => ({
      command: { argv, env: { KILL_AT: String(index + 1), KILL_TORN: torn } },
      isTorn: torn === '1',
    })),
  );
}

/** What strace calls the system's own. */
const CHANGES = '/^(rename|mkdir|unlink|rmdir|symlink|fchmod)';

const TEMPORARY = /(^|\/)\.[^/]+\.tmp(\/|$)/;

async function expectWhole(cwd: string, { before, after }: Fixture): Promise<void> {
  const [old, fresh] = [before, after].map((folder) => filesIn(folder));
  for (const [path, text] of Object.entries(filesIn(cwd))) {
    if (TEMPORARY.test(path) || path === 'out/gwc.manifest.json') continue;
    expect([old![path], fresh![path]]).toContain(text);
  }
  const { code, stderr } = await gwc(['build'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^wrote /) });
  expect(treeOf(cwd)).toEqual(treeOf(after));
}

/** Runs all, a few at once. */
async function all(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

describe.each([
  ['the first build', undefined],
  ['a build that changes, adds and removes', OLD],
])('%s, killed', (_, start) => {
  const cannotCount = !isBundle && !hasProgram('strace');
  it.skipIf(cannotCount)(
    'before each of its changes, and in the middle of each file',
    { timeout: 600_000 },
    async () => {
      const given = await fixture(start);
      const builds = killedBuilds(given);
      expect(builds.length).toBeGreaterThan(15);
      const jobs = builds.map(({ command, isTorn }, index) => async () => {
        const cwd = copyOf(given.before);
        await run(cwd, command);
        if (index + 1 < builds.length) expect(treeOf(cwd)).not.toEqual(treeOf(given.after));
        if (isTorn) expect(pathsIn(cwd).some((path) => TEMPORARY.test(path))).toBe(true);
        await expectWhole(cwd, given);
      });
      await all(jobs);
    },
  );

  it('at any moment', { timeout: 600_000 }, async () => {
    const given = await fixture(start);
    const started = performance.now();
    await run(copyOf(given.before), UNHARMED);
    const time = performance.now() - started;
    const jobs = Array.from({ length: MOMENTS }, (_, index) => async () => {
      const cwd = copyOf(given.before);
      // Most of the time the program starts.
      await run(cwd, UNHARMED, Math.ceil(time * (0.5 + index / MOMENTS)));
      await expectWhole(cwd, given);
    });
    await all(jobs);
  });
});
