// hosts.yaml keys → resolved values: defaults, variables, `~`.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import type { Instance } from '../../src/model/fleet.ts';

function instance(keys: string, host = ''): Instance {
  const text = `version: 1\nhosts:\n  box:\n    user: claw\n${host}    instances:\n      main: { port: 18789, ${keys} }\n`;
  return validate(text).fleet.hosts[0]!.instances[0]!;
}

it('leaves `$(port)` as it stands where there is no port', () => {
  const [host] = validate(
    'version: 1\nhosts: { box: { user: claw, instances: { main: { env: { A: "at $(port)" } } } } }\n',
  ).fleet.hosts;
  expect(host!.instances[0]).toMatchObject({ port: undefined, ports: undefined, env: { A: 'at $(port)' } });
});

it('has one object for equal configs, and one of their own for others', () => {
  const { fleet } = validate(`version: 1
defaults: { user: claw, config: { session: { reset: { idleMinutes: 60 } } } }
hosts:
  a: { instances: { one: { port: 18789 }, two: { port: 18989, config: { session: { reset: { idleMinutes: 61 } } } } } }
  b: { config: { session: null }, instances: { one: { port: 18789, config: { session: { reset: { idleMinutes: 60 } } } } } }
  c: { config: { env: { A: $(instance) } }, instances: { one: { port: 18789 }, two: { port: 18989 } } }
`);
  const configs = fleet.hosts.flatMap(({ instances }) => instances.map(({ config }) => config));
  expect(configs[2]).toBe(configs[0]);
  expect(new Set(configs).size).toBe(4);
  expect(configs[3]).toMatchObject({ env: { A: 'one' } });
  expect(configs[4]).toMatchObject({ env: { A: 'two' } });
});

describe('defaults', () => {
  it('follow from the profile and the state folder', () => {
    expect(instance('')).toMatchObject({
      profile: 'main',
      home: '/home/claw',
      stateDir: '/home/claw/.openclaw-main',
      configPath: '/home/claw/.openclaw-main/openclaw.json',
      workspace: '/home/claw/.openclaw-main/workspace',
      workingDirectory: '/home/claw/.openclaw-main',
      logFile: '/home/claw/.openclaw-main/logs/openclaw.log',
      secretsFile: '/home/claw/.openclaw-main/.env',
      command: ['/usr/bin/openclaw'],
      enabled: true,
      managed: true,
      service: { scope: 'user', name: 'openclaw-gateway-main.service', hardening: 'off' },
    });
  });

  it.each<[string, string, Partial<Instance>]>([
    ['the unprofiled install', 'profile: default', { stateDir: '/home/claw/.openclaw' }],
    ['root', 'user: root', { home: '/root', stateDir: '/root/.openclaw-main' }],
    ['a home', 'home: /srv/x', { stateDir: '/srv/x/.openclaw-main' }],
    [
      'a state folder',
      'stateDir: /var/lib/oc',
      { configPath: '/var/lib/oc/openclaw.json', secretsFile: '/var/lib/oc/.env' },
    ],
  ])('of %s', (_, keys, expected) => {
    expect(instance(keys)).toMatchObject(expected);
  });

  it('of macos', () => {
    expect(instance('', '    os: macos\n')).toMatchObject({
      home: '/Users/claw',
      command: ['/opt/homebrew/bin/openclaw'],
      service: { name: 'ai.openclaw.main' },
    });
    expect(instance('profile: Default', '    os: macos\n').service.name).toBe('ai.openclaw.gateway');
  });
});

describe('the release', () => {
  const text = `version: 1
openclaw: 2026.9.6
defaults: { user: claw }
hosts:
  box:
    openclaw: 2026.3.13
    instances:
      a: { port: 18789 }
      b: { port: 19789, openclaw: 2026.5.28 }
      c: { port: 20789, openclaw: null }
`;
  const releases = (options = {}) =>
    validate(text, options).fleet.hosts[0]!.instances.map(({ release, ports }) => [release.version, ports!.relay]);

  it("is the nearest layer's, else the file's, and ports follow it", () => {
    expect(releases()).toEqual([
      ['2026.3.13', 18792],
      ['2026.5.28', undefined],
      ['2026.9.6', 20799],
    ]);
  });

  it('is one for all where the caller names it', () => {
    expect(releases({ openclaw: '2026.9.6' })).toEqual([
      ['2026.9.6', 18799],
      ['2026.9.6', 19799],
      ['2026.9.6', 20799],
    ]);
  });

  it("is checked by a schema of the person's own where it is the file's", () => {
    const openclawSchema = { type: 'object', additionalProperties: false, properties: {} };
    const { diagnostics } = validate(text, { openclawSchema });
    const refused = diagnostics.filter(({ code }) => code === 'openclaw-schema').map(({ instances }) => instances[0]);
    expect([...new Set(refused)]).toEqual(['box/c']);
  });
});

describe('paths', () => {
  it.each([
    ['~', '/home/claw'],
    ['~/a', '/home/claw/a'],
    ['~bob/a', '~bob/a'],
    ['/a//b/./c/../d/', '/a/b/d'],
    ['//a', '/a'],
    ['/..', '/'],
    ['a/b', 'a/b'],
    ['$(stateDir)/w', '/home/claw/.openclaw-main/w'],
    ['$(home)/$(host)-$(instance)-$(profile)-$(user)-$(port)', '/home/claw/box-main-main-claw-18789'],
    ['/a$$(home)', '/a$(home)'],
    ['/a$$$(host)', '/a$$(host)'],
    ['/${HOME}/{{x}}', '/${HOME}/{{x}}'],
  ])('%s', (written, expected) => {
    expect(instance(`workspace: ${JSON.stringify(written)}`).workspace).toBe(expected);
  });
});

describe('variables', () => {
  it('work in environment values, directives, config strings, commands and names', () => {
    const keys = [
      'env: { A: "$(configPath)" }',
      'envFiles: ["-~/$(instance).env"]',
      'command: ["/opt/$(instance)", "--x=$(port)"]',
      'config: { a: { b: ["$(workspace)"] } }',
      'service: { name: "gw-$(instance)", systemd: { Service: { X: ["$(user)"] } } }',
    ];
    expect(instance(keys.join(', '))).toMatchObject({
      env: { A: '/home/claw/.openclaw-main/openclaw.json' },
      envFiles: [{ path: '/home/claw/main.env', optional: true }],
      command: ['/opt/main', '--x=18789'],
      config: { a: { b: ['/home/claw/.openclaw-main/workspace'] } },
      service: { name: 'gw-main.service', systemd: { Service: { X: ['claw'] } } },
    });
  });
});
