// The manifest of an output folder and the record of the last apply are foreign input: what gwc would not have written is refused.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pickHost, servicePlace } from '../../src/apply/desired.ts';
import { type ApplyRecord, EMPTY_RECORD, formatRecord, parseRecord } from '../../src/apply/record.ts';
import { FileError } from '../../src/files/file-error.ts';
import { readDeployment } from '../../src/files/read-deployment.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';
import { folderWith, gwc } from '../cli/gwc.ts';
import { buildInto, builtTree, hostsOf, readTree } from './built-tree.ts';

const HOSTS = hostsOf({ main: '{ port: 18789, secrets: [A] }' });

async function deployed(): Promise<Deployment> {
  return (await builtTree(HOSTS)).instances[0]!.deployment;
}

describe('a deployment', () => {
  it('is read as it was written, without what it does not know', async () => {
    const deployment = await deployed();
    expect(readDeployment(JSON.parse(JSON.stringify({ ...deployment, extra: 1 })))).toEqual(deployment);
  });

  it.each([
    ['host', '../etc'],
    ['host', 1],
    ['instance', 'a/b'],
    ['os', 'plan9'],
    ['target', 'launchd'],
    ['scope', 'global'],
    ['service', '../x.service'],
    ['service', '--now.service'],
    ['service', 'a.socket'],
    ['enabled', 'yes'],
    ['user', '-u'],
    ['user', 'a b'],
    ['group', '0;x'],
    ['home', '/'],
    ['home', '/home/../root'],
    ['profile', '--profile'],
    ['port', 0],
    ['port', 65536],
    ['port', '18789'],
    ['ports', { from: 18790, to: 18899 }],
    ['ports', { from: 18789, to: 18788 }],
    ['ports', [18789, 18899]],
    ['health', 'http://example.com:18789/healthz'],
    ['health', 'http://127.0.0.1:1/healthz'],
    ['health', 'http://127.0.0.1:18789/healthz?x'],
    ['health', 'file:///etc/passwd'],
    ['command', []],
    ['command', ['openclaw']],
    ['command', ['/bin/sh', 'a\nb']],
    ['stateDir', 'state'],
    ['stateDir', '/a//b'],
    ['configPath', '/a/'],
    ['workspace', '/a\0b'],
    ['secrets', ['A=B']],
    ['secrets', 'A'],
    ['secretsFile', '~/.env'],
    ['release', 'latest'],
    ['ready', 'http://example.com:18789/startupz'],
    ['ready', 'http://127.0.0.1:18789/readyz'],
    ['envFiles', ['/etc/common.env']],
    ['envFiles', [{ path: 'common.env', optional: true }]],
    ['envFiles', [{ path: '/etc/common.env', optional: 'no' }]],
    ['folders', ['/a']],
    ['folders', [{ path: '/a/../b', owner: 'claw', mode: '0700' }]],
    ['folders', [{ path: '/a', owner: 'other', mode: '0700' }]],
    ['folders', [{ path: '/a', owner: 'claw', mode: '0755' }]],
    ['folders', [{ path: '/a', owner: 'root', mode: '0700' }]],
    ['folders', [{ path: '/a', owner: 'root', mode: '1777' }]],
    ['folders', null],
    ['unmanaged', 'x'],
    ['unmanaged', [{ scope: 'user' }]],
  ])('is refused with %s %o', async (key, value) => {
    const deployment = await deployed();
    expect(readDeployment(JSON.parse(JSON.stringify({ ...deployment, [key]: value })))).toBe(key);
    const { [key as keyof Deployment]: _, ...rest } = deployment;
    if (!['group', 'secretsFile', 'unmanaged'].includes(key))
      expect(readDeployment(JSON.parse(JSON.stringify(rest)))).toBe(key);
  });

  it('takes nothing from a prototype', () => {
    expect(readDeployment(JSON.parse('{"__proto__":{"host":"box-1"}}'))).toBe('host');
    expect(readDeployment(null)).toBe('map');
  });
});

