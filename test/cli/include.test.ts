// Fleets of several files on a disk: what `include` finds, what it refuses, and the commands that read the parts.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { folderWith, gwc, hostsYaml } from './gwc.ts';

const root = (...include: readonly string[]) =>
  `version: 1\ninclude: ${JSON.stringify(include)}\ndefaults: { user: claw }\n`;
/** An instance of one host. */
const part = (name: string, port: number | string) =>
  `version: 1\nhosts: { box-1: { instances: { ${name}: { port: ${port} } } } }\n`;
const TEAMS = { 'teams/a.yaml': part('a', 18789), 'teams/b.yaml': part('b', 18909) };

async function validate(cwd: string, ...args: readonly string[]) {
  const { code, stdout } = await gwc(['validate', '--format', 'json', ...args], { cwd });
  const { diagnostics, summary } = JSON.parse(stdout) as {
    readonly diagnostics: readonly Diagnostic[];
    readonly summary: { readonly instances: number };
  };
  const found = diagnostics.map(({ file, line, code: rule, message }) => `${file}:${line} ${rule}: ${message}`);
  return { code, found, instances: summary.instances };
}

describe('include', () => {
  it.each<[string, readonly string[], number]>([
    ['a file', ['teams/a.yaml'], 1],
    ['files', ['teams/a.yaml', './teams/b.yaml'], 2],
    ['one file twice', ['teams/a.yaml', 'teams/*.yaml', 'teams//a.yaml'], 2],
    ['a wildcard', ['teams/?.yaml'], 2],
    ['any depth, none included', ['**/*.yaml'], 3],
    ['any depth below a folder', ['teams/**'], 2],
    ['a folder of any name', ['*/*.yaml'], 2],
    ['what starts with a dot, written out', ['.own/c.yaml'], 1],
  ])('takes %s', async (_, include, instances) => {
    const cwd = folderWith({
      ...TEAMS,
      'hosts.yaml': root(...include),
      'deep/er/d.yaml': part('d', 19029),
      '.own/c.yaml': part('c', 19149),
      'node_modules/x/e.yaml': 'no part',
      'teams/.hidden.yaml': 'no part',
      'teams/notes.yaml/readme.txt': 'a folder is no part',
    });
    if (include.includes('teams/**')) rmSync(join(cwd, 'teams/notes.yaml'), { recursive: true });
    expect(await validate(cwd)).toEqual({ code: 0, found: [], instances });
  });

  it('takes links that stay below the folder of hosts.yaml, and each file once', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml', 'linked/*.yaml') });
    symlinkSync('teams', join(cwd, 'linked'));
    symlinkSync('a.yaml', join(cwd, 'teams/again.yaml'));
    expect(await validate(cwd)).toEqual({ code: 0, found: [], instances: 2 });
    writeFileSync(join(cwd, 'hosts.yaml'), root('linked/again.yaml'));
    writeFileSync(join(cwd, 'teams/a.yaml'), 'version: 2');
    expect((await validate(cwd)).found[0]).toMatch(/^teams\/a\.yaml:1 schema: /);
  });

  it.each<[string, string, RegExp]>([
    ['a file that is not there', 'teams/z.yaml', /^there is no file `teams\/z\.yaml` beside hosts\.yaml/],
    ['a folder', 'teams', /^cannot read teams: it is a folder$/],
    ['a pipe', 'odd/pipe.yaml', /^cannot read odd\/pipe\.yaml: it is a pipe, not a file$/],
    ['a pipe that a wildcard meets', 'odd/p*', /^cannot read odd\/pipe\.yaml: it is a pipe, not a file$/],
    ['a device', 'odd/device.yaml', /^`odd\/device\.yaml` leads out of the folder of hosts\.yaml by a link/],
    ['a link out', 'odd/out.yaml', /^`odd\/out\.yaml` leads out of the folder of hosts\.yaml by a link/],
    ['a folder that is a link out', 'odd/away/*.yaml', /^`odd\/away` leads out of the folder of hosts\.yaml by a link/],
    ['a link to nothing, met by a wildcard', 'odd/gon*', /^cannot read odd\/gone\.yaml: it does not exist$/],
    ['links in a circle', 'odd/round.yaml', /^cannot read odd\/round\.yaml: its symbolic links lead in a circle/],
    ['itself', 'hosts.yaml', /^`hosts\.yaml` is the file that includes it; remove the entry$/],
    ['a link to itself', 'odd/self.yaml', /^`odd\/self\.yaml` is a link to hosts\.yaml itself; remove it$/],
    ['what a file cannot be below', 'teams/a.yaml/x.yaml', /^cannot read teams\/a\.yaml\/x\.yaml: a part of the path/],
  ])('refuses %s, and reads the others', async (_, include, message) => {
    const outside = folderWith({ 'x.yaml': part('x', 1) });
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml', include), 'odd/readme': '' });
    execFileSync('mkfifo', [join(cwd, 'odd/pipe.yaml')]);
    symlinkSync('/dev/zero', join(cwd, 'odd/device.yaml'));
    symlinkSync(join(outside, 'x.yaml'), join(cwd, 'odd/out.yaml'));
    symlinkSync(outside, join(cwd, 'odd/away'));
    symlinkSync('nothing', join(cwd, 'odd/gone.yaml'));
    symlinkSync('round.yaml', join(cwd, 'odd/round.yaml'));
    symlinkSync('../hosts.yaml', join(cwd, 'odd/self.yaml'));
    const { code, found, instances } = await validate(cwd);
    expect(found).toHaveLength(1);
    expect(found[0]!.replace(/^hosts\.yaml:2 include: /, '')).toMatch(message);
    expect([code, instances]).toEqual([1, 2]);
  });

  it.skipIf(userInfo().uid === 0)('says that a part or a folder may not be read', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml', 'shut/*.yaml'), 'shut/c.yaml': '' });
    chmodSync(join(cwd, 'teams/a.yaml'), 0);
    chmodSync(join(cwd, 'shut'), 0);
    const { found, instances } = await validate(cwd);
    chmodSync(join(cwd, 'shut'), 0o700);
    expect(found).toEqual([
      'hosts.yaml:2 include: cannot read shut: permission denied',
      'hosts.yaml:2 include: cannot read teams/a.yaml: permission denied',
    ]);
    expect(instances).toBe(1);
  });

  it('says where a part is no UTF-8, and that it is empty', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml'), 'teams/c.yaml': '' });
    writeFileSync(join(cwd, 'teams/b.yaml'), Buffer.from([0x61, 0x3a, 0x0a, 0xff]));
    expect((await validate(cwd)).found).toEqual([
      'teams/b.yaml:2 syntax: the byte 0xFF is not UTF-8; save the file as UTF-8 text',
      expect.stringMatching(/^teams\/c\.yaml:1 schema: the document is empty/),
    ]);
    const { stderr } = await gwc(['validate'], { cwd });
    expect(stderr).toContain('--> teams/b.yaml:2:1');
  });

  it('is done with wildcards that have no end', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${'a/'.repeat(index)}${'a'.repeat(120)}.yaml`);
    const files = Object.fromEntries(names.map((name, index) => [name, part(`i${index}`, 18789 + 120 * index)]));
    const stars = `${'*a'.repeat(60)}b.yaml`;
    const cwd = folderWith({
      ...files,
      'hosts.yaml': root(`${'**/a/'.repeat(40)}*.yaml`, stars, `${'**/'.repeat(40)}*.yaml`),
    });
    expect(await validate(cwd)).toMatchObject({ instances: 12 });
  });

  it('names files as they are seen from the working directory', async () => {
    const cwd = folderWith({ 'fleet/hosts.yaml': root('teams/*'), 'fleet/teams/a.yaml': 'version: 1\nhost: {}\n' });
    expect((await validate(cwd, 'fleet/hosts.yaml')).found[0]).toMatch(/^fleet\/teams\/a\.yaml:2 schema: /);
  });

  it('reads standard input with the parts of the working directory', async () => {
    const cwd = folderWith(TEAMS);
    const stdin = [Buffer.from(root('teams/*.yaml'))];
    const { stdout } = await gwc(['validate', '--format', 'json', '-'], { cwd, stdin });
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [], summary: { instances: 2 } });
  });

  it('takes no file for a part that gwc made, nor the hosts.yaml that a stream was made of', async () => {
    const hosts = `${root('**').replace('claw', 'claw, secrets: [OPENCLAW_GATEWAY_TOKEN]')}`;
    const container = `auto, service: { target: compose, image: 'openclaw:2026.9.6' }`;
    const cwd = folderWith({ 'hosts.yaml': hosts, 'teams/a.yaml': part('a', container) });
    expect((await gwc(['build', '--emit', 'ansible'], { cwd })).code).toBe(0);
    const check = ['build', '--emit', 'ansible', '--check', '-q'];
    const clean = { code: 0, stdout: '', stderr: '' };
    expect(await gwc(check, { cwd })).toEqual(clean);
    expect(await gwc([...check, '-'], { cwd, stdin: [Buffer.from(hosts)] })).toEqual(clean);
  });

  it('lists the keys of a part where one is unknown', async () => {
    const cwd = folderWith({ 'hosts.yaml': root('a.yaml'), 'a.yaml': `${part('a', 18789)}nope: 1\ndefault: {}\n` });
    expect((await validate(cwd)).found).toEqual([
      'a.yaml:3 schema: unknown key `nope`; known here: version, defaults, hosts',
      'a.yaml:4 schema: unknown key `default`; did you mean `defaults`?',
    ]);
  });
});

