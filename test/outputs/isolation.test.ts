// What a hardened unit shuts its gateway out of: the paths and ports of the host's other instances, but nothing that it needs.

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { build, validate } from '../../src/build.ts';
import { instancePaths } from '../../src/model/instance-paths.ts';
import { formatMode } from '../../src/outputs/artifact.ts';
import { siblingDirectives } from '../../src/outputs/systemd-unit.ts';

const STRICT = { user: 'claw', service: { hardening: 'strict', scope: 'system' } };

function textOf(instances: object, more: object = {}): string {
  return stringify({ version: 1, defaults: STRICT, ...more, hosts: { box: { instances } } });
}

/** The values of a directive in the unit of `main`. */
function unitHas(key: string, instances: object, more: object = {}): readonly string[] {
  const { artifacts, diagnostics } = build(textOf(instances, more));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const unit = [...artifacts].find(({ kind, instance }) => kind === 'systemd-unit' && instance === 'main')!;
  const lines = unit.content.split('\n').filter((line) => line.startsWith(`${key}=`));
  return lines.map((line) => line.slice(key.length + 1));
}

const browserOff = { browser: { enabled: false } };
const pins = (...ports: readonly number[]) => ({
  browser: { profiles: Object.fromEntries(ports.map((cdpPort, at) => [`p${at}`, { cdpPort }])) },
});

describe('ports', () => {
  it.each([
    ['a span', { port: 18909 }, ['tcp:18909-19019']],
    ['a base alone', { port: 18909, config: browserOff }, ['tcp:18909-18910']],
    ['a pin within the span', { port: 18909, config: pins(18950) }, ['tcp:18909-19019']],
    ['a pin on the last port', { port: 18909, config: pins(19019) }, ['tcp:18909-19019']],
    [
      'pins around the span',
      { port: 18909, config: pins(18908, 19020) },
      ['tcp:18909-19019', 'tcp:18908', 'tcp:19020'],
    ],
  ])('%s', (_, other, denied) => {
    expect(unitHas('SocketBindDeny', { main: { port: 18789 }, other })).toEqual(denied);
  });

  it('are none of an instance that has no base, and a pin on the own base is the base', () => {
    const { hosts } = validate(
      textOf({ main: { port: 18789 }, baseless: {}, pinned: { port: 18909, config: pins(18909) } }),
    ).fleet;
    const [baseless, main, pinned] = hosts[0]!.instances;
    const ports = (directives: ReturnType<typeof siblingDirectives>) =>
      directives.filter(([key]) => key === 'SocketBindDeny').map(([, value]) => value);
    expect(ports(siblingDirectives(main!, [baseless!]))).toEqual([]);
    expect(ports(siblingDirectives(main!, [pinned!]))).toEqual(['tcp:18909-19019']);
  });

  it('are left alone in user scope', () => {
    expect(
      unitHas('SocketBindDeny', { main: { port: 18789, service: { scope: 'user' } }, other: { port: 18909 } }),
    ).toEqual([]);
  });
});

