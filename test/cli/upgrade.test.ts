// biome-ignore-all lint/suspicious/noTemplateCurlyInString: OpenClaw's own syntax
// gwc upgrade: an older hosts.yaml for a later release, and what of it stays.

import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/index.ts';
import { filesIn, folderWith, gwc, modeOf, type Outcome } from './gwc.ts';

const OLD = `# The fleet. Keep it sorted.
version: 1
openclaw: '2026.3.13' # what runs

x-models: &models
  # shared by two
  memorySearch:
    enabled: true # for all
    provider: "openai"

defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN, TELEGRAM, SLACK, SLACK_APP]
  config:
    gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } }
    # mdns is noise here
    discovery: { mdns: { mode: off } }
    meta: { lastTouchedVersion: 2026.3.13, lastTouchedAt: "2026-03-13T10:00:00Z" }
    browser:
      color: "#ff4500"   # ours
      extraArgs: [--mute-audio]

hosts:
  box-1:
    instances:
      main:
        port: 18789
        config:
          <<: *models
          agents:
            # two agents
            list:
              # the one that talks
              - id: main
                default: true
                workspace: ~/work # keep

              - id: ops
                memorySearch: { enabled: false }
          channels:
            telegram:
              botToken: \${TELEGRAM}
              # as it was
              streamMode: partial
      rescue:
        port: 19789
        config:
          agents: { defaults: { memorySearch: { enabled: true } } }
          channels: { slack: { streamMode: append, botToken: "\${SLACK}", appToken: '\${SLACK_APP}' } }
      canary:
        port: 20789
        config: *models
`;

const NEW = `# The fleet. Keep it sorted.
version: 1
openclaw: '2026.9.6' # what runs

x-models: &models
  # shared by two
  memory:
    search:
      enabled: true # for all
      provider: "openai"

defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN, TELEGRAM, SLACK, SLACK_APP]
  config:
    gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } }
    # mdns is noise here
    discovery: { mdns: { mode: off } }
    meta: { lastTouchedVersion: 2026.3.13 }
    browser:
      extraArgs: [--mute-audio]

hosts:
  box-1:
    instances:
      main:
        port: 18789
        config:
          <<: *models
          agents:
            # two agents
            entries:
              # the one that talks
              main:
                default: true
                workspace: ~/work # keep

              ops:
                memory:
                  search: { enabled: false }
          channels:
            telegram:
              botToken: \${TELEGRAM}
              # as it was
              streaming:
                mode: partial
      rescue:
        port: 19789
        config:
          memory:
            search: { enabled: true }
          channels: { slack: { streaming: { mode: block }, botToken: "\${SLACK}", appToken: '\${SLACK_APP}' } }
      canary:
        port: 20789
        config: *models
`;

interface Upgrade extends Outcome {
  readonly text: string;
}

async function upgraded(text: string, ...more: string[]): Promise<Upgrade> {
  const cwd = folderWith({ 'hosts.yaml': text });
  const outcome = await gwc(['upgrade', '2026.9.6', ...more], { cwd });
  return { ...outcome, text: readFileSync(join(cwd, 'hosts.yaml'), 'utf8') };
}

const refusals = (text: string) =>
  validate(text)
    .diagnostics.filter(({ code, severity }) => code === 'openclaw-schema' && severity === 'error')
    .map(({ message }) => message);

