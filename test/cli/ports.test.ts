// gwc ports: the map as a table and as data.

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folderWith, gwc, hostsYaml, TWO } from './gwc.ts';

const MIXED = `version: 1
defaults: { user: claw }
hosts:
  box-2:
    instances: {}
  box-1:
    reservedPorts: [5432, 8080-8090, { from: 9000, to: 9010, note: "vnc\\e[31m" }]
    instances:
      main: { port: 18789, config: { browser: { profiles: { work: { cdpPort: 18810 }, home: { cdpPort: 18805 } } } } }
      a-much-longer-name: { port: 21000, config: { browser: { enabled: false } } }
`;

describe('ports', () => {
  it('is a table for each host', async () => {
    expect(await gwc(['ports'], { cwd: folderWith({ 'hosts.yaml': MIXED }) })).toEqual({
      code: 0,
      stderr: '',
      stdout: `box-1
  INSTANCE            BASE   CONTROL  RELAY  CDP          PINS
  a-much-longer-name  21000  -        -      -            -
  main                18789  18791    18799  18800-18899  18805, 18810
  reserved: 5432, 8080-8090, 9000-9010 (vnc\\u{1b}[31m)
  next free base: 18909

box-2
  next free base: 18789
`,
    });
  });

  it('is data with --format json', async () => {
    const { code, stdout } = await gwc(['ports', '--format', 'json'], { cwd: folderWith({ 'hosts.yaml': MIXED }) });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      hosts: {
        'box-1': {
          instances: {
            'a-much-longer-name': {
              base: 21000,
              sandbox: 21001,
              control: null,
              relay: null,
              cdp: null,
              span: [21000, 21001],
              pins: [],
            },
            main: {
              base: 18789,
              sandbox: 18790,
              control: 18791,
              relay: 18799,
              cdp: [18800, 18899],
              span: [18789, 18899],
              pins: [18805, 18810],
            },
          },
          reserved: [
            { from: 5432, to: 5432 },
            { from: 8080, to: 8090 },
            { from: 9000, to: 9010, note: 'vnc\x1b[31m' },
          ],
          nextFree: 18909,
        },
        'box-2': { instances: {}, reserved: [], nextFree: 18789 },
      },
    });
  });

  it('says who collides, and what else listens', async () => {
    const text = `version: 1
hosts:
  box:
    user: claw
    reservedPorts: [18900]
    config: { channels: { telegram: { enabled: true, webhookUrl: "https://box.example/t" } } }
    instances:
      main: { port: 18789, config: { channels: { telegram: { webhookPort: 8789 } } } }
      rescue: { port: 18809 }
      third: { port: 19809, config: { channels: { telegram: { enabled: false } } } }
`;
    const cwd = folderWith({ 'hosts.yaml': text });
    expect((await gwc(['ports'], { cwd })).stdout).toBe(`box
  INSTANCE  BASE   CONTROL  RELAY  CDP          PINS  OTHER LISTENERS        COLLIDES WITH
  main      18789  18791    18799  18800-18899  -     telegram webhook 8789  rescue
  rescue    18809  18811    18819  18820-18919  -     telegram webhook 8787  main, reserved
  third     19809  19811    19819  19820-19919  -     -                      -
  reserved: 18900
  next free base: 19029
`);
    const { hosts } = JSON.parse((await gwc(['ports', '--format', 'json'], { cwd })).stdout);
    expect(hosts.box.instances.main.listeners).toEqual([{ from: 8789, to: 8789, name: 'telegram webhook' }]);
    expect(hosts.box.collisions).toEqual([
      { from: 18809, to: 18899, instances: ['main', 'rescue'], reserved: false },
      { from: 18900, to: 18900, instances: ['rescue'], reserved: true },
    ]);
  });

  it('fits a terminal, and marks what collides', async () => {
    const text = hostsYaml({
      box: { main: 18789, 'a-name-that-is-rather-long-for-a-table': 18809, 'and-one-more': 18829 },
    });
    const cwd = folderWith({ 'hosts.yaml': text });
    const { stdout } = await gwc(['ports', '--color'], { cwd, isTTY: true, columns: 72 });
    expect(stdout.split('\n').filter((line) => line.includes('\x1b[31m'))).toHaveLength(3);
    const lines = stripVTControlCharacters(stdout).split('\n');
    expect(lines.slice(1, 3)).toEqual([
      '  INSTANCE       BASE   CONTROL  RELAY  CDP          PINS  COLLIDES WITH',
      '  a-name-that-…  18809  18811    18819  18820-18919  -     main, and-on…',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  it('follows the release', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    const relay = async (release: string) =>
      JSON.parse((await gwc(['ports', '--format', 'json', '--openclaw', release], { cwd })).stdout).hosts['box-1']
        .instances.main.relay;
    expect([await relay('2026.9.6'), await relay('2026.3.13')]).toEqual([18799, 18792]);
  });

  it('has what could be read where there are errors, and reports them', async () => {
    const text = hostsYaml({ 'box-1': { main: 18789, 'no-port': '"x"', rescue: 18790 } });
    const { code, stdout, stderr } = await gwc(['ports', '--format', 'json'], {
      cwd: folderWith({ 'hosts.yaml': text }),
    });
    expect(code).toBe(1);
    expect(Object.keys(JSON.parse(stdout).hosts['box-1'].instances)).toEqual(['main', 'rescue']);
    expect(stderr).toMatch(/^error\[/);
    expect(stderr).toMatch(/\n\d errors in 3 instances on 1 host\n$/);
  });

  it('is empty where the file is no YAML', async () => {
    const cwd = folderWith({ 'hosts.yaml': '\t' });
    expect(await gwc(['ports'], { cwd })).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse((await gwc(['ports', '--format', 'json'], { cwd })).stdout)).toEqual({ hosts: {} });
  });

  it('is quiet about warnings, unless they fail', async () => {
    const cwd = folderWith({ 'hosts.yaml': `openclaw: 2099.1.1\n${TWO}` });
    expect(await gwc(['ports'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const strict = await gwc(['ports', '--strict'], { cwd });
    expect(strict.code).toBe(1);
    expect(strict.stderr).toMatch(/^warning\[openclaw-version\]/);
  });

  it('says where no base is free', async () => {
    const cwd = folderWith({ 'hosts.yaml': 'version: 1\nhosts: { box: { reservedPorts: [1-65535] } }\n' });
    expect((await gwc(['ports'], { cwd })).stdout).toContain('next free base: none');
    expect(JSON.parse((await gwc(['ports', '--format', 'json'], { cwd })).stdout).hosts.box.nextFree).toBeNull();
  });
});