describe('paths', () => {
  const MANAGER = 1;

  it.each([
    ['the state folder, with what lies in it', {}, {}, '-/home/claw/.openclaw-other'],
    ['a workspace elsewhere', {}, { workspace: '/srv/work' }, '-/home/claw/.openclaw-other -/srv/work'],
    [
      'but none that the program lies in',
      { command: '/srv/work/bin/openclaw' },
      { workspace: '/srv/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'but none that a later word of the command lies in',
      { command: ['/usr/bin/node', 'run', '/srv/work/openclaw.mjs'] },
      { workspace: '/srv/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'but none that the home lies in',
      { home: '/srv/work/home', stateDir: '/srv/main' },
      { workspace: '/srv/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'but none that an environment file lies in',
      { envFiles: ['-/srv/work/main.env'] },
      { workspace: '/srv/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'but no working directory that a raw directive names something in',
      { service: { systemd: { Service: { ExecStartPre: '-/srv/work/pre.sh --now' } } } },
      { workingDirectory: '/srv/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'but no working directory that a variable names something in',
      { env: { NODE_OPTIONS: '--require=/srv/work/hook.cjs' } },
      { workingDirectory: '/srv/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'but no working directory that the config names something in',
      { config: { mcp: { servers: { own: { command: '~/work/server' } } } } },
      { workingDirectory: '~/work' },
      '-/home/claw/.openclaw-other',
    ],
    [
      'a working directory that is near what is named',
      { env: { NODE_EXTRA_CA_CERTS: '/srv/works/ca.pem' } },
      { workingDirectory: '/srv/work' },
      '-/home/claw/.openclaw-other -/srv/work',
    ],
    [
      'a workspace, whatever names something in it',
      { env: { NODE_EXTRA_CA_CERTS: '/srv/work/ca.pem' } },
      { workspace: '/srv/work' },
      '-/home/claw/.openclaw-other -/srv/work',
    ],
    ['a relative word is no path', { command: ['/usr/bin/node', 'srv/'] }, {}, '-/home/claw/.openclaw-other'],
  ])('%s', (_, own, others, hidden) => {
    const lines = unitHas('InaccessiblePaths', { main: { port: 18789, ...own }, other: { port: 18909, ...others } });
    expect(lines.slice(MANAGER)).toEqual([hidden]);
  });

  it('are one line for each other instance, and none where everything is needed', () => {
    const others = { b: { port: 18909 }, c: { port: 19029 } };
    expect(unitHas('InaccessiblePaths', { main: { port: 18789 }, ...others }).slice(MANAGER)).toEqual([
      '-/home/claw/.openclaw-b',
      '-/home/claw/.openclaw-c',
    ]);
    const [b, main] = validate(textOf({ main: { port: 18789 }, b: { port: 18909 } })).fleet.hosts[0]!.instances;
    const needsAll = { ...main!, command: instancePaths(b!).map(({ path }) => `${path}/x`) };
    expect(siblingDirectives(needsAll, [b!]).map(([key]) => key)).toEqual(['SocketBindDeny']);
  });
});

describe('paths, in user scope', () => {
  const USER = { service: { scope: 'user', hardening: 'standard' } };
  const SYSTEM = { service: { scope: 'system', hardening: 'off' } };
  const main = { port: 18789, ...USER };

  it.each([
    ['of another account are closed by their modes, and may be where this one can not mount', { user: 'eve' }, []],
    ['of its own account', USER, ['-/home/claw/.openclaw-other']],
    [
      'but no file that the system reads as root',
      {
        ...SYSTEM,
        secrets: ['OPENCLAW_GATEWAY_TOKEN'],
        secretsFile: '/etc/openclaw/other.env',
        envFiles: ['/etc/openclaw/all.env'],
      },
      ['-/home/claw/.openclaw-other'],
    ],
    [
      'and files that the account reads, unless they are optional',
      {
        ...USER,
        secrets: ['OPENCLAW_GATEWAY_TOKEN'],
        secretsFile: '/etc/openclaw/other.env',
        envFiles: ['-/root/all.env', '-~/own.env'],
      },
      ['-/home/claw/.openclaw-other -/etc/openclaw/other.env -/home/claw/own.env'],
    ],
  ])('%s', (_, other, hidden) => {
    expect(unitHas('InaccessiblePaths', { main, other: { port: 18909, ...other } })).toEqual(hidden);
  });
});

describe('the content that a restart depends on', () => {
  const unitOf = (instances: object) =>
    [...build(textOf(instances)).artifacts].find(
      ({ kind, instance }) => kind === 'systemd-unit' && instance === 'main',
    )!;
  const main = { port: 18789, service: { systemd: { Service: { InaccessiblePaths: '/srv/secret' } } } };
  const other = { port: 18909 };

  it('is that of an instance alone on its host, whoever else is there', () => {
    const alone = unitOf({ main });
    expect(alone.restartContent).toBeUndefined();
    for (const siblings of [{ other }, { other, third: { port: 19029 } }]) {
      const unit = unitOf({ main, ...siblings });
      expect(unit.restartContent).toBe(alone.content);
      expect(unit.content).not.toBe(alone.content);
    }
  });

  it('changes with everything else in the unit', () => {
    const before = unitOf({ main, other }).restartContent;
    expect(unitOf({ main: { ...main, service: { hardening: 'standard' } }, other }).restartContent).not.toBe(before);
  });

  it('is all of a unit without hardening', () => {
    expect(unitOf({ main: { ...main, service: { hardening: 'off' } }, other }).restartContent).toBeUndefined();
  });
});

describe('writable folders', () => {
  const apart = {
    port: 18789,
    configPath: '/srv/config/openclaw.json',
    secretsFile: '/srv/secrets/main.env',
    workingDirectory: '/srv/cwd',
    logFile: '/srv/logs/main.log',
    secrets: ['TOKEN'],
  };

  it('hold the config where the gateway writes it, and never what it only reads', () => {
    const folders = '/home/claw/.openclaw-main';
    expect(unitHas('ReadWritePaths', { main: apart })).toEqual([`${folders} /srv/logs`]);
    expect(unitHas('ReadWritePaths', { main: apart }, { openclaw: '2026.3.13' })).toEqual([
      `${folders} /srv/config /srv/logs`,
    ]);
  });

  it('are added to by a person, or taken away as a whole', () => {
    const raw = (value: unknown) => ({ port: 18789, service: { systemd: { Service: { ReadWritePaths: value } } } });
    expect(unitHas('ReadWritePaths', { main: raw('/srv/more') })).toEqual(['/home/claw/.openclaw-main', '/srv/more']);
    expect(unitHas('ReadWritePaths', { main: raw(null) })).toEqual([]);
  });
});

it.each([
  [0o600, '0600'],
  [0o7, '0007'],
  [0o1777, '1777'],
])('mode %i is %s', (mode, text) => {
  expect(formatMode(mode)).toBe(text);
});
