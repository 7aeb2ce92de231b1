// What was changed on a machine since a build, and what of it hosts.yaml takes over.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { adopt } from '../../src/import/drift.ts';
import { folderWith, gwc } from '../cli/gwc.ts';

const HOSTS = `# our fleet
version: 1
defaults:
  user: claw
  config: { agents: { defaults: { maxConcurrent: 4 } } } # for all
hosts:
  box-1:
    instances:
      main: { port: 18789, secrets: [OPENCLAW_GATEWAY_TOKEN] } # the one
      rescue:
        port: 18909
        config:
          gateway: { auth: { mode: none } } # loopback alone
`;
const CONFIG = '/home/claw/.openclaw-main/openclaw.json';
const UNIT = '/home/claw/.config/systemd/user/openclaw-gateway-main.service';

/** Built, and its files where they belong. */
async function installed() {
  const cwd = folderWith({ 'hosts.yaml': HOSTS });
  expect((await gwc(['build', '-q'], { cwd })).code).toBe(0);
  for (const { installPath, content } of build(HOSTS).artifacts) {
    mkdirSync(dirname(join(cwd, 'disk', installPath)), { recursive: true });
    writeFileSync(join(cwd, 'disk', installPath), content);
  }
  const place = (path: string) => join(cwd, 'disk', path);
  const change = (path: string, edit: (text: string) => string) =>
    writeFileSync(place(path), edit(readFileSync(place(path), 'utf8')));
  const changeConfig = (edit: (config: ReturnType<typeof JSON.parse>) => void) =>
    change(CONFIG, (text) => {
      const config = JSON.parse(text);
      edit(config);
      return JSON.stringify(config);
    });
  const drift = (...args: readonly string[]) =>
    gwc(['import', '--root', 'disk', '--explain-diff', '--against', 'out', ...args], { cwd });
  return { cwd, place, change, changeConfig, drift };
}

