// Disks that mean harm: nothing of them is leaked, nothing outside of the root is read, and nothing hangs or throws.

import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { differencesText } from '../../src/cli/commands/import.ts';
import { openDisk } from '../../src/import/disk.ts';
import { importMachine } from '../../src/import/import-machine.ts';
import { folderWith } from '../cli/gwc.ts';

const PASSWD = { 'etc/passwd': 'claw:x:1500:1500::/home/claw:/bin/sh\n', 'etc/hostname': 'box-1\n' };
const UNIT = '[Service]\nExecStart=/usr/bin/openclaw gateway --port 18789\n';
const UNITS = 'home/claw/.config/systemd/user';
const HOME = 'home/claw';

/** Everything that a person could see of it. */
function shownOf(root: string): string {
  const imported = importMachine(openDisk(root));
  const { diagnostics } = build(imported.text, imported);
  return [
    imported.text,
    JSON.stringify(imported.notes),
    differencesText(imported.explain()),
    JSON.stringify(diagnostics),
  ].join('\n');
}

function link(root: string, path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

describe('secrets', () => {
  it('are shown from none of the places that are read', () => {
    const mark = 'SENTINEL7';
    const root = folderWith({
      ...PASSWD,
      [`${UNITS}/openclaw-gateway.service`]: `${UNIT}Environment=OPENCLAW_GATEWAY_TOKEN=${mark}-1\nEnvironmentFile=/etc/common.env\n`,
      [`${UNITS}/openclaw-gateway.service.d/10.conf`]: `[Service]\nEnvironment=TELEGRAM_BOT_TOKEN=${mark}-2\n`,
      [`${UNITS}/openclaw-gateway-b.service`]: `${UNIT.replace('18789', `18909 --token ${mark}-1`)}Environment=OPENCLAW_PROFILE=b OPENCLAW_STATE_DIR=/home/claw/.openclaw-b\nEnvironmentFile=/etc/common.env\n`,
      'etc/common.env': `SLACK_BOT_TOKEN=${mark}-3\n`,
      [`${HOME}/.config/environment.d/a.conf`]: `MY_API_KEY=${mark}-4\nOPENCLAW_SOME_SECRET=${mark}-5\n`,
      [`${HOME}/.env`]: `CWD_TOKEN=${mark}-6\n`,
      [`${HOME}/.openclaw/openclaw.json`]: `{ gateway: { auth: { token: '${mark}-7' } }, channels: { telegram: { botToken: '${mark}-2' } } }`,
      [`${HOME}/.openclaw/.env`]: `OTHER_TOKEN=${mark}-8\n`,
      [`${HOME}/.openclaw-b/openclaw.json`]: `{ channels: { telegram: { botToken: '${mark}-2' } } }`,
      [`${HOME}/.openclaw-old/openclaw.json`]: `{ gateway: { auth: { token: '${mark}-7' } } }`,
      [`${HOME}/.openclaw-copy2/openclaw.json`]: `{ gateway: { mode: 'remote', remote: { token: '${mark}-9' } } }`,
      [`${HOME}/bot/.env`]: `TOKEN=${mark}-10\nOPENCLAW_GATEWAY_PORT=19029\n`,
      [`${HOME}/bot/compose.yaml`]: `services: { openclaw-gateway: { image: openclaw, network_mode: host, env_file: more.env, command: [gateway, --token, ${mark}-11], environment: { OPENCLAW_GATEWAY_TOKEN: "\${TOKEN}", PLAIN: "${mark}-12" } } }`,
      [`${HOME}/bot/more.env`]: `TELEGRAM_BOT_TOKEN=${mark}-2\n`,
      [`${HOME}/.config/containers/systemd/q.container`]: `[Container]\nImage=openclaw\nNetwork=host\nEnvironment=OPENCLAW_GATEWAY_PORT=19149 OPENCLAW_GATEWAY_TOKEN=${mark}-13\nExec=gateway --password ${mark}-14\n`,
      'var/lib/docker/containers/a/config.v2.json': JSON.stringify({
        Name: '/openclaw-x',
        Config: { Image: 'openclaw', Env: [`OPENCLAW_GATEWAY_TOKEN=${mark}-15`, 'OPENCLAW_GATEWAY_PORT=19269'] },
      }),
      'var/lib/docker/containers/a/hostconfig.json': JSON.stringify({ NetworkMode: 'host' }),
      [`${HOME}/.openclaw-run/openclaw.json`]: '{}',
      'proc/7/cmdline': `openclaw\0gateway\0--token\0${mark}-16\0`,
      'proc/7/environ': `HOME=/home/claw\0OPENCLAW_STATE_DIR=/home/claw/.openclaw-run\0OPENCLAW_GATEWAY_PORT=19389\0BOT_TOKEN=${mark}-17\0`,
      [`${HOME}/.ocm/envs.json`]: `{"envs":[{"name":"${'w'}","root":"/home/claw/w","gatewayPort":19509,"apiKey":"${mark}-18"}]}`,
    });
    const shown = shownOf(root);
    expect(shown).not.toContain(mark);
    expect(shown).toContain('bot-shared');
    expect(shown.match(/port: \d+/g)?.length).toBeGreaterThanOrEqual(7);
  });

  it('of the machine that gwc runs on are not read through links, paths and includes', () => {
    const outside = folderWith({
      secret: 'OUTSIDE=1\n',
      'x/openclaw.json': '{ logging: { level: "OUTSIDE" } }',
      'c/compose.yaml': 'services: { OUTSIDE: { ports: [ "1:1" ] } }',
    });
    const up = '../'.repeat(20);
    const root = folderWith({
      ...PASSWD,
      [`${UNITS}/openclaw-gateway.service`]: `${UNIT}EnvironmentFile=${outside}/secret\nEnvironmentFile=${up}${outside}/secret\nEnvironment=OPENCLAW_CONFIG_PATH=${up}${outside}/x/openclaw.json\n`,
      [`${HOME}/bot/compose.yaml`]: `services: { a: { image: openclaw, network_mode: host, env_file: "${up}${outside}/secret", volumes: [ "${up}${outside}/x:/home/node/.openclaw" ] } }`,
      [`${HOME}/.ocm/envs.json`]: `{"envs":[{"name":"w","root":"/${up}${outside}/x","gatewayPort":19509}]}`,
    });
    link(root, `${HOME}/.openclaw-x`, join(outside, 'x'));
    link(root, `${HOME}/.openclaw/.env`, join(outside, 'secret'));
    link(root, `${HOME}/stack`, join(outside, 'c'));
    link(root, `${HOME}/.openclaw-b/credentials`, outside);
    link(root, 'proc/1/environ', join(outside, 'secret'));
    expect(shownOf(root)).not.toMatch(/OUTSIDE/);
  });
});

describe('what could hang or throw', () => {
  const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`),
    'services: *i',
  ].join('\n');

  it.each<[string, Readonly<Record<string, string>>]>([
    ['an alias bomb', { [`${HOME}/bot/compose.yaml`]: bomb }],
    [
      'a deep compose file',
      { [`${HOME}/bot/compose.yaml`]: `services: { a: { ports: ${nested('[', ']', 20_000)} } }` },
    ],
    ['a deeper one', { [`${HOME}/bot/compose.yaml`]: `services: { a: { x: ${nested('[', ']', 1500)} } }` }],
    [
      'variables in variables',
      {
        [`${HOME}/bot/compose.yaml`]: `services: { a: { image: "${'${A:-'.repeat(5000)}" } }`,
        [`${HOME}/bot/.env`]: 'A=${A}${A}\n',
      },
    ],
    [
      'compose services of other kinds',
      {
        [`${HOME}/bot/compose.yaml`]:
          'services: { a: 1, b: [x], c: null, d: { ports: { a: b }, volumes: 7, environment: 5, env_file: [[1]], command: { a: 1 } }, __proto__: { network_mode: host, image: openclaw } }',
      },
    ],
    ['a deep registry of ocm', { [`${HOME}/.ocm/envs.json`]: nested('[', ']', 100_000) }],
    [
      'entries of other kinds',
      {
        [`${HOME}/.ocm/envs.json`]:
          '{"envs":[null,1,{"name":1},{"name":"a","root":"relative"},{"name":"__proto__","root":"/x","gatewayPort":99999}]}',
      },
    ],
    [
      'records of other kinds',
      {
        'var/lib/docker/containers/a/config.v2.json': '{"Name":"/a","Config":{"Env":5,"Cmd":{"a":1}}}',
        'var/lib/docker/containers/a/hostconfig.json':
          '{"PortBindings":{"x":[{"HostPort":{}}],"1/tcp":null},"Binds":"a:b"}',
      },
    ],
    [
      'processes of any bytes',
      {
        'proc/1/cmdline': '\0\0gateway\0',
        'proc/1/environ': '=\0=x\0HOME',
        'proc/2/cmdline': `openclaw\0gateway\0--port\0${'9'.repeat(5000)}`,
      },
    ],
    ['environment.d in a circle', { [`${HOME}/.config/environment.d/a.conf`]: 'A=${A}${A}\nB=${C}\nC=${B}${B}\n' }],
    [
      'long names and odd profiles',
      {
        [`${HOME}/.openclaw-${'a'.repeat(200)}/openclaw.json`]: '{ gateway: { port: 19029 } }',
        [`${HOME}/.openclaw-$(x)/openclaw.json`]: '{}',
      },
    ],
    [
      'a copy of a copy',
      Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `${HOME}/.openclaw-c${index}/openclaw.json`,
          '{ gateway: { auth: { token: "SECRET" } } }',
        ]),
      ),
    ],
  ])('%s', (_, files) => {
    const root = folderWith({
      ...PASSWD,
      [`${UNITS}/openclaw-gateway.service`]: UNIT,
      [`${HOME}/.openclaw/openclaw.json`]: '{ gateway: { auth: { token: "SECRET" } } }',
      ...files,
    });
    const start = performance.now();
    const shown = shownOf(root);
    expect(shown).toContain('port: 18789');
    expect(shown).not.toContain('SECRET');
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('folders that are links to those above them', () => {
    const root = folderWith({ ...PASSWD, [`${UNITS}/openclaw-gateway.service`]: UNIT });
    for (const name of ['a', 'b', 'c', 'bot/d', 'bot/e']) link(root, `${HOME}/${name}`, '/home/claw');
    link(root, `${HOME}/.openclaw/agents/x`, '..');
    link(root, `${HOME}/.openclaw/credentials`, 'credentials');
    expect(shownOf(root)).toContain('port: 18789');
  });
});
