// gwc show: every value as it is after inheritance and variables, and where it was written.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderWith, gwc } from './gwc.ts';

const FILES = {
  'hosts.yaml': `version: 1
openclaw: 2026.9.6
include: [teams/*.yaml]
x-env: &env { TZ: Europe/Berlin }
defaults:
  user: claw
  env: *env
  config: { discovery: { mdns: { mode: off } } }
hosts:
  box-1:
    os: linux
    memory: 1.5G
    reservedPorts: [22]
    home: /srv/$(user)
    instances:
      main: { port: auto, command: /opt/openclaw, workspaceFiles: files, enabled: null }
`,
  'teams/a.yaml': `version: 1
hosts:
  box-1:
    reservedPorts: [{ from: 80, to: 90, note: web }]
    instances:
      lab: { port: 18909, openclaw: 2026.9.5, envFiles: [-~/x.env], service: { limits: { memory: 2G } }, env: { N: "$(instance)" } }
`,
  'files/SOUL.md': '',
  'hosts.lock.json': '{ "version": 1, "ports": { "box-1": { "main": 18789 } } }',
};

async function show(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { code, stdout, stderr } = await gwc(['show', '--format', 'json', ...args], { cwd: folderWith(files) });
  return { code, stderr, shown: JSON.parse(stdout) };
}

describe('show', () => {
  it('has every value resolved, in the words of hosts.yaml', async () => {
    const { code, shown } = await show(FILES);
    expect(code).toBe(0);
    const [main, lab] = [shown.hosts['box-1'].instances.main, shown.hosts['box-1'].instances.lab];
    expect(shown).toMatchObject({
      openclaw: '2026.9.6',
      hosts: {
        'box-1': {
          os: 'linux',
          memory: 1.5 * 1024 ** 3,
          reservedPorts: [
            { from: 22, to: 22 },
            { from: 80, to: 90, note: 'web' },
          ],
        },
      },
    });
    expect(main).toMatchObject({
      openclaw: '2026.9.6',
      port: 18789,
      user: 'claw',
      home: '/srv/claw',
      stateDir: '/srv/claw/.openclaw-main',
      command: ['/opt/openclaw'],
      env: { TZ: 'Europe/Berlin' },
      workspaceFiles: { from: 'files', mode: 'missing' },
      service: { target: 'systemd', scope: 'user', name: 'openclaw-gateway-main.service' },
      enabled: true,
      config: { discovery: { mdns: { mode: 'off' } } },
    });
    expect(lab).toMatchObject({
      openclaw: '2026.9.5',
      envFiles: ['-/srv/claw/x.env'],
      env: { N: 'lab', TZ: 'Europe/Berlin' },
      service: { limits: { memory: 2 * 1024 ** 3 } },
    });
    expect(main).not.toHaveProperty('group');
  });

  it('has every instance key', async () => {
    const { $defs } = JSON.parse(readFileSync('schemas/hosts.schema.json', 'utf8'));
    const { shown } = await show(FILES);
    const absent = ['group', 'plugins'];
    const keys = Object.keys($defs.instance.properties).filter((key) => !absent.includes(key));
    expect(Object.keys(shown.hosts['box-1'].instances.main)).toEqual(expect.arrayContaining(keys));
  });

  it('says where each value was written, and nothing of defaults', async () => {
    const { origins } = (await show(FILES)).shown;
    const at = (path: string) => origins[`/hosts/box-1${path}`];
    expect(origins['/openclaw']).toBe('hosts.yaml:2:11');
    expect(at('/os')).toBe('hosts.yaml:11:9');
    expect([at('/reservedPorts/0'), at('/reservedPorts/1')]).toEqual(['hosts.yaml:13:21', 'teams/a.yaml:4:21']);
    expect(at('/instances/main/openclaw')).toBe('hosts.yaml:2:11');
    expect(at('/instances/main/port')).toBe('hosts.yaml:16:21');
    expect(at('/instances/main/home')).toBe('hosts.yaml:14:11');
    expect(at('/instances/main/command')).toBe('hosts.yaml:16:36');
    expect(at('/instances/main/workspaceFiles/from')).toBe('hosts.yaml:16:67');
    expect(at('/instances/main/stateDir')).toBeUndefined();
    expect(at('/instances/lab/user')).toBe('hosts.yaml:6:9');
    expect(at('/instances/lab/env/TZ')).toBe('hosts.yaml:4:19');
    expect(at('/instances/lab/env/N')).toBe('teams/a.yaml:6:116');
    expect(at('/instances/lab/openclaw')).toBe('teams/a.yaml:6:37');
    expect(at('/instances/lab/config/discovery/mdns/mode')).toBe('hosts.yaml:8:40');
    expect(at('/instances/lab/envFiles')).toBe('teams/a.yaml:6:47');
    const { shown } = await show(FILES, '--openclaw', '2026.9.6');
    expect(Object.keys(shown.origins).filter((path) => path.endsWith('/openclaw'))).toEqual([]);
  });

  it('is the same as YAML, each place behind its value', async () => {
    const { shown } = await show(FILES);
    const { stdout } = await gwc(['show'], { cwd: folderWith(FILES) });
    const { origins, ...fleet } = shown;
    expect(parse(stdout)).toEqual(fleet);
    const lines = stdout.split('\n').filter((line) => line.includes(' # '));
    expect(lines.map((line) => line.split(' # ')[1]).sort()).toEqual(Object.values(origins).sort());
    expect(stdout).toContain('        user: claw # hosts.yaml:6:9\n');
    expect(stdout).toContain('      - { from: 80, to: 90, note: web } # teams/a.yaml:4:21\n');
    expect(stdout).not.toContain('*');
  });

  it('shows no secret', async () => {
    const secret = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
    const text = `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, env: { API_KEY: ${secret} }, config: { gateway: { auth: { token: hunter2hunter2 } } }, command: [/bin/x, --token=${secret}] }
`;
    for (const format of ['json', 'yaml']) {
      const { code, stdout, stderr } = await gwc(['show', '--format', format], {
        cwd: folderWith({ 'hosts.yaml': text }),
      });
      expect(code).toBe(1);
      expect(stdout + stderr).not.toMatch(new RegExp(`${secret}|hunter2`));
      expect(stdout).toContain('***');
    }
  });

  it('shows what can be read beside errors, and nothing of what is no text', async () => {
    const { code, shown, stderr } = await show({ ...FILES, 'teams/b.yaml': 'hosts: [' });
    expect([code, Object.keys(shown.hosts['box-1'].instances)]).toEqual([1, ['lab', 'main']]);
    expect(stderr).toContain('--> teams/b.yaml:1:');
    const cwd = folderWith({ 'hosts.yaml': '\0' });
    expect(await gwc(['show'], { cwd })).toMatchObject({ code: 1 });
  });
});
