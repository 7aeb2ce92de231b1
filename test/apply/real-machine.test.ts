// The machine itself: what root writes for an account it writes with the account's rights, and commands are waited for.

import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { env, getuid, pid } from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { textAt } from '../../src/apply/machine.ts';
import { portOwner } from '../../src/apply/port-owner.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import type { ServiceState } from '../../src/apply/service-manager.ts';
import { FileError } from '../../src/files/file-error.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';
import { folderWith, modeOf } from '../cli/gwc.ts';
import { inFull } from '../support/full.ts';

const machine = realMachine({ root: '/', env });
const NOBODY = { name: 'nobody', uid: 65534, gid: 65534 };
const OTHER = { name: 'other', uid: 65533, gid: 65533 };
const file = (content: string) => ({ content, mode: 0o600, owner: NOBODY });

/** A home of NOBODY in a folder that everybody may pass. */
function home(): string {
  const folder = folderWith();
  chmodSync(folder, 0o755);
  const path = join(folder, 'home');
  mkdirSync(path, { mode: 0o700 });
  chownSync(path, NOBODY.uid, NOBODY.gid);
  return path;
}

inFull.describe('files that root writes for an account', () => {
  it("are the account's", () => {
    const path = home();
    machine.makeFolder(`${path}/a/b`, NOBODY, 0o700);
    machine.writeFile(`${path}/a/b/c`, file('x'));
    const owners = ['a', 'a/b', 'a/b/c'].map((name) => lstatSync(join(path, name)));
    expect(owners.map(({ uid, gid }) => [uid, gid])).toEqual(owners.map(() => [NOBODY.uid, NOBODY.gid]));
    expect(modeOf(join(path, 'a'))).toBe('0700');
    expect(machine.look(`${path}/a/b/c`)).toMatchObject({ kind: 'file', mode: 0o600, uid: NOBODY.uid });
    expect(getuid?.()).toBe(0);
  });

  it('go nowhere that the account may not write, whatever links it has', () => {
    const path = home();
    const secret = folderWith({ passwd: 'root' });
    symlinkSync(secret, join(path, 'state'));
    expect(() => machine.writeFile(`${path}/state/passwd`, file('x'))).toThrow('permission denied');
    expect(() => machine.removeFile(`${path}/state/passwd`, NOBODY)).toThrow('permission denied');
    expect(() => machine.makeFolder(`${path}/state/new`, NOBODY, 0o700)).toThrow('permission denied');
    expect(() => machine.look(`${path}/state/passwd`)).toThrow('permission denied');
    expect(readFileSync(join(secret, 'passwd'), 'utf8')).toBe('root');
  });

  it('are locked as the account, wherever its links lead', () => {
    const path = home();
    machine.makeFolder(`${path}/state`, NOBODY, 0o700);
    const release = machine.lock(`${path}/state`);
    expect(lstatSync(join(path, 'state/.gwc.lock')).uid).toBe(NOBODY.uid);
    const secret = folderWith({ '.gwc.lock': '' });
    renameSync(join(path, 'state'), join(path, 'before'));
    symlinkSync(secret, join(path, 'state'));
    expect(release).toThrow('permission denied');
    expect(() => machine.lock(`${path}/state`)).toThrow('permission denied');
    expect(lstatSync(join(secret, '.gwc.lock')).isFile()).toBe(true);
  });

  it('do not follow a link in their own place', () => {
    const path = home();
    const target = join(folderWith({ target: 'old' }), 'target');
    symlinkSync(target, join(path, 'link'));
    machine.writeFile(`${path}/link`, file('new'));
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(lstatSync(join(path, 'link')).isFile()).toBe(true);
  });

  it('are refused below the folder of another account, and where everybody may write', () => {
    const path = home();
    const others = { ...file('x'), owner: OTHER };
    expect(() => machine.writeFile(`${path}/a`, others)).toThrow(
      `${path} belongs to another account than root or other`,
    );
    const open = folderWith();
    chmodSync(open, 0o777);
    expect(() => machine.writeFile(`${open}/a`, file('x'))).toThrow(`everybody may write in ${open}`);
  });

  it('are root’s own in its own folders', () => {
    const folder = folderWith();
    chmodSync(folder, 0o755);
    machine.makeFolder(`${folder}/a/b`, NOBODY, 0o700);
    expect([lstatSync(`${folder}/a`).uid, modeOf(`${folder}/a`)]).toEqual([0, '0755']);
    expect([lstatSync(`${folder}/a/b`).uid, modeOf(`${folder}/a/b`)]).toEqual([NOBODY.uid, '0700']);
    machine.writeFile(`${folder}/c`, file('x'));
    expect(lstatSync(`${folder}/c`).uid).toBe(NOBODY.uid);
  });
});

inFull.describe('what root reads behind a link of its own', () => {
  it("is read as root where no folder on the way is an account's, whoever owns the file", () => {
    const folder = folderWith({ target: 'TOKEN=x' });
    chownSync(join(folder, 'target'), NOBODY.uid, NOBODY.gid);
    symlinkSync('target', join(folder, 'link'));
    chmodSync(folder, 0o700);
    expect(textAt(`${folder}/link`, machine)).toBe('TOKEN=x');
  });
});