describe('upgrade', () => {
  it('rewrites what the release renamed, keeps the rest, and says what changes', async () => {
    const { code, stdout, stderr, text } = await upgraded(OLD);
    expect(text).toBe(NEW);
    expect(refusals(text)).toEqual([]);
    expect({ code, stdout, stderr }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "note: box-1/rescue fetches the plugin of slack from npm at each start; \`plugins: [npm:@openclaw/slack@2026.9.6]\` pins it
      no findings in 3 instances on 1 host
      ",
        "stdout": "defaults.config: meta.lastTouchedAt removed: nothing has come in its place
      defaults.config: browser.color removed: nothing has come in its place
      hosts.box-1.instances.main.config: agents.list → agents.entries
      hosts.box-1.instances.main.config: memorySearch → memory.search
      hosts.box-1.instances.main.config: agents.entries.ops.memorySearch → agents.entries.ops.memory.search
      hosts.box-1.instances.main.config: channels.telegram.streamMode → channels.telegram.streaming.mode
      hosts.box-1.instances.rescue.config: channels.slack.streamMode → channels.slack.streaming.mode
      hosts.box-1.instances.rescue.config: agents.defaults.memorySearch → memory.search
      hosts.box-1.instances.canary.config: memorySearch → memory.search
      box-1/canary, box-1/main, box-1/rescue:
        - OpenClaw 2026.3.13
        - relay port: base+3
        - systemd-unit: TimeoutStopSec=30
        - systemd-unit: KillMode=control-group
        + OpenClaw 2026.9.6
        + sandbox port: base+1
        + relay port: base+10
        + environment: OPENCLAW_CONFIG_READONLY
        + systemd-unit: StartLimitBurst=10
        + systemd-unit: StartLimitIntervalSec=300
        + systemd-unit: RestartPreventExitStatus=78
        + systemd-unit: TimeoutStopSec=330
        + systemd-unit: OOMPolicy=continue
        + systemd-unit: KillMode=mixed
      ",
      }
    `);
  });

  it('changes nothing the second time', async () => {
    const { code, stdout, text } = await upgraded(NEW);
    expect({ code, stdout, text }).toEqual({ code: 0, stdout: '', text: NEW });
  });

  it('changes nothing with --dry-run and --diff', async () => {
    const dry = await upgraded(OLD, '--dry-run');
    expect(dry.text).toBe(OLD);
    expect(dry.stdout).toBe((await upgraded(OLD)).stdout);
    const { text, stdout } = await upgraded(OLD, '--diff');
    expect(text).toBe(OLD);
    expect(stdout).toContain("-openclaw: '2026.3.13' # what runs\n+openclaw: '2026.9.6' # what runs\n");
  });

  it('tells what is wrong with an instance that has no unit to compare, and no secret in it', async () => {
    const hosts = [
      '{ port: 18789, stateDir: "/srv/a\\nb" }',
      '{ port: 18909, workingDirectory: "/srv/a\\nb" }',
      '{ port: 19029, command: [/usr/bin/openclaw, --token, "hunter2-correct-horse\\n"] }',
      '{ port: 19149, service: { systemd: { Service: { Nice: "5\\nFoo=1" } } } }',
    ].map((keys, index) => `      i${index}: ${keys}\n`);
    const { code, stderr, stdout } = await upgraded(
      `version: 1\nopenclaw: 2026.8.2\nhosts:\n  box-1:\n    user: claw\n    instances:\n${hosts.join('')}`,
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/error\[(?:path-absolute|unit-value)\]/);
    expect(stderr + stdout).not.toMatch(/hunter2|a bug in gwc/);
  });

  it('keeps line ends, byte order mark, mode and link of the file', async () => {
    const cwd = folderWith({ 'real.yaml': `\ufeff${OLD.replaceAll('\n', '\r\n')}` });
    chmodSync(join(cwd, 'real.yaml'), 0o640);
    symlinkSync('real.yaml', join(cwd, 'hosts.yaml'));
    await gwc(['upgrade', '2026.9.6'], { cwd });
    expect(filesIn(cwd)).toEqual({ 'real.yaml': `\ufeff${NEW.replaceAll('\n', '\r\n')}` });
    expect(modeOf(join(cwd, 'real.yaml'))).toBe('0640');
  });
});

const FLEET = `version: 1
openclaw: 2026.3.13
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config:
    gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } }
    discovery: { mdns: { mode: off } }
    memorySearch: { enabled: true }
hosts:
  box-1:
    instances:
      canary:
        port: 18789
        config: { heartbeat: { every: 30m } }
      prod:
        port: 19789
        config: { heartbeat: { every: 1h } }
  box-2:
    user: other
    instances:
      main: { port: 18789 }
`;

describe('upgrade of a fleet of several files', () => {
  const FILES = {
    'hosts.yaml': `version: 1
include: [teams/*.yaml]
openclaw: 2026.3.13
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config:
    gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } }
    discovery: { mdns: { mode: off } }
    memorySearch: { enabled: true } # of all
`,
    'teams/a.yaml': `version: 1
defaults: { config: { heartbeat: { every: 30m } } }
hosts:
  box-1:
    instances:
      a: { port: 18789 } # the one
`,
    'teams/b.yaml': `version: 1
hosts:
  box-1:
    instances:
      b: { port: 18909 }
`,
  };
  const run = async (...more: string[]) => {
    const cwd = folderWith(FILES);
    const outcome = await gwc(['upgrade', '2026.9.6', ...more], { cwd });
    return { ...outcome, texts: Object.keys(FILES).map((name) => readFileSync(join(cwd, name), 'utf8')) };
  };
  const [root, a, b] = Object.values(FILES) as [string, string, string];

  it('rewrites every file, and says which', async () => {
    const { code, stdout, texts } = await run();
    expect(texts).toEqual([
      root
        .replace('2026.3.13', '2026.9.6')
        .replace('memorySearch: { enabled: true }', 'memory:\n      search: { enabled: true }'),
      a.replace('{ heartbeat: { every: 30m } }', '{ agents: { defaults: { heartbeat: { every: 30m } } } }'),
      b,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('\nteams/a.yaml: defaults.config: heartbeat → agents.defaults.heartbeat\n');
  });

  it('shows the difference of each, and changes none', async () => {
    const { stdout, texts } = await run('--diff');
    expect(texts).toEqual([root, a, b]);
    expect(stdout).toMatch(/^diff --git a\/hosts\.yaml [\s\S]*\ndiff --git a\/teams\/a\.yaml /);
    expect(stdout).not.toContain('b.yaml');
  });

  it('retargets an instance in the file that has it', async () => {
    const { stdout, texts } = await run('--instance', 'box-1/b');
    expect(texts).toEqual([root, a, b.replace('port: 18909', 'port: 18909, openclaw: 2026.9.6')]);
    expect(stdout).toContain('not done: defaults.config: memorySearch → memory.search: box-1/a has it too');
  });

  it('asks for more where several parts have the host', async () => {
    const { code, stderr } = await run('--host', 'box-1');
    expect([code, stderr]).toEqual([2, expect.stringContaining('several parts have `box-1`')]);
  });
});

describe('upgrade of a part', () => {
  it('gives one instance its release, and leaves what others share with it', async () => {
    const { code, stdout, text } = await upgraded(FLEET, '--instance', 'box-1/canary');
    expect(text).toBe(
      FLEET.replace(
        '        port: 18789\n        config: { heartbeat: { every: 30m } }\n',
        '        port: 18789\n        openclaw: 2026.9.6\n        config: { agents: { defaults: { heartbeat: { every: 30m } } } }\n',
      ),
    );
    expect(code).toBe(1);
    expect(stdout).toContain(
      'not done: defaults.config: memorySearch → memory.search: box-1/prod has it too and stays on OpenClaw 2026.3.13\n',
    );
  });

  it('keeps what takes an inherited value away', async () => {
    const { text } = await upgraded(FLEET.replace('every: 1h', 'every: null'));
    expect(text).toContain('config: { agents: { defaults: { heartbeat: { every: null } } } }');
  });

  it('gives a host its release', async () => {
    const { text } = await upgraded(FLEET, '--host', 'box-2');
    expect(text).toBe(FLEET.replace('    user: other\n', '    user: other\n    openclaw: 2026.9.6\n'));
  });

  it('leaves instances that have a release of their own', async () => {
    const own = FLEET.replace('      main: { port: 18789 }', '      main: { port: 18789, openclaw: 2026.3.13 }');
    const { code, stdout, text } = await upgraded(own);
    expect(text).toContain('main: { port: 18789, openclaw: 2026.3.13 }');
    expect(text).toContain('    memorySearch: { enabled: true }\n');
    expect(text).toContain('config: { agents: { defaults: { heartbeat: { every: 1h } } } }');
    expect(stdout).toContain('box-2/main has it too and stays on OpenClaw 2026.3.13');
    expect(code).toBe(1);
  });

  it('does not merge what replaced each other', async () => {
    const lists = FLEET.replace('    memorySearch: { enabled: true }\n', '    agents: { list: [{ id: a }] }\n').replace(
      'config: { heartbeat: { every: 1h } }',
      'config: { agents: { list: [{ id: b }] } }',
    );
    const { stdout, text } = await upgraded(lists);
    expect(text).toContain('agents: { list: [{ id: a }] }');
    expect(text).toContain('agents: { list: [{ id: b }] }');
    expect(stdout).toContain(
      'not done: defaults.config: agents.list → agents.entries: box-1/prod has a part of it from another place',
    );
  });

  it('writes no release that an alias shares', async () => {
    const shared = `version: 1
openclaw: 2026.3.13
hosts:
  box-1:
    user: claw
    instances:
      a: &a { port: 18789 }
      b: { <<: *a, port: 19789 }
`;
    const { code, stderr, text } = await upgraded(shared, '--instance', 'box-1/a');
    expect({ code, stderr, text }).toEqual({
      code: 2,
      stderr: "error: hosts.box-1.instances.a.openclaw can't be set in place: an alias has it elsewhere too\n",
      text: shared,
    });
  });
});

describe('upgrade refuses', () => {
  it.each([
    [['latest'], 'A release looks like'],
    [['2026.9.6', '-'], 'error: upgrade changes a file: name one\n'],
    [['2026.9.6', '--host', 'box-3'], 'error: there is no host `box-3`'],
    [['2026.9.6', '--instance', 'box-1/mian'], 'error: there is no instance `box-1/mian`'],
    [['2026.9.6', '--instance', 'box-1/prod', '--host', 'box-1'], 'error: --host and --instance'],
  ])('%j', async (argv, message) => {
    const { code, stderr } = await gwc(['upgrade', ...argv], { cwd: folderWith({ 'hosts.yaml': FLEET }) });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('a file with faults', async () => {
    const cwd = folderWith({ 'hosts.yaml': FLEET });
    writeFileSync(join(cwd, 'hosts.yaml'), `${FLEET}tpyo: 1\n`);
    const { code, stderr } = await gwc(['upgrade', '2026.9.6'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('tpyo');
    expect(filesIn(cwd)).toEqual({ 'hosts.yaml': `${FLEET}tpyo: 1\n` });
  });
});
