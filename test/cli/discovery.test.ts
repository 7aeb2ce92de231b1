// Which hosts.yaml a command works on where none is named.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, gwc, hostsYaml, pathsIn } from './gwc.ts';

const ONE = hostsYaml({ 'box-1': { main: 18789 } });
const TWO = hostsYaml({ 'box-1': { main: 18789 }, 'box-2': { main: 18789 } });

async function hostsOf(cwd: string, env: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  const { stdout, stderr } = await gwc(['ports', '--format', 'json', ...args], { cwd, env });
  return stderr || Object.keys(JSON.parse(stdout).hosts).join(' ');
}

describe('the file', () => {
  it('is hosts.yaml or hosts.yml of this folder, or the nearest above', async () => {
    const cwd = folderWith({ 'hosts.yml': TWO, 'a/b/c/d': '', 'a/hosts.yaml': ONE });
    expect(await hostsOf(cwd)).toBe('box-1 box-2');
    expect(await hostsOf(join(cwd, 'a'))).toBe('box-1');
    expect(await hostsOf(join(cwd, 'a/b/c'))).toBe('box-1');
  });

  it('is not looked for beyond the repository', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE, 'repo/.git/HEAD': '', 'repo/in/x': '' });
    expect(await hostsOf(join(cwd, 'repo/in'))).toBe('error: no hosts.yaml here or above; `gwc init` writes one\n');
    writeFileSync(join(cwd, 'repo/hosts.yaml'), TWO);
    expect(await hostsOf(join(cwd, 'repo/in'))).toBe('box-1 box-2');
  });

  it('is refused where there are two, or a link to nothing', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE, 'hosts.yml': ONE, 'in/x': '', 'link/x': '' });
    expect(await hostsOf(cwd)).toBe('error: there are hosts.yaml and hosts.yml; name one of them\n');
    expect(await hostsOf(join(cwd, 'in'))).toBe('error: there are ../hosts.yaml and ../hosts.yml; name one of them\n');
    expect(await hostsOf(cwd, {}, 'hosts.yml')).toBe('box-1');
    symlinkSync('nothing', join(cwd, 'link/hosts.yaml'));
    expect(await hostsOf(join(cwd, 'link'))).toBe('error: cannot read hosts.yaml: it does not exist\n');
  });

  it('is the one of GWC_FILE, unless one is named', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE, 'fleet/all.yaml': TWO });
    expect(await hostsOf(cwd, { GWC_FILE: 'fleet/all.yaml' })).toBe('box-1 box-2');
    expect(await hostsOf(cwd, { GWC_FILE: 'fleet/all.yaml' }, 'hosts.yaml')).toBe('box-1');
    expect(await hostsOf(cwd, { GWC_FILE: '' })).toBe('box-1');
    expect(await hostsOf(cwd, { GWC_FILE: 'gone.yaml' })).toBe(
      'error: cannot read gone.yaml (GWC_FILE): it does not exist\n',
    );
    expect(await hostsOf(cwd, { GWC_FILE: 'hosts.yaml' }, 'gone.yaml')).toBe(
      'error: cannot read gone.yaml: it does not exist\n',
    );
  });
});

describe('the output folder', () => {
  it('lies beside the file that was found, and in the working directory for one that was named', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE, 'in/x': '' });
    const inside = join(cwd, 'in');
    const { stderr } = await gwc(['build'], { cwd: inside });
    expect(stderr).toBe('wrote 4, unchanged 0, removed 0 in ../out/\n');
    expect(await gwc(['build', '--check', '-q'], { cwd })).toMatchObject({ code: 0 });
    expect(pathsIn(inside)).toEqual(['x']);
    expect((await gwc(['build', '../hosts.yaml'], { cwd: inside })).stderr).toContain(' in out/\n');
    expect((await gwc(['build'], { cwd: inside, env: { GWC_FILE: '../hosts.yaml' } })).stderr).toContain(' in out/\n');
    expect((await gwc(['build', '-o', 'mine'], { cwd: inside })).stderr).toContain(' in mine/\n');
  });

  it('has the lock of `port: auto` beside the file, too', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE.replace('18789', 'auto') });
    mkdirSync(join(cwd, 'in'));
    await gwc(['build'], { cwd: join(cwd, 'in') });
    expect(pathsIn(cwd)).toContain('hosts.lock.json');
  });
});

it('a host may have its domain in its name, in every output', async () => {
  const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
  const cwd = folderWith({
    'hosts.yaml': hostsYaml({ 'box-1.example.com': { main: 18789 }, [name]: { main: 18789 } }),
  });
  const { code, stderr } = await gwc(['build', '--emit', 'ansible', '--report', 'r.html'], { cwd });
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^wrote \d+/)]);
  expect(pathsIn(join(cwd, 'out'))).toContain(`${name}/main/openclaw.json`);
  expect(pathsIn(join(cwd, 'out'))).toContain('box-1.example.com/main/openclaw.json');
  writeFileSync(join(cwd, 'hosts.yaml'), hostsYaml({ [`${name}x`]: { main: 18789 }, 'a..b': {}, '.a': {}, 'a.': {} }));
  const { stdout } = await gwc(['validate', '--format', 'json'], { cwd });
  expect(JSON.parse(stdout).summary).toMatchObject({ errors: 4 });
});
