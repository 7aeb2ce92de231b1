// What `gwc status` makes of a machine: recorded answers of launchctl, and files that are really there.

import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostTree } from '../../src/apply/desired.ts';
import type { HttpAnswer, Machine } from '../../src/apply/machine.ts';
import { EMPTY_RECORD } from '../../src/apply/record.ts';
import { serviceManagerOf } from '../../src/apply/service-of.ts';
import { type HostStatus, hostStatus } from '../../src/apply/status.ts';
import { FileError } from '../../src/files/file-error.ts';
import { folderWith } from '../cli/gwc.ts';
import { builtTree, hostsOf } from './built-tree.ts';
import { launchctlRecording } from './launchctl-recording.ts';

const MAC = 'os: macos\n    env: { OPENCLAW_DISABLE_BONJOUR: "1" }';
const SECRETS = '/Users/claw/.openclaw-main/.env';
const LABEL = 'ai.openclaw.main';

interface Installed {
  readonly tree: HostTree;
  readonly root: string;
  readonly machine: Machine;
}

/** With its files and its job, as after an apply. */
async function installed(main = '{ port: 18789, secrets: [A, B] }', rest: Readonly<Record<string, string>> = {}) {
  const tree = await builtTree(hostsOf({ main, ...rest }, MAC));
  const root = folderWith();
  for (const { path, content, mode } of tree.instances.flatMap(({ files }) => files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), mode);
  }
  writeFileSync(join(root, SECRETS), 'A=x\nB=y\n', { mode: 0o600 });
  const { machine } = launchctlRecording(root, new Map([[LABEL, { port: 18789, pid: 8001, config: '' }]]));
  return { tree, root, machine };
}

function status({ tree, machine }: Installed): Promise<HostStatus> {
  const context = { machine, manager: serviceManagerOf(machine), record: EMPTY_RECORD, deep: false, tell: () => {} };
  return hostStatus(tree, context);
}

async function check(one: Installed, name: 'secrets' | 'plugins' | 'ready' | 'release' | 'port' | 'files' | 'cli') {
  const { result, text } = (await status(one)).instances[0]!.checks[name];
  return `${result}: ${text}`;
}

describe('plugins', () => {
  const project = 'Users/claw/.openclaw-main/npm/projects/discord';
  const add = (root: string, version: string) => {
    const folder = join(root, project, 'node_modules/@openclaw/discord');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, project, 'package.json'), '{ "dependencies": { "@openclaw/discord": "x" } }');
    writeFileSync(join(folder, 'openclaw.plugin.json'), '{ "id": "discord" }');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  };
  const CHANNEL = 'secrets: [DISCORD_BOT_TOKEN], config: { channels: { discord: { token: "${DISCORD_BOT_TOKEN}" } } }';

  it.each([
    ['{ port: 18789, secrets: [A] }', undefined, 'none: -'],
    [`{ port: 18789, ${CHANNEL} }`, undefined, 'off: no @openclaw/discord'],
    [`{ port: 18789, ${CHANNEL} }`, '2026.9.4', 'ok: installed'],
    [`{ port: 18789, plugins: [npm:@openclaw/discord@2026.9.6], ${CHANNEL} }`, '2026.9.6', 'ok: installed'],
    [
      `{ port: 18789, plugins: [npm:@openclaw/discord@2026.9.6], ${CHANNEL} }`,
      '2026.9.4',
      'off: no @openclaw/discord@2026.9.6',
    ],
  ])('of %s with %s installed', async (main, version, expected) => {
    const one = await installed(main);
    if (version !== undefined) add(one.root, version);
    expect(await check(one, 'plugins')).toBe(expected);
  });
});

it('a container is asked whether it serves, and for its plugins', async () => {
  const shop =
    '{ port: 18909, secrets: [OPENCLAW_GATEWAY_TOKEN], plugins: [npm:@acme/demo@1.0.0], service: { target: compose }, ' +
    'config: { gateway: { auth: { mode: token } } } }';
  const { instances } = await status(await installed(undefined, { shop }));
  const { deployment, checks } = instances.find((one) => one.deployment.target === 'compose')!;
  const seen = Object.entries(checks).filter(([, { text }]) => text !== '-');
  expect([deployment.instance, Object.fromEntries(seen)]).toEqual([
    'shop',
    {
      unit: { result: 'none', text: 'compose' },
      health: { result: 'off', text: 'no answer' },
      ready: { result: 'off', text: 'no answer' },
      plugins: { result: 'off', text: expect.stringMatching(/cannot be read|@acme.demo@1\.0\.0/) },
    },
  ]);
});

describe('secrets', () => {
  it.each([
    ['A=x\nB=y\n', 0o600, 'ok: set'],
    ['A=x\nB=y\n', 0o400, 'ok: set'],
    ['A=x\nB=y\n', 0o640, `off: ${SECRETS} has mode 0640`],
    ['A=x\n', 0o600, 'off: no value for B'],
    ['A=\n', 0o604, `off: no value for A, B, ${SECRETS} has mode 0604`],
    [undefined, 0o600, `off: ${SECRETS} missing`],
  ])('in a file of %o with mode %o', async (text, mode, expected) => {
    const one = await installed();
    const path = join(one.root, SECRETS);
    rmSync(path);
    if (text !== undefined) writeFileSync(path, text);
    if (text !== undefined) chmodSync(path, mode);
    expect(await check(one, 'secrets')).toBe(expected);
  });

  it('are read through a link, such as that of a secrets manager', async () => {
    const one = await installed();
    rmSync(join(one.root, SECRETS));
    symlinkSync('/run/secrets/main.env', join(one.root, SECRETS));
    expect(await check(one, 'secrets')).toBe(`off: ${SECRETS} missing`);
    mkdirSync(join(one.root, '/run/secrets'), { recursive: true });
    writeFileSync(join(one.root, '/run/secrets/main.env'), 'A=x\n', { mode: 0o640 });
    expect(await check(one, 'secrets')).toBe(`off: no value for B, ${SECRETS} has mode 0640`);
    writeFileSync(join(one.root, '/run/secrets/main.env'), 'A=x\nB=y\n');
    chmodSync(join(one.root, '/run/secrets/main.env'), 0o400);
    expect(await check(one, 'secrets')).toBe('ok: set');
  });

  it('that can not be read are unknown, and no fault', async () => {
    const one = await installed();
    const look = (path: string) => {
      if (path === SECRETS) throw new FileError('permission denied');
      return one.machine.look(path);
    };
    const machine = { ...one.machine, look };
    expect(await check({ ...one, machine }, 'secrets')).toBe(`unknown: ${SECRETS} cannot be read`);
  });
});

