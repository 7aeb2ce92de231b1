// gwc build --watch as a process: saves of every kind, and what it makes of them.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { PROGRAM } from '../support/program.ts';
import { folderWith, gwc, hostsYaml, TWO } from './gwc.ts';

const WATCHING = /watching \S+; Ctrl-C ends\n/g;
const ONE = hostsYaml({ 'box-1': { main: 18789 } });
const BROKEN = TWO.replace('19789', '18790');
const WAIT = 30_000;

interface Watch {
  /** What it said since it was last asked, once a build more is done. */
  readonly next: () => Promise<string>;
  /** What it says in a time in which it would have built. */
  readonly rest: () => Promise<string>;
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function watch(cwd: string, ...flags: string[]): Watch {
  // As at a desk: in CI the lock would be frozen.
  const env = { ...process.env, CI: '', GITHUB_ACTIONS: '' };
  const child = spawn(PROGRAM, ['build', '--watch', ...flags], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said += text;
    });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const take = () => {
    const text = said;
    said = '';
    return text;
  };
  return {
    next: async () => {
      for (let waited = 0; !said.match(WATCHING); waited += 10) {
        if (waited > WAIT) throw new Error(`no build within ${WAIT} ms: ${said}`);
        await sleep(10);
      }
      return take();
    },
    rest: async () => {
      await sleep(600);
      return take();
    },
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

function save(cwd: string, text: string, name = 'hosts.yaml'): void {
  writeFileSync(join(cwd, name), text);
}

/** As many editors save: the file is never half written. */
function replace(cwd: string, text: string): void {
  save(cwd, text, 'hosts.yaml.new');
  renameSync(join(cwd, 'hosts.yaml.new'), join(cwd, 'hosts.yaml'));
}

describe('build --watch', () => {
  it('builds on each save, survives a broken file, and ends on Ctrl-C', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    const { next, rest, end } = watch(cwd);
    expect(await next()).toBe('wrote 8, unchanged 0, removed 0 in out/\nwatching hosts.yaml; Ctrl-C ends\n');
    save(cwd, ONE);
    expect(await next()).toContain('wrote 0, unchanged 4, removed 4 in out/\n');
    save(cwd, BROKEN);
    expect(await next()).toMatch(/^error\[port-overlap\][\s\S]*watching hosts\.yaml/);
    save(cwd, 'hosts: [');
    expect(await next()).toMatch(/^error\[syntax\]/);
    rmSync(join(cwd, 'hosts.yaml'));
    expect(await next()).toMatch(/^error: no hosts\.yaml here or above; .*\nwatching/);
    save(cwd, TWO);
    expect(await next()).toContain('wrote 4, unchanged 4, removed 0 in out/\n');
    expect(await rest()).toBe('');
    expect(await end('SIGINT')).toBe(0);
  });

  it('sees the saves of editors: a new file in the place of the old one', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    const { next, rest, end } = watch(cwd);
    await next();
    for (const text of [ONE, TWO, ONE]) {
      // As vim with `backupcopy=no`, and others: the new one takes the place of the old one.
      save(cwd, text, '.hosts.yaml.swp');
      renameSync(join(cwd, '.hosts.yaml.swp'), join(cwd, 'hosts.yaml'));
      expect(await next()).toContain(text === ONE ? 'removed 4' : 'wrote 4');
    }
    // As emacs: the old one is moved away, and a new one is made.
    renameSync(join(cwd, 'hosts.yaml'), join(cwd, 'hosts.yaml~'));
    save(cwd, TWO);
    expect(await next()).toContain('wrote 4');
    rmSync(join(cwd, 'hosts.yaml'));
    await sleep(20);
    save(cwd, ONE);
    expect(await next()).toContain('removed 4');
    expect(await rest()).toBe('');
    expect(await end('SIGTERM')).toBe(0);
  });

  it('sees saves of the parts, new ones, and those that are gone', async () => {
    const part = (name: string, port: number) =>
      `version: 1\nhosts: { box-1: { instances: { ${name}: { port: ${port} } } } }\n`;
    const root = 'version: 1\ninclude: [teams/*.yaml]\ndefaults: { user: claw }\n';
    const cwd = folderWith({ 'hosts.yaml': root, 'teams/a.yaml': part('a', 18789) });
    const { next, rest, end } = watch(cwd);
    expect(await next()).toContain('wrote 3');
    save(cwd, part('a', 18909), 'teams/a.yaml');
    expect(await next()).toContain('wrote 3');
    save(cwd, part('b', 18789), 'teams/b.yaml');
    expect(await next()).toContain('wrote 3');
    save(cwd, 'no part', 'teams/notes.txt');
    expect(await rest()).toBe('');
    rmSync(join(cwd, 'teams/b.yaml'));
    expect(await next()).toContain('removed 3');
    mkdirSync(join(cwd, 'more'));
    save(cwd, part('c', 19029), 'more/c.yaml');
    save(cwd, root.replace('teams/*.yaml', "'**/*.yaml'"));
    expect(await next()).toContain('wrote 3');
    save(cwd, part('c', 19149), 'more/c.yaml');
    expect(await next()).toContain('wrote 3');
    expect(await rest()).toBe('');
    expect(await end('SIGINT')).toBe(0);
  });

  it('takes many saves in a row for one, and never builds two at once', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    const { next, rest, end } = watch(cwd);
    await next();
    for (let count = 0; count < 40; count += 1) {
      replace(cwd, count % 2 === 0 ? ONE : TWO);
      await sleep(5);
    }
    replace(cwd, ONE);
    const said = (await next()) + (await rest());
    expect(said).not.toContain('error');
    expect(said.match(WATCHING)!.length).toBeLessThan(5);
    expect(existsSync(join(cwd, 'out/box-1/rescue'))).toBe(false);
    expect(await end('SIGINT')).toBe(0);
  });