describe('an output folder', () => {
  const edited = async (change: (manifest: string) => string): Promise<() => unknown> => {
    const folder = folderWith();
    await buildInto(folder, HOSTS);
    const path = join(folder, 'out/gwc.manifest.json');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    return () => readTree(folder);
  };

  it.each([
    [
      'another install path',
      (text: string) => text.replace('"/home/claw/.openclaw-main/openclaw.json"', '"/etc/passwd"'),
      'would go',
    ],
    ['a unit elsewhere', (text: string) => text.replace('/.config/systemd/user/', '/.config/autostart/'), 'would go'],
    ['another owner', (text: string) => text.replace('"owner": "claw"', '"owner": "root"'), 'would go'],
    ['another mode', (text: string) => text.replace('"mode": "0600"', '"mode": "4755"'), 'would go'],
    ['another kind', (text: string) => text.replace('"kind": "env"', '"kind": "systemd-unit"'), 'would go'],
    ['another digest', (text: string) => text.replace(/"sha256": "../, '"sha256": "00'), 'is not what'],
    [
      'an instance of another shape',
      (text: string) => text.replace('"port": 18789', '"port": -1'),
      'the port of instance 1',
    ],
    ['no instances', (text: string) => text.replace('"instances"', '"instances-"'), 'earlier gwc'],
    [
      'instances that are no list',
      (text: string) => text.replace(/"instances": \[[\s\S]*\]/, '"instances": {}'),
      'no list',
    ],
  ])('is refused with %s', async (_, change, reason) => {
    const read = await edited(change);
    expect(read).toThrow(FileError);
    expect(read).toThrow(reason);
  });

  it('is refused where a file was edited, or is gone', async () => {
    const folder = folderWith();
    await buildInto(folder, HOSTS);
    writeFileSync(join(folder, 'out/box-1/main/gateway.env'), 'A=b\n');
    expect(() => readTree(folder)).toThrow('out/box-1/main/gateway.env is not what gwc.manifest.json says');
  });

  it('is refused where no build wrote it', () => {
    const folder = folderWith({ 'out/x': '' });
    expect(() => readTree(folder)).toThrow('out has no gwc.manifest.json; `gwc build -o out` writes it');
  });

  it('is none of an earlier gwc for `build`, which writes the list anew', async () => {
    const folder = folderWith();
    await buildInto(folder, HOSTS);
    const path = join(folder, 'out/gwc.manifest.json');
    const whole = readFileSync(path, 'utf8');
    const { instances: _, ...rest } = JSON.parse(whole);
    writeFileSync(path, JSON.stringify(rest));
    expect(await gwc(['build'], { cwd: folder })).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });
});

describe('the host', () => {
  it.each([
    [['a', 'b'], 'b', 'a', 'b'],
    [['a', 'b'], undefined, 'b', 'b'],
    [['a', 'b'], undefined, 'B.example.org', 'b'],
    [['a'], undefined, 'elsewhere', 'a'],
    [['a.example.com', 'b'], undefined, 'a.example.com', 'a.example.com'],
    [['a.example.com', 'a.example.org'], undefined, 'A.example.org', 'a.example.org'],
    [['a.example.com', 'b'], undefined, 'a', 'a.example.com'],
    [['a', 'a.example.com'], undefined, 'a.example.com', 'a.example.com'],
    [['a', 'a.example.com'], undefined, 'a.example.org', 'a'],
    [['a.example.com', 'a.example.org'], 'a.example.org', 'a', 'a.example.org'],
  ])('of %o with --host %s on %s is %s', (hosts, given, own, expected) => {
    expect(pickHost(hosts, given, own)).toBe(expected);
  });

  it.each([
    [['box-1', 'box-2'], 'boks-1', 'x', 'there is no host `boks-1`; did you mean `box-1`?'],
    [['box-1', 'box-2'], 'zzzzzzz', 'x', 'there is no host `zzzzzzz`; there are box-1, box-2'],
    [['a', 'b'], undefined, 'x', 'this machine, `x`, is not one of the hosts a, b; name it with --host'],
    [['a.x', 'b.x'], undefined, 'a.y', 'this machine, `a.y`, is not one of the hosts a.x, b.x; name it with --host'],
    [['a.x', 'a.y', 'b'], undefined, 'a', 'this machine, `a`, may be `a.x` or `a.y`; name it with --host'],
    [['a', 'a.y'], undefined, 'a', 'this machine, `a`, may be `a` or `a.y`; name it with --host'],
  ])('of %o with --host %s on %s is refused', (hosts, given, own, reason) => {
    expect(() => pickHost(hosts, given, own)).toThrow(reason);
  });
});

describe('a record', () => {
  it('is read as it was written', async () => {
    const deployment = await deployed();
    const file = {
      path: servicePlace(deployment).path,
      sha256: 'ab'.repeat(32),
      restartSha256: 'cd'.repeat(32),
    };
    const kept = [
      { path: '/a', mode: 0o600, stored: '1' },
      { path: '/b', mode: 0o644 },
    ];
    const record: ApplyRecord = {
      instances: [{ deployment, files: [file] }],
      containers: [{ deployment: { ...deployment, target: 'quadlet' }, files: [file] }],
      works: [{ service: 'claw /a', port: 18789, wasRunning: true, kept, writes: [file] }],
      stopped: ['claw /b'],
      left: [{ ...file, user: 'claw' }],
    };
    expect(parseRecord(formatRecord(record), 'r')).toEqual(record);
    expect(parseRecord(formatRecord(EMPTY_RECORD), 'r')).toEqual(EMPTY_RECORD);
  });

  it('is read as an earlier gwc wrote it, and kept so', async () => {
    const { release: _, ready: __, envFiles: ___, ports: ____, folders, ...rest } = await deployed();
    const earlier = { ...rest, folders: folders.map(({ path }) => path) };
    const text = JSON.stringify({
      version: 1,
      instances: [{ deployment: earlier, files: [] }],
      works: [],
      stopped: [],
    });
    const read = parseRecord(text, 'r');
    expect(read.instances[0]!.deployment).toEqual({
      ...rest,
      release: '',
      ports: { from: rest.port, to: rest.port },
      ready: rest.health,
      envFiles: [],
      folders: [],
    });
    expect(parseRecord(formatRecord(read), 'r')).toEqual(read);
  });

  const WORK = { service: 's', port: 1, wasRunning: false, kept: [], writes: [] };
  it.each([
    ['', 'shape of a record'],
    ['{"version":2,"instances":[]}', '/r was written by a newer gwc; update this one'],
    ['{"version":"2","instances":[]}', 'shape of a record'],
    ['{"version":1}', 'no list'],
    ['{"version":1,"instances":[{}],"works":[],"stopped":[]}', 'an instance in it'],
    ['{"version":1,"instances":[],"works":{},"stopped":[]}', 'what was begun'],
    ['{"version":1,"instances":[],"works":[],"stopped":[1]}', 'what was begun'],
    ...[
      { service: 1 },
      { port: '1' },
      { wasRunning: 1 },
      { writes: [{ path: 'a', sha256: 'ab'.repeat(32) }] },
      { writes: [{ path: '/a', sha256: 'x' }] },
      { writes: [{ path: '/a', sha256: 'ab'.repeat(32), restartSha256: 'x' }] },
      { kept: [{ path: '/a/../b', mode: 0o600 }] },
      { kept: [{ path: '/a', mode: 0o600, stored: '../../etc/shadow' }] },
      { kept: [{ path: '/a', mode: 0o4755 }] },
    ].map((change) => [
      JSON.stringify({ version: 1, instances: [], works: [{ ...WORK, ...change }], stopped: [] }),
      'what was begun',
    ]),
  ])('is refused as %s', (text, reason) => {
    expect(() => parseRecord(text!, '/r')).toThrow(FileError);
    expect(() => parseRecord(text!, '/r')).toThrow(reason);
  });
});