inFull.describe('what root reads for an account that named it', () => {
  const seen = machine.seenBy(NOBODY);

  it('is what the account may read, wherever it lies', () => {
    const folder = folderWith({ 'open.env': 'a', 'closed.env': 'b' });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'open.env'), 0o644);
    chmodSync(join(folder, 'closed.env'), 0o600);
    expect(textAt(join(folder, 'open.env'), seen)).toBe('a');
    expect(() => seen.look(join(folder, 'closed.env'))).toThrow('permission denied');
    expect(textAt(join(folder, 'closed.env'), machine)).toBe('b');
    chownSync(join(folder, 'closed.env'), OTHER.uid, OTHER.gid);
    expect(() => seen.look(join(folder, 'closed.env'))).toThrow('permission denied');
    symlinkSync('closed.env', join(folder, 'link.env'));
    expect(textAt(join(folder, 'link.env'), seen)).toBeUndefined();
    expect(getuid?.()).toBe(0);
  });
});

inFull.describe('what root reads behind a link out of /proc', () => {
  it('is read with the rights of the account that a folder on the way belongs to', () => {
    const path = home();
    symlinkSync('/etc', join(path, 'link'));
    expect(() => machine.look(`/proc/self/cwd/${relative(process.cwd(), path)}/link/shadow`)).toThrow(
      'permission denied',
    );
  });
});

describe('files', () => {
  it('are told apart from what is none', () => {
    const folder = folderWith({ file: 'x' });
    symlinkSync('file', join(folder, 'link'));
    expect(machine.look(folder).kind).toBe('folder');
    expect(machine.look(`${folder}/none/at/all`).kind).toBe('missing');
    expect(machine.look(`${folder}/link`)).toEqual({ kind: 'obstacle', what: 'a symbolic link' });
    expect(machine.look('/dev/null')).toEqual({ kind: 'obstacle', what: 'a pipe, socket or device' });
    expect(() => machine.look(`${folder}/file/x`)).toThrow(FileError);
    symlinkSync('circle', join(folder, 'circle'));
    expect(() => machine.look(`${folder}/circle/x`)).toThrow('in a circle');
  });

  it('are locked for one run at a time', () => {
    const folder = folderWith();
    const release = machine.lock(folder);
    release();
    writeFileSync(join(folder, '.gwc.lock'), '');
    expect(() => machine.lock(folder)).toThrow('not created by gwc');
  });
});

it('free space is that of the folder itself, which may be a mount', () => {
  const { dev } = lstatSync('/dev');
  expect(dev).not.toBe(lstatSync('/').dev);
  for (const path of ['/dev', '/dev/null', '/dev/no/such/file']) expect(machine.freeSpace(path)?.device).toBe(dev);
});

describe('a command', () => {
  it('is run without a shell, and its output is kept', async () => {
    expect(await machine.run(['printf', '%s', '$HOME; *'])).toEqual({ code: 0, stdout: '$HOME; *', stderr: '' });
    expect(await machine.run(['sh', '-c', 'echo x >&2; exit 3'])).toEqual({ code: 3, stdout: '', stderr: 'x\n' });
  });

  it('may be missing, or take too long', async () => {
    const missing = { code: 127, stdout: '', stderr: 'there is no such program' };
    expect(await machine.run(['/no/such/program'])).toEqual(missing);
    expect(await machine.run(['/'])).toEqual({ code: 126, stdout: '', stderr: 'permission denied' });
    // Node.js throws this one.
    const tooLong = { code: 126, stdout: '', stderr: 'its arguments and environment are too long' };
    expect(await machine.run(['true', 'x'.repeat(200_000)])).toEqual(tooLong);
    expect((await machine.run(['sleep', '20'], { seconds: 0.2 })).code).toBe(124);
  });

  inFull.it('is run as an account, with nothing of the environment of root', async () => {
    const { stdout } = await machine.run(['/usr/bin/env'], { account: NOBODY, env: { A: 'b' } });
    expect(stdout).toBe('A=b\n');
    expect((await machine.run(['/usr/bin/id', '-u'], { account: NOBODY })).stdout).toBe('65534\n');
  });
});

describe('a log', () => {
  it('is read from its end, as far as is asked for', () => {
    const log = join(folderWith({ log: 'first\nlast\n' }), 'log');
    expect(machine.tail(log, 5)).toEqual({ text: 'last\n', size: 11 });
    expect(machine.tail(log, 500)).toEqual({ text: 'first\nlast\n', size: 11 });
    expect(machine.tail(`${log}-missing`, 5)).toBeUndefined();
  });
});

describe('a port', () => {
  const server = createServer((request, answer) => {
    answer.statusCode = request.url === '/healthz' ? 200 : 503;
    if (request.url === '/endless') answer.write('x');
    else answer.end('{"ok":true}');
  });
  const listening = new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
  afterAll(() => server.close());
  const state = (process: number | undefined): ServiceState => {
    return { isActive: true, hasFailed: false, isEnabled: true, text: '', restarts: 0, pid: process };
  };

  it('answers, or does not', async () => {
    const port = await listening;
    const get = (path: string) => machine.get(`http://127.0.0.1:${port}${path}`, 300);
    expect(await get('/healthz')).toEqual({ status: 200, body: '{"ok":true}' });
    expect(await get('/')).toMatchObject({ status: 503 });
    expect(await machine.get('http://127.0.0.1:1/healthz', 2000)).toBeUndefined();
    expect(await get('/endless')).toBeUndefined();
  });

  it('is that of the process that listens', async () => {
    const port = await listening;
    const ask = (on: number, process: number | undefined) =>
      portOwner({ port: on } as Deployment, state(process), machine);
    expect(await ask(port, pid)).toBe('own');
    expect(await ask(1, pid)).toBe('nobody');
    const unasked = { ...state(undefined), isUnknown: true };
    expect(await portOwner({ port } as Deployment, unasked, machine)).toBe('unknown');
  });
});