  it('does not take its own writing of the lock for a change, and takes another’s for one', async () => {
    const cwd = folderWith({ 'hosts.yaml': hostsYaml({ 'box-1': { main: 'auto' } }) });
    const { next, rest, end } = watch(cwd);
    expect(await next()).toContain('wrote 4');
    expect(await rest()).toBe('');
    const lock = readFileSync(join(cwd, 'hosts.lock.json'), 'utf8');
    save(cwd, lock.replace('18789', '20789'), 'hosts.lock.json');
    expect(await next()).toContain('wrote 3, unchanged 1');
    expect(await end('SIGINT')).toBe(0);
  });

  it('watches the files of workspaces, also of one that an edit of hosts.yaml names', async () => {
    const withFiles = (from: string) => ONE.replace(/\bport: 18789/, `port: 18789, workspaceFiles: ${from}`);
    expect(withFiles('a')).not.toBe(ONE);
    const cwd = folderWith({ 'hosts.yaml': withFiles('a'), 'a/AGENTS.md': '1', 'b/c/AGENTS.md': '1' });
    const { next, rest, end } = watch(cwd);
    await next();
    save(cwd, '2', 'a/AGENTS.md');
    expect(await next()).toContain('wrote 1, unchanged 4');
    save(cwd, '2', 'b/c/AGENTS.md');
    expect(await rest()).toBe('');
    save(cwd, withFiles('b'));
    await next();
    save(cwd, '3', 'b/c/AGENTS.md');
    expect(await next()).toContain('wrote 1, unchanged 4');
    expect(await end('SIGINT')).toBe(0);
  });

  it('watches templates, and what a link leads to; other files it leaves', async () => {
    const cwd = folderWith({ 'real/fleet.yaml': TWO, 't/systemd.service.hbs': '# one\n', 'unit.txt': '' });
    symlinkSync('real/fleet.yaml', join(cwd, 'hosts.yaml'));
    const { next, rest, end } = watch(cwd, '--templates', 't');
    await next();
    save(cwd, '# two\n', 't/systemd.service.hbs');
    expect(await next()).toContain('wrote 2, unchanged 6');
    save(cwd, ONE, 'real/new');
    renameSync(join(cwd, 'real/new'), join(cwd, 'real/fleet.yaml'));
    expect(await next()).toContain('removed 4');
    save(cwd, 'x', 'unit.txt');
    mkdirSync(join(cwd, 'more'));
    rmSync(join(cwd, 'out/box-1/main/gateway.env'));
    expect(await rest()).toBe('');
    expect(await end('SIGINT')).toBe(0);
  });

  it('checks and compares, too, and writes nothing then', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    const { next, end } = watch(cwd, '--check', '--diff');
    expect(await next()).toMatch(/^missing[\s\S]*\ndiff --git [\s\S]*differs in 9 of its files/);
    save(cwd, ONE);
    expect(await next()).toContain('differs in 5 of its files');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
    expect(await end('SIGINT')).toBe(0);
  });

  it('needs a file', async () => {
    const outcome = await gwc(['build', '-', '--watch'], { cwd: folderWith() });
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: --watch needs a file: standard input is read once\n',
    });
  });
});