describe('secrets of several instances', () => {
  const MAIN = 'SAME=x\nOPENCLAW_GATEWAY_TOKEN=g1\nTELEGRAM_BOT_TOKEN=t1\n';
  const keys = (port: number) =>
    `{ port: ${port}, secrets: [SAME, BOT, OPENCLAW_GATEWAY_TOKEN, TELEGRAM_BOT_TOKEN], config: { channels: { telegram: { accounts: { b: { botToken: "\${BOT}" } } } } } }`;
  const compared = async (rescue: string) => {
    const one = await installed(keys(18789), { rescue: keys(18909) });
    writeFileSync(join(one.root, SECRETS), `${MAIN}BOT=b1\n`, { mode: 0o600 });
    writeFileSync(join(one.root, '/Users/claw/.openclaw-rescue/.env'), rescue, { mode: 0o600 });
    return (await status(one)).instances.map(({ checks }) => checks.secrets);
  };

  it('a token or bot that two have is told of, under whatever name, and never its value', async () => {
    const found = await compared('SAME=x\nOPENCLAW_GATEWAY_TOKEN=g1\nTELEGRAM_BOT_TOKEN="b1"\nBOT=b2\n');
    expect(found).toEqual([
      { result: 'off', text: 'OPENCLAW_GATEWAY_TOKEN is also that of rescue, BOT is also that of rescue' },
      { result: 'off', text: 'OPENCLAW_GATEWAY_TOKEN is also that of main, TELEGRAM_BOT_TOKEN is also that of main' },
    ]);
  });

  it('other values under the same names, and a common key of a model, are fine', async () => {
    const found = await compared('SAME=x\nOPENCLAW_GATEWAY_TOKEN=g2\nTELEGRAM_BOT_TOKEN=t2\nBOT=b2\n');
    expect(found.map(({ result }) => result)).toEqual(['ok', 'ok']);
  });
});

describe('readiness', () => {
  const answers = async (probes: Readonly<Record<string, [number, string]>>) => {
    const one = await installed();
    const get = async (url: string): Promise<HttpAnswer | undefined> => {
      const [status, body] = probes[new URL(url).pathname] ?? [404, ''];
      return { status, body };
    };
    return { ...one, machine: { ...one.machine, get } };
  };

  it.each([
    [{ '/readyz': [200, '{"ready":true,"failing":[]}'] }, 'ok: ready'],
    [{ '/readyz': [503, '{"ready":false,"failing":["telegram","slack"]}'] }, 'off: failing: telegram, slack'],
    [{ '/readyz': [503, '{"ready":false}'] }, 'off: not ready'],
    [{ '/startupz': [200, '{"ok":true,"status":"started"}'] }, 'ok: started'],
    [{ '/startupz': [503, '{"ok":false,"status":"starting"}'] }, 'off: starting'],
    [{ '/readyz': [200, '<!doctype html>'], '/startupz': [200, '<!doctype html>'] }, 'none: -'],
    [{}, 'none: -'],
  ] as const)('of %o', async (probes, expected) => {
    expect(await check(await answers(probes as never), 'ready')).toBe(expected);
  });

  it('the release that runs is told by /startupz', async () => {
    const one = await answers({ '/startupz': [200, '{"ok":true,"version":"2026.9.5"}'] });
    expect(await check(one, 'release')).toMatch(/^off: 2026\.9\.5, not 2026\./);
  });
});

describe('what else there is', () => {
  const OTHER = '/Users/claw/Library/LaunchAgents/ai.openclaw.old.plist';
  const plist = `<?xml version="1.0"?><plist version="1.0"><dict><key>Label</key><string>ai.openclaw.old</string>
    <key>ProgramArguments</key><array><string>/opt/homebrew/bin/openclaw</string><string>gateway</string>
    <string>--port</string><string>19789</string></array><key>RunAtLoad</key><true/></dict></plist>`;

  it('a gateway that was installed by hand is listed', async () => {
    const one = await installed();
    writeFileSync(join(one.root, OTHER), plist);
    expect((await status(one)).unlisted).toEqual([
      { service: 'ai.openclaw.old', scope: 'user', user: 'claw', file: OTHER, port: 19789, enabled: true },
    ]);
  });

  it('one that hosts.yaml names as unmanaged is not', async () => {
    const one = await installed('{ port: 18789, secrets: [A, B] }', { old: '{ port: 19789, managed: false }' });
    writeFileSync(join(one.root, OTHER), plist);
    expect((await status(one)).unlisted).toEqual([]);
  });

  it('without --deep OpenClaw is not asked', async () => {
    expect(await check(await installed(), 'cli')).toBe('none: -');
  });
});
