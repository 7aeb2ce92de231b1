// The program as a process: real arguments, streams, pipes and exit codes.

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFull, samples } from '../support/full.ts';
import { BUNDLE, isBundle, PROGRAM } from '../support/program.ts';
import { filesIn, folderWith, hostsYaml, TWO } from './gwc.ts';

const gwc = PROGRAM;

function shell(script: string, cwd: string, input = '') {
  const env = { PATH: process.env['PATH'], HOME: cwd };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd, env, input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the program', () => {
  it('starts with a line that names its interpreter', () => {
    expect(readFileSync(BUNDLE, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(shell(`${BUNDLE} --version`, folderWith()).status).toBe(0);
  });

  it('takes a file, a folder, and standard input', () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    expect(shell(`${gwc} build`, cwd)).toEqual({
      status: 0,
      stdout: '',
      stderr: 'wrote 8, unchanged 0, removed 0 in out/\n',
    });
    expect(shell(`${gwc} build - -o piped < hosts.yaml`, cwd).status).toBe(0);
    expect(shell(`cat hosts.yaml | ${gwc} build - -o piped --check`, cwd).status).toBe(0);
    expect(filesIn(join(cwd, 'piped'))).toEqual(filesIn(join(cwd, 'out')));
  });

  it.each([
    [0, 'validate', TWO],
    [1, 'validate', 'version: 2\n'],
    [1, 'build --check', TWO],
    [2, 'validate nowhere.yaml', TWO],
    [2, 'frobnicate', TWO],
  ])('exits %d on %s', (status, command, text) => {
    const outcome = shell(`${gwc} ${command}`, folderWith({ 'hosts.yaml': text }));
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
  });

  it('ends quietly where its reader has seen enough', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`i${index}`, 20000 + index * 120]));
    const cwd = folderWith({ 'hosts.yaml': hostsYaml({ 'box-1': many }) });
    const { stdout, stderr } = shell(`set -o pipefail; ${gwc} ports --format json | head -c 10`, cwd);
    expect({ stdout, stderr }).toEqual({ stdout: '{\n  "hosts', stderr: '' });
    expect(shell(`${gwc} schema | true`, cwd).stderr).toBe('');
    expect(shell(`${gwc} schema > /dev/full`, cwd)).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: cannot write to standard output: ENOSPC\n',
    });
    expect(shell(`${gwc} validate nowhere.yaml 2> /dev/full`, cwd).status).toBe(2);
    expect(shell(`${gwc} validate 2>&-`, cwd).status).toBe(0);
    expect(shell(`${gwc} schema >&-`, cwd).status).toBeLessThan(3);
  });

  it.each([
    ['<(cat hosts.yaml)'],
    ['sub/pipe'],
    ['/dev/stdin < hosts.yaml'],
    ['/dev/stdin < <(cat hosts.yaml)'],
    ['/dev/fd/0 < hosts.yaml'],
    [`- --openclaw-schema <(${gwc} schema --openclaw) < hosts.yaml`],
  ])('reads a pipe: %s', (argument) => {
    const cwd = folderWith({ 'hosts.yaml': TWO.replace('port: 18789', 'port: auto') });
    mkdirSync(join(cwd, 'sub'));
    const feed = 'mkfifo sub/pipe; (timeout 20 cat hosts.yaml > sub/pipe) & ';
    const { status, stderr } = shell(
      `${feed} timeout 60 ${gwc} build ${argument}; status=$?; kill %1 2> /dev/null; exit $status`,
      cwd,
    );
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringMatching(/wrote \d+, .* in out\/\n$/) });
    expect(existsSync(join(cwd, 'hosts.lock.json'))).toBe(true);
    expect(readdirSync(join(cwd, 'sub'))).toEqual(['pipe']);
  });

  it('takes no folder for an empty text', () => {
    expect(shell(`${gwc} validate - < .`, folderWith())).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: cannot read standard input: it is a folder\n',
    });
  });

  it('waits for the writer of a pipe, and can be ended meanwhile', () => {
    const cwd = folderWith();
    const waiting = shell(`mkfifo hosts.yaml && timeout -s INT 1 ${gwc} validate`, cwd);
    expect(waiting).toEqual({ status: 124, stdout: '', stderr: '' });
    expect(shell(`timeout 20 ${gwc} validate hosts.yaml < /dev/null & yes > hosts.yaml; wait %1`, cwd)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot read hosts.yaml: gwc reads up to 32 MB, and this is larger than that\n'),
    });
    expect(shell(`timeout 20 ${gwc} build --watch`, cwd)).toMatchObject({
      status: 2,
      stderr: 'error: --watch needs files: a pipe is read once\n',
    });
  });

  // Before any command is looked at.
  const anyCommand = ['validate', '--version', 'build --watch', 'ports', 'import', 'apply', 'status', 'init'];
  it.each(anyCommand.slice(0, samples(2, anyCommand.length)))(
    'says that the working directory is gone: %s',
    (command) => {
      const cwd = folderWith();
      const { status, stdout, stderr } = shell(`mkdir gone && cd gone && rmdir ../gone && ${gwc} ${command}`, cwd);
      // Bun says it before gwc begins.
      expect({ status, stdout }).toEqual({ status: isBundle ? 2 : 1, stdout: '' });
      expect(stderr).toMatch(
        isBundle
          ? /^error: the working directory no longer exists; `cd` to another one and run gwc again\n$/
          : /^error: The current working directory was deleted, .*\n$/,
      );
    },
  );

  it('reads an empty, a closed and an endless standard input', () => {
    const cwd = folderWith();
    expect(shell(`${gwc} validate - < /dev/null`, cwd).stderr).toContain('the document is empty');
    expect([1, 2]).toContain(shell(`${gwc} validate - <&-`, cwd).status);
    expect(shell(`${gwc} validate - < <(yes)`, cwd)).toMatchObject({
      status: 2,
      stderr: 'error: cannot read standard input: gwc reads up to 32 MB, and this is larger than that\n',
    });
  });

  inFull.it('runs for a number that no account has', () => {
    const cwd = folderWith();
    chmodSync(cwd, 0o755);
    const run = shell(`setpriv --reuid 4242 --regid 4242 --clear-groups env HOME=${cwd} ${gwc} restart main`, cwd);
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('has installed nothing on this machine') });
  });

  inFull.it('says what it may not read or write', () => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'closed.yaml': TWO });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, 'closed.yaml'), 0o600);
    const nobody = (command: string) =>
      shell(`setpriv --reuid 65534 --regid 65534 --clear-groups ${gwc} ${command}`, cwd);
    expect(nobody('validate closed.yaml')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: cannot read closed.yaml: permission denied\n',
    });
    expect(nobody('build').stderr).toBe('error: cannot make the folder out: permission denied\n');
    expect(nobody('init new.yaml').stderr).toBe('error: cannot write new.yaml: permission denied\n');
    expect(shell(`${gwc} build`, cwd).status).toBe(0);
    expect(nobody('build')).toMatchObject({
      status: 2,
      stderr: 'error: cannot read out/box-1/main/openclaw.json: permission denied\n',
    });
    chmodSync(cwd, 0o700);
    expect(nobody('validate')).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: cannot look at ${cwd}/hosts.yaml: permission denied\n`,
    });
    expect(nobody('status')).toEqual({ status: 2, stdout: '', stderr: 'error: cannot use out: permission denied\n' });
  });

  it('has messages for a program that is none, and for no folder of temporary files', () => {
    const cwd = folderWith({ 'hosts.yaml': TWO, openclaw: '\x7fELF' });
    chmodSync(join(cwd, 'openclaw'), 0o755);
    expect(shell(`${gwc} validate --with ./openclaw`, cwd)).toMatchObject({ status: 2, stdout: '' });
    expect(shell(`TMPDIR=/no/where ${gwc} validate --with true`, cwd)).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: cannot make a folder in /no/where: it does not exist\n',
    });
  });

  it('colours a terminal and no pipe', () => {
    const cwd = folderWith({ 'hosts.yaml': 'version: 2\n' });
    expect(shell(`${gwc} validate`, cwd).stderr).not.toContain('\x1b');
    expect(shell(`FORCE_COLOR=1 ${gwc} validate`, cwd).stderr).toContain('\x1b[');
    expect(shell(`script -qec '${gwc} validate' /dev/null`, cwd).stdout).toContain('\x1b[');
    expect(shell(`NO_COLOR=1 script -qec '${gwc} validate' /dev/null`, cwd).stdout).not.toContain('\x1b[3');
  });

  it('runs several times at once in one folder: each has it to itself or says so, and files stay whole', async () => {
    const cwd = folderWith({ 'a.yaml': TWO, 'b.yaml': TWO.replace('19789', '20789') });
    const fd = openSync(join(cwd, 'log'), 'w');
    const runs = Array.from({ length: 6 }, (_, index) => {
      const child = spawn(PROGRAM, ['build', index % 2 === 0 ? 'a.yaml' : 'b.yaml', '--force'], {
        cwd,
        stdio: ['ignore', fd, fd],
      });
      return new Promise<number | null>((resolve) => child.on('exit', resolve));
    });
    const codes = await Promise.all(runs);
    const refused = readFileSync(join(cwd, 'log'), 'utf8').match(
      /^error: another gwc, process \d+, is writing out; /gm,
    );
    expect(codes).toContain(0);
    expect(codes.filter((code) => code !== 0)).toEqual((refused ?? []).map(() => 2));
    closeSync(fd);
    const tree = filesIn(join(cwd, 'out'));
    const wanted = ['a.yaml', 'b.yaml'].map((file) => {
      const other = folderWith({ 'hosts.yaml': readFileSync(join(cwd, file)) });
      shell(`${gwc} build`, other);
      return filesIn(join(other, 'out'));
    });
    expect(Object.keys(tree)).toEqual(Object.keys(wanted[0]!));
    for (const [path, text] of Object.entries(tree)) expect(wanted.map((files) => files[path])).toContain(text);
    writeFileSync(join(cwd, 'hosts.yaml'), TWO);
    expect(shell(`${gwc} build && ${gwc} build --check`, cwd)).toMatchObject({ status: 0, stdout: '' });
  });
});
