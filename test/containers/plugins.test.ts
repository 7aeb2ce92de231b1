// What a container does before its gateway starts: its command from the Compose file, run on this machine with a stub in place of OpenClaw.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from '../../src/build.ts';

/** Notes each call. A package lies in a project, a folder is copied, and what is called `none` can't be had. */
const STUB = `#!/usr/bin/env node
const { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { OPENCLAW_STATE_DIR: state, OPENCLAW_CONFIG_PATH: config, OPENCLAW_CONFIG_READONLY: readonly } = process.env;
const words = process.argv.slice(2);
if (words.includes('--help')) {
  if (!existsSync(state + '/early')) console.log('  --accept-capabilities  what it may do');
  process.exit(0);
}
appendFileSync(state + '/../calls', words.join(' ') + '\\n');
const [, verb, what] = words;
if (what?.includes('slow')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
if (words[0] !== 'plugins') process.exit(0);
if (readonly !== '0' || (statSync(config).mode & 0o777) !== 0o600) throw new Error('not on a copy');
writeFileSync(config, '{ "changed": true }');
writeFileSync(config + '.bak', '');
if (what.includes('none')) {
  console.log('npm said ' + process.env.API_TOKEN + ' to http://me:hunter2@127.0.0.1/');
  console.error('and ' + readFileSync(state + '/.env', 'utf8'));
  process.exit(3);
}
const [, name, version] = /^npm:(@?[^@]+)@?(.*)$/.exec(what) ?? [];
const project = state + '/npm/projects/' + (name ?? what).replace(/\\W/g, '-');
const put = (folder, manifest, id) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/package.json', manifest);
  writeFileSync(folder + '/openclaw.plugin.json', JSON.stringify({ id }));
};
if (verb === 'uninstall') {
  const places = [project, state + '/extensions/' + what].filter((path) => existsSync(path));
  if (places.length !== 1) throw new Error('no ' + what);
  rmSync(places[0], { recursive: true });
} else if (name) {
  // The version before stays, as one that a gateway may still load.
  if (existsSync(project)) {
    require('node:fs').renameSync(project, project + '-old');
    writeFileSync(project + '-old/.openclaw-retained-npm-installs', '');
  }
  put(project + '/node_modules/' + name, JSON.stringify({ version: version || '9.9.9' }), name.split('/').at(-1));
} else {
  const { id } = JSON.parse(readFileSync(what + '/openclaw.plugin.json', 'utf8'));
  put(state + '/extensions/' + id, readFileSync(what + '/package.json', 'utf8'), id);
}
`;

