// What the manifest says of an instance besides its files.

import { describe, expect, it } from 'vitest';
import { build, validate } from '../../src/build.ts';
import { readDeployment } from '../../src/files/read-deployment.ts';
import { type Deployment, deployFleet } from '../../src/outputs/deployment.ts';
import { hostsOf } from '../apply/built-tree.ts';

function deployed(main: string, rest?: string): Deployment {
  const { fleet, diagnostics } = validate(hostsOf({ main }, rest));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return deployFleet(fleet)[0]!;
}

describe('a deployment', () => {
  it('has all that an apply needs to know', () => {
    expect(deployed('{ port: 18789, secrets: [B, A] }')).toEqual({
      host: 'box-1',
      instance: 'main',
      os: 'linux',
      target: 'systemd',
      scope: 'user',
      service: 'openclaw-gateway-main.service',
      enabled: true,
      user: 'claw',
      home: '/home/claw',
      profile: 'main',
      port: 18789,
      ports: { from: 18789, to: 18899 },
      release: '2026.9.6',
      health: 'http://127.0.0.1:18789/healthz',
      ready: 'http://127.0.0.1:18789/startupz',
      command: ['/usr/bin/openclaw'],
      stateDir: '/home/claw/.openclaw-main',
      configPath: '/home/claw/.openclaw-main/openclaw.json',
      workspace: '/home/claw/.openclaw-main/workspace',
      secrets: ['A', 'B'],
      secretsFile: '/home/claw/.openclaw-main/.env',
      envFiles: [],
      folders: [
        '/home/claw',
        '/home/claw/.config',
        '/home/claw/.config/systemd',
        '/home/claw/.config/systemd/user',
        '/home/claw/.openclaw-main',
        '/home/claw/.openclaw-main/logs',
        '/home/claw/.openclaw-main/workspace',
      ].map((path) => ({ path, owner: 'claw', mode: '0700' })),
    });
  });

  it.each([
    ['tls: { enabled: true }', 'https://127.0.0.1:18789/healthz'],
    ['tls: { enabled: false }', 'http://127.0.0.1:18789/healthz'],
    ['bind: custom, customBindHost: 127.0.0.9', 'http://127.0.0.9:18789/healthz'],
  ])('is asked with %s at %s', (gateway, health) => {
    expect(deployed(`{ port: 18789, config: { gateway: { ${gateway} } } }`).health).toBe(health);
  });

  it.each([
    ['2026.3.28', 'healthz'],
    ['2026.7.35', 'healthz'],
    ['2026.8.1', 'startupz'],
    ['2026.9.6', 'startupz'],
  ])('of OpenClaw %s is ready as /%s says', (release, probe) => {
    const { fleet } = validate(
      hostsOf({ main: '{ port: 18789 }' }).replace('version: 1', `version: 1\nopenclaw: ${release}`),
    );
    expect(deployFleet(fleet)[0]).toMatchObject({ release, ready: `http://127.0.0.1:18789/${probe}` });
  });

  it('has the environment files in their order', () => {
    const files = '[/etc/b.env, "-/etc/a.env"]';
    expect(deployed(`{ port: 18789, envFiles: ${files} }`).envFiles).toEqual([
      { path: '/etc/b.env', optional: false },
      { path: '/etc/a.env', optional: true },
    ]);
  });

  it('has every folder that a sandbox makes writable, whose start would fail without it', () => {
    const main = `{ port: 18789, service: { hardening: strict }, logFile: /srv/log/main.log, workspace: /srv/work/main,
        config: { agents: { entries: { a: { workspace: /srv/agents/a } } } } }`;
    const { artifacts } = build(hostsOf({ main }));
    const unit = artifacts.find(({ kind }) => kind === 'systemd-unit')!.content;
    const [, writable = ''] = /^ReadWritePaths=(.*)$/m.exec(unit)!;
    const folders = deployed(main).folders.map(({ path }) => path);
    expect(writable.split(' ').filter((folder) => !folders.includes(folder))).toEqual([]);
    expect(folders).toContain('/srv/agents/a');
  });

  it('has the folders that launchd does not make', () => {
    const macos = deployed('{ port: 18789 }', 'os: macos\n    env: { OPENCLAW_DISABLE_BONJOUR: "1" }');
    const folders = macos.folders.map(({ path }) => path);
    expect(folders).toContain('/Users/claw/.openclaw-main/tmp');
    expect(folders).toContain('/Users/claw/Library/Logs/openclaw');
  });

  it('is none of an instance that is not managed, and of the named hosts alone', () => {
    const text = hostsOf({ main: '{ port: 18789 }', other: '{ port: 18909, managed: false }' });
    const { fleet } = validate(text);
    expect(deployFleet(fleet).map(({ instance }) => instance)).toEqual(['main']);
    expect(deployFleet(fleet, { hosts: ['box-2'] })).toEqual([]);
  });

  it('is read back as gwc writes it, whatever the instance', () => {
    const { fleet } = validate(
      hostsOf({
        daemon:
          '{ port: 18789, service: { scope: system, name: "a@b" }, group: staff, command: [/usr/bin/env, node, "x y"] }',
        spaced: '{ port: 18909, stateDir: "/srv/ä b/%c", enabled: false, profile: DEFAULT }',
      }),
    );
    const all = deployFleet(fleet);
    expect(all).toHaveLength(2);
    expect(all.map((deployment) => readDeployment(JSON.parse(JSON.stringify(deployment))))).toEqual(all);
  });
});