describe('a part by itself', () => {
  it.each(['validate', 'build', 'ports'])('is not taken for a fleet by %s', async (command) => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml') });
    const stderr = 'error: teams/a.yaml is a part of hosts.yaml, which is checked as a whole; name that file\n';
    expect(await gwc([command, 'teams/a.yaml'], { cwd })).toEqual({ code: 2, stdout: '', stderr });
    const inside = await gwc([command, 'a.yaml'], { cwd: join(cwd, 'teams') });
    expect(inside.stderr).toContain('a.yaml is a part of ../hosts.yaml');
  });

  it('is a fleet where no hosts.yaml above includes it', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/b.yaml'), 'teams/hosts.yaml': 'include: [' });
    writeFileSync(join(cwd, 'teams/a.yaml'), hostsYaml({ 'box-1': { main: 18789 } }));
    expect((await validate(cwd, 'teams/a.yaml')).code).toBe(0);
  });
});

describe('a fleet of several files', () => {
  it('builds into one folder with one lock, in any order of the files', async () => {
    const build = async (...include: readonly string[]) => {
      const cwd = folderWith({
        'hosts.yaml': root(...include),
        'teams/a.yaml': part('a', 'auto'),
        'teams/b.yaml': part('b', 'auto'),
      });
      mkdirSync(join(cwd, 'teams/out'));
      const { code, stderr } = await gwc(['build'], { cwd });
      expect([code, stderr]).toEqual([0, 'wrote 6, unchanged 0, removed 0 in out/\n']);
      expect(await gwc(['build', '--check'], { cwd })).toMatchObject({ code: 0 });
      return execFileSync('cat', ['out/gwc.manifest.json', 'hosts.lock.json'], { cwd, encoding: 'utf8' });
    };
    expect(await build('teams/b.yaml', 'teams/a.yaml')).toBe(await build('teams/*.yaml'));
  });

  it('writes nothing while one of its parts is broken', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml') });
    await gwc(['build'], { cwd });
    writeFileSync(join(cwd, 'teams/a.yaml'), 'hosts: [');
    const { code, stderr } = await gwc(['build'], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringContaining('--> teams/a.yaml:1:')]);
    expect(execFileSync('ls', ['out/box-1'], { cwd, encoding: 'utf8' })).toBe('a\nb\n');
  });

  it('is annotated in the file that a finding is in, in each format', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml'), 'teams/c.yaml': part('c', 18790) });
    const outputOf = async (format: string) => {
      const { stdout, stderr } = await gwc(['validate', '--format', format], { cwd });
      return stdout + stderr;
    };
    expect(await outputOf('pretty')).toMatch(
      /--> teams\/c\.yaml:2:\d+\n[\s\S]*--> teams\/a\.yaml:2:\d+\n {3}\|\n 2 \| version|--> teams\/a\.yaml:2/,
    );
    expect(await outputOf('github')).toMatch(/^::error file=teams\/c\.yaml,line=2,[\s\S]*note: teams\/a\.yaml:2:/);
    expect(JSON.parse(await outputOf('sarif')).runs[0].results[0]).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: 'teams/c.yaml' } } }],
      relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'teams/a.yaml' } } }],
    });
    expect(await outputOf('junit')).toContain('<testsuite name="teams/b.yaml"');
  });

  it('shows no secret of one part beside a finding of another', async () => {
    const secret = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
    const cwd = folderWith({
      ...TEAMS,
      'hosts.yaml': root('teams/*.yaml'),
      'teams/c.yaml': `version: 1\nhosts: { box-1: { instances: { c: { port: 19029, env: { API_KEY: ${secret} } } } } }\n`,
      'teams/d.yaml': `version: 1\nhosts: { box-1: { instances: { d: { port: 19149, stateDir: ${secret} } } } }\n`,
    });
    const { stdout, stderr } = await gwc(['validate', '--format', 'json'], { cwd });
    expect(stdout + stderr).not.toContain(secret);
    expect((await gwc(['validate'], { cwd })).stderr).not.toContain(secret);
    expect((await gwc(['ports', '--format', 'html'], { cwd })).stdout).not.toContain(secret);
  });

  it('shows the secret of one part nowhere in another', async () => {
    const secret = 'correct-horse-7';
    const config = `config: { gateway: { auth: { password: ${secret} } } }`;
    const cwd = folderWith({
      'hosts.yaml': root('teams/*.yaml'),
      'teams/a.yaml': part('a', `18789, ${config}`),
      'teams/b.yaml': part('b', `18789, env: { NOTE: ${secret} }`),
    });
    const { stderr } = await gwc(['validate'], { cwd });
    expect(stderr).toContain('--> teams/b.yaml:2:');
    expect(stderr).not.toContain(secret);
  });

  it('takes workspace files from beside the part that names them', async () => {
    const cwd = folderWith({
      'hosts.yaml': root('teams/*.yaml').replace('user: claw', 'user: claw, workspaceFiles: shared'),
      'teams/a.yaml': part('a', '18789, workspaceFiles: agents/$(instance)'),
      'teams/b.yaml': part('b', '18909, workspaceFiles: { from: ../other, mode: managed }'),
      'teams/c.yaml': part('c', 19029),
      'teams/agents/a/SOUL.md': 'of a',
      'other/SOUL.md': 'of b',
      'shared/SOUL.md': 'of all',
    });
    expect(await gwc(['build', '-q'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    const texts = ['a', 'b', 'c'].map((name) => `out/box-1/${name}/workspace/SOUL.md`);
    expect(execFileSync('cat', texts, { cwd, encoding: 'utf8' })).toBe('of aof bof all');
    writeFileSync(join(cwd, 'teams/a.yaml'), part('a', '18789, workspaceFiles: ../../elsewhere'));
    expect((await validate(cwd)).found[0]).toMatch(/^teams\/a\.yaml:2 workspace-files: "\.\.\/elsewhere" leads out/);
  });

  it('is not replaced by its own report', async () => {
    const cwd = folderWith({ ...TEAMS, 'hosts.yaml': root('teams/*.yaml') });
    const { code, stderr } = await gwc(['build', '--force', '--report', 'teams/a.yaml'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('would replace a file that is read')]);
  });
});