let folder: string;
const at = (...names: readonly string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gwc-container-'));
  writeFileSync(at('openclaw'), STUB);
  chmodSync(at('openclaw'), 0o755);
  mkdirSync(at('state'));
  writeFileSync(at('state', 'openclaw.json'), '{}');
  writeFileSync(at('state', '.env'), "SECRET='of the file'\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function commandOf(plugins: readonly string[] | undefined): readonly string[] {
  const main = {
    ...{ port: 18789, user: 'claw', secrets: ['OPENCLAW_GATEWAY_TOKEN'], service: { target: 'compose' } },
    ...{ command: at('openclaw'), stateDir: at('state'), plugins: plugins ?? null },
  };
  const { artifacts, diagnostics } = build(JSON.stringify({ version: 1, hosts: { box: { instances: { main } } } }));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  for (const { kind, installPath, content } of artifacts)
    if (kind === 'container-plugins') writeFileSync(installPath, content);
  const { services } = parse([...artifacts].find(({ kind }) => kind === 'compose')!.content);
  return services.gateway.command.map((word: string) => word.replaceAll('$$', '$'));
}

function environment() {
  return {
    PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
    OPENCLAW_STATE_DIR: at('state'),
    OPENCLAW_CONFIG_PATH: at('state', 'openclaw.json'),
    OPENCLAW_CONFIG_READONLY: '1',
    API_TOKEN: 'of-the-environment',
  };
}

/** What it called, and what it printed. */
function start(plugins: readonly string[] | undefined, secrets: Readonly<Record<string, string>> = {}) {
  const [program, ...args] = commandOf(plugins);
  const env = { ...environment(), ...secrets };
  rmSync(at('calls'), { force: true });
  const { status, stdout, stderr } = spawnSync(program!, args, { env, encoding: 'utf8' });
  const calls = existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : [];
  return { status, calls, output: stdout + stderr };
}

function makePlugin(version: string): string {
  mkdirSync(at('crm'), { recursive: true });
  writeFileSync(at('crm', 'package.json'), JSON.stringify({ version }));
  writeFileSync(at('crm', 'openclaw.plugin.json'), '{ "id": "crm-of-acme" }');
  return at('crm');
}

const GATEWAY = 'gateway --bind lan --port 18789';
const DEMO = 'plugins install npm:@acme/demo@1.0.0 --force --accept-capabilities --pin';

it('installs what is missing and starts the gateway, again only that; the config stays, and no copy of it', () => {
  const crm = makePlugin('1.0.0');
  const plugins = ['npm:@acme/demo@1.0.0', crm];
  const first = start(plugins);
  expect(first).toMatchObject({
    status: 0,
    calls: [DEMO, `plugins install ${crm} --force --accept-capabilities`, GATEWAY],
  });
  expect(readFileSync(at('state', 'openclaw.json'), 'utf8')).toBe('{}');
  expect(readdirSync(at('state')).filter((name) => name.startsWith('openclaw.json'))).toEqual(['openclaw.json']);
  expect(start(plugins)).toMatchObject({ calls: [GATEWAY], output: '' });
});

it('an early release is not told what it does not know', () => {
  writeFileSync(at('state', 'early'), '');
  expect(start(['npm:@acme/demo@1.0.0']).calls).toEqual([DEMO.replace(' --accept-capabilities', ''), GATEWAY]);
});

it('a container whose `plugins` nobody wrote starts its gateway, and nothing else', () => {
  expect(commandOf(undefined)).toEqual([at('openclaw'), ...GATEWAY.split(' ')]);
});

it('another version comes, of a folder too; one without a version stays as it is', () => {
  const crm = makePlugin('1.0.0');
  start(['npm:@acme/demo@1.0.0', 'npm:agenda', crm]);
  makePlugin('2.0.0');
  const next = ['npm:@acme/demo@2.0.0', 'npm:agenda', crm];
  expect(start(next).calls).toEqual([
    DEMO.replace('1.0.0', '2.0.0'),
    `plugins install ${crm} --force --accept-capabilities`,
    GATEWAY,
  ]);
  expect(start(next).calls).toEqual([GATEWAY]);
});

it('what left `plugins` goes, also where its folder is gone; what it never named stays', () => {
  const crm = makePlugin('1.0.0');
  start(['npm:@acme/demo@1.0.0', crm]);
  execFileSync('cp', ['-r', at('state', 'extensions', 'crm-of-acme'), at('state', 'extensions', 'by-hand')]);
  rmSync(crm, { recursive: true });
  const left = ['plugins uninstall @acme/demo --force', 'plugins uninstall crm-of-acme --force', GATEWAY];
  expect(start([]).calls).toEqual(left);
  expect(start([]).calls).toEqual([GATEWAY]);
  expect(readdirSync(at('state', 'extensions'))).toEqual(['by-hand']);
});

it('what is gone from the state folder comes again, and what left there on its own needs no command', () => {
  start(['npm:@acme/demo@1.0.0']);
  rmSync(at('state', 'npm'), { recursive: true });
  expect(start(['npm:@acme/demo@1.0.0']).calls).toEqual([DEMO, GATEWAY]);
  rmSync(at('state', 'npm'), { recursive: true });
  expect(start([]).calls).toEqual([GATEWAY]);
});

it('one that cannot be had: no gateway, the reason without a secret, and the next start tries again', () => {
  const failed = start(['npm:none@1.0.0']);
  expect({ status: failed.status, calls: failed.calls.length }).toEqual({ status: 1, calls: 1 });
  expect(failed.output).toContain('npm said *** to http://***@127.0.0.1/\nand SECRET=');
  expect(failed.output).not.toMatch(/of-the-environment|of the file|hunter2/);
  expect(readdirSync(at('state')).sort()).toEqual(['.env', 'gwc-plugins.cjs', 'openclaw.json']);
  expect(start(['npm:@acme/demo@1.0.0']).calls).toEqual([DEMO, GATEWAY]);
});

it.each([
  ['/k3y/of+base64==', 'npm said *** to'],
  ['https://hooks.example/T0/s3cret', 'npm said https://hooks.example/*** to'],
])('a secret that looks like a path or an address stays out of the log: %s', (secret, said) => {
  expect(start(['npm:none@1.0.0'], { API_TOKEN: secret }).output).toContain(said);
});

it.each(['[', '{ "a": 1 }', '[null, 7, "npm:@acme/demo"]', '"npm:@acme/demo"', 'null'])(
  'its own list may hold what it did not write: %s',
  (list) => {
    writeFileSync(at('state', 'gwc-plugins.json'), list);
    expect(start(['npm:@acme/demo@1.0.0'])).toMatchObject({ status: 0, calls: [DEMO, GATEWAY] });
    expect(start(['npm:@acme/demo@1.0.0'])).toMatchObject({ status: 0, calls: [GATEWAY] });
  },
);

it('one whose files were cut off is installed again', () => {
  start(['npm:@acme/demo@1.0.0']);
  const [project = ''] = readdirSync(at('state', 'npm', 'projects'));
  writeFileSync(at('state', 'npm', 'projects', project, 'node_modules', '@acme', 'demo', 'package.json'), '{ "ver');
  expect(start(['npm:@acme/demo@1.0.0']).calls).toEqual([DEMO, GATEWAY]);
});

it.each([[undefined], ['{'], ['{}'], ['{ "id": 7 }']])(
  'a folder that is no plugin is named, and nothing is removed: %s',
  (manifest) => {
    start(['npm:@acme/demo@1.0.0']);
    mkdirSync(at('crm'));
    if (manifest !== undefined) writeFileSync(at('crm', 'openclaw.plugin.json'), manifest);
    expect(start([at('crm')])).toEqual({
      status: 1,
      calls: [],
      output: `plugins: it failed: ${at('crm')}/openclaw.plugin.json is missing, or has no id\n`,
    });
  },
);

it('without OpenClaw it says so in one line', () => {
  const [program, ...args] = commandOf(['npm:@acme/demo@1.0.0']);
  rmSync(at('openclaw'));
  const { status, stderr } = spawnSync(program!, args, { env: environment(), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: `plugins: it failed: spawnSync ${at('openclaw')} ENOENT\n` });
});

it('is stopped while it installs, also as the first process of a container, which hears only what it listens to', async () => {
  const [program, ...args] = commandOf(['npm:slow@1.0.0']);
  const container = spawn(program!, args, { env: environment() });
  const ended = new Promise((resolve) => container.on('exit', (code, signal) => resolve({ code, signal })));
  while (!existsSync(at('calls'))) await new Promise((resolve) => setTimeout(resolve, 50));
  container.kill('SIGTERM');
  expect(await ended).toEqual({ code: 143, signal: null });
  expect(readFileSync(at('calls'), 'utf8')).not.toContain('gateway');
});