describe('import --against', () => {
  it('has nothing to say of what is as it was built', async () => {
    const { drift } = await installed();
    expect(await drift()).toEqual({
      code: 0,
      stdout: '',
      stderr: '0 differences between out and this machine\n',
    });
  });

  it('names each changed key, with both values and what to do, and shows no secret', async () => {
    const { drift, changeConfig, change, place } = await installed();
    changeConfig((config) => {
      config.meta = { lastTouchedVersion: '2026.9.6' };
      config.agents.defaults.maxConcurrent = 8;
      config.gateway.port = 20000;
      config.channels = { telegram: { enabled: true, botToken: 'SENTINEL-1' } };
    });
    change(UNIT, (text) => text.replace('[Service]\n', '[Service]\nMemoryMax=2G\nEnvironment=MY_TOKEN=SENTINEL-2\n'));
    rmSync(place('/home/claw/.openclaw-rescue/gateway.env'));
    const { code, stdout } = await drift();
    expect(code).toBe(1);
    expect(stdout).not.toContain('SENTINEL');
    expect(stdout).toBe(`main  ${UNIT}
  [Service] Environment: changed on the machine; \`gwc apply --force\` puts it back
    - (covered)
    + OPENCLAW_SERVICE_KIND=… OPENCLAW_SERVICE_MARKER=…
  [Service] MemoryMax: changed on the machine; \`gwc apply --force\` puts it back
    - 2G

main  ${CONFIG}
  agents.defaults.maxConcurrent: changed on the machine; \`--adopt\` takes it over
    - 8
    + 4
  gateway.port: changed on the machine; \`port\` of hosts.yaml decides it
    - 20000
    + 18789
  meta.lastTouchedVersion: OpenClaw's own record of who wrote the file
    - 2026.9.6
  channels.telegram.enabled: changed on the machine; \`--adopt\` takes it over
    - true
  channels.telegram.botToken: it holds a secret: move it to \`secretsFile\`, and refer to it
    - (covered)

rescue  /home/claw/.openclaw-rescue/gateway.env
  the file itself: it is not on the machine
`);
  });

  it('--adopt takes the keys over: the next build is what the machine has, comments stay', async () => {
    const { cwd, drift, changeConfig } = await installed();
    changeConfig((config) => {
      config.agents.defaults.maxConcurrent = 8;
      config.agents.defaults.model = { primary: 'a/$(b)' };
      config.tools = { deny: ['exec', 'browser'] };
    });
    const { code, stderr } = await drift('--adopt');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'took 3 keys over into hosts.yaml; `gwc build` writes them\n3 differences between out and this machine\n',
    });
    const text = readFileSync(join(cwd, 'hosts.yaml'), 'utf8');
    for (const comment of ['# our fleet', '# for all', '# the one', '# loopback alone'])
      expect(text).toContain(comment);
    expect((await gwc(['build', '-q'], { cwd })).code).toBe(0);
    expect(await drift()).toMatchObject({ code: 0, stdout: '' });
    expect(build(text).artifacts.find(({ path }) => path === 'box-1/rescue/openclaw.json')?.content).toContain(
      '"maxConcurrent": 4',
    );
  });

  it('--adopt takes them over into the part that has the instance', async () => {
    const { cwd, drift, changeConfig } = await installed();
    const [head, hosts] = HOSTS.split(/^(?=hosts:)/m);
    mkdirSync(join(cwd, 'teams'));
    writeFileSync(join(cwd, 'hosts.yaml'), `${head}include: [teams/*.yaml]\n`);
    writeFileSync(join(cwd, 'teams/a.yaml'), `version: 1\n${hosts}`);
    changeConfig((config) => {
      config.agents.defaults.maxConcurrent = 8;
    });
    const { code, stderr } = await drift('--adopt');
    expect([code, stderr]).toEqual([0, expect.stringContaining('took 1 key over into teams/a.yaml')]);
    expect((await gwc(['build', '-q'], { cwd })).code).toBe(0);
    expect(await drift()).toMatchObject({ code: 0, stdout: '' });
  });

  it('--adopt takes them over into the file that gwc finds', async () => {
    const { cwd, drift, changeConfig } = await installed();
    renameSync(join(cwd, 'hosts.yaml'), join(cwd, 'hosts.yml'));
    changeConfig((config) => {
      config.agents.defaults.maxConcurrent = 8;
    });
    expect((await drift('--adopt')).stderr).toContain('took 1 key over into hosts.yml');
  });

  it('--adopt: what is gone on the machine is gone', async () => {
    const { cwd, drift, changeConfig } = await installed();
    changeConfig((config) => {
      delete config.agents.defaults.maxConcurrent;
    });
    expect((await drift('--adopt', 'hosts.yaml')).code).toBe(0);
    await gwc(['build', '-q'], { cwd });
    expect(await drift()).toMatchObject({ code: 0, stdout: '' });
  });

  it('a config that is cut off is taken for no change', async () => {
    const { cwd, drift, change } = await installed();
    change(CONFIG, (text) => text.slice(0, 40));
    const { code, stderr } = await drift('--adopt');
    expect(code).toBe(1);
    expect(stderr).toContain(`${CONFIG}: not all of it could be read, so nothing of it is taken over`);
    expect(readFileSync(join(cwd, 'hosts.yaml'), 'utf8')).toBe(HOSTS);
  });

  it.each([
    [['--adopt'], /--adopt and --host need --against FOLDER/],
    [['--against', 'missing'], /missing has no gwc\.manifest\.json/],
    [['--against', 'out', '--host', 'box-9'], /no host `box-9`/],
  ])('%j: exit 2', async (args, message) => {
    const { cwd } = await installed();
    const { code, stderr } = await gwc(['import', '--root', 'disk', ...args], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});

describe('adopt', () => {
  const change = { instance: 'main', path: ['a', 'b'], value: 1 } as const;

  it.each([
    ['hosts: { box-1: { instances: { other: {} } } }', 'this file does not have the instance as a map of its own'],
    [
      'x-c: &c { a: {} }\nhosts: { box-1: { instances: { main: { config: *c } } } }',
      'an alias gives it, and is used elsewhere too',
    ],
    [
      'x-c: &c { config: { a: {} } }\nhosts: { box-1: { instances: { main: { <<: *c } } } }',
      'an alias gives it, and is used elsewhere too',
    ],
    ['hosts: [', 'the file is not valid YAML'],
  ])('%s', (text, problem) => {
    expect(adopt(text, 'box-1', [change])).toEqual({ text, count: 0, left: [`main: a.b: ${problem}`] });
  });

  it('leaves the layout of the rest alone', () => {
    const text =
      'hosts:\n    box-1:   # ours\n        instances:\n            main: {port: 18789}\n            b:  {port: 1}\n';
    const taken = text.replace('{port: 18789}', '{port: 18789, config: {a: {b: 1}}}');
    expect(adopt(text, 'box-1', [change])).toEqual({ text: taken, count: 1, left: [] });
  });
});
