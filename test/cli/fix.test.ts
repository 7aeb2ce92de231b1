// `gwc fix` as a person runs it: what it writes, what it says, and what it leaves alone.

import { chmodSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { folderWith, gwc, gwcHere, modeOf, TWO } from './gwc.ts';

const CLASH = TWO.replace('19789', '18789');
const FIXED = TWO.replace('19789', '18909');

async function fixed(text: string, ...args: readonly string[]) {
  const cwd = folderWith({ 'hosts.yaml': text });
  const outcome = await gwc(['fix', ...args], { cwd });
  return { ...outcome, text: readFileSync(join(cwd, 'hosts.yaml'), 'utf8') };
}

/** Without what isn't of interest, around the hosts. */
async function fixedHosts(hosts: string, ...args: readonly string[]) {
  const head = `${TWO.slice(0, TWO.indexOf('hosts:'))}`;
  const { text, ...outcome } = await fixed(head + hosts, ...args);
  expect(text.startsWith(head)).toBe(true);
  return { ...outcome, text: text.slice(head.length) };
}

describe('gwc fix', () => {
  it('brings a file with more than ten kinds of findings to clean', async () => {
    const text = readFileSync('test/cli/fix/hosts.yaml', 'utf8');
    const plan = await fixed(text, '--diff');
    expect(plan.text).toBe(text);
    expectText('test/cli/fix/hosts.diff', plan.stdout);
    const done = await fixed(text);
    expectText('test/cli/fix/hosts.out', done.stdout);
    expect([done.code, done.stderr]).toEqual([0, 'no findings in 3 instances on 1 host\n']);
    expect(new Set(done.stdout.split('\n').map((line) => line.split(' ')[1])).size).toBeGreaterThan(10);
    // Nothing is left to do.
    expect(await fixed(done.text)).toMatchObject({ code: 0, stdout: '', text: done.text });
  });

  it('mends an error, and no warning at the price of another error', async () => {
    const text = `version: 1
openclaw: 2026.9.6
defaults: { config: { agents: { list: [ { id: a } ] } } }
hosts:
  box-1:
    instances:
      new: { port: 18789, user: claw, command: /opt/new/openclaw }
      old: { port: 20000, user: bob, openclaw: 2026.6.11, command: /opt/old/openclaw, worspace: ~/w }
`;
    const { text: after, stdout } = await fixed(text);
    expect(after).toBe(text.replace('worspace', 'workspace'));
    expect(stdout).toContain('not done: hosts.yaml:3 openclaw-schema: the file would have more errors');
  });

  it('shows no secret in its diff', async () => {
    const key = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    const { stdout } = await fixed(
      CLASH.replace('18789 }', `18789, env: { A: "${key}", B: "docker login -p correct" } }`),
      '--diff',
    );
    expect(stdout).toContain(`env: { A: "${'*'.repeat(64)}", B: "docker login -p *******" } }\n`);
    expect(stdout).toContain('18909');
  });

  it('says what it changed, a line each, and reports what is left', async () => {
    const outcome = await fixed(CLASH.replace('user: claw', 'usre: claw\n  nonsense: 1'), '--no-color');
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toMatchInlineSnapshot(`
      "hosts.yaml:3 schema: unknown key \`usre\`; did you mean \`user\`?
      hosts.yaml:13 port-unique: base port 18789 is already used by \`main\`; the next free base is 18909
      "
    `);
    expect(outcome.stderr).toMatch(/^error\[schema\]: unknown key `nonsense`/);
    expect(outcome.text).toBe(FIXED.replace('user: claw', 'user: claw\n  nonsense: 1'));
  });

  it.each<[string, string, string]>([
    [
      'quotes',
      "      main: { prot: 18789 }\n      b: { 'prot': 18909, service: { \"scope\": 'usr' } }\n",
      "      main: { port: 18789 }\n      b: { 'port': 18909, service: { \"scope\": 'user' } }\n",
    ],
    [
      'comments',
      '      # one\n      main: # two\n        # three\n        prot: 18789 # four\n',
      '      # one\n      main: # two\n        # three\n        port: 18789 # four\n',
    ],
    [
      'a list of maps',
      '    reservedPorts:\n      - { ports: 9000, nte: proxy } # one\n      - ports: 9001\n        nte: "two"\n    instances:\n      main: { port: 18789 }\n',
      '    reservedPorts:\n      - { ports: 9000, note: proxy } # one\n      - ports: 9001\n        note: "two"\n    instances:\n      main: { port: 18789 }\n',
    ],
    [
      'a list in lines',
      '      main:\n        port: 18789\n        secrets:\n        - "OPENCLAW_GATEWAY_TOKEN" # one\n\n        config: { channels: { telegram: { botToken: "${B}" } } }\n',
      '      main:\n        port: 18789\n        secrets:\n        - "OPENCLAW_GATEWAY_TOKEN" # one\n        - "B"\n\n        config: { channels: { telegram: { botToken: "${B}" } } }\n',
    ],
    [
      'an empty list',
      '      main: { port: 18789, secrets: [], config: { channels: { telegram: { botToken: "${B}" } } } }\n',
      '      main: { port: 18789, secrets: [OPENCLAW_GATEWAY_TOKEN, B], config: { channels: { telegram: { botToken: "${B}" } } } }\n',
    ],
    [
      'the comment of a key without a value',
      '      main:\n        port: 18789\n        secrets: # one\n        config: { channels: { telegram: { botToken: "${B}" } } }\n',
      '      main:\n        port: 18789\n        secrets: [B, OPENCLAW_GATEWAY_TOKEN] # one\n        config: { channels: { telegram: { botToken: "${B}" } } }\n',
    ],
    [
      'an instance without keys, which gets one',
      '    port: 18789\n    instances:\n      main:\n      rescue: # what comes second\n',
      '    port: 18789\n    instances:\n      main:\n      rescue: { port: 18909 } # what comes second\n',
    ],
    [
      'a value that one inherits',
      '      main: { port: 18789 }\n      rescue: { user: kim }\n    port: 18789\n',
      '      main: { port: 18789 }\n      rescue: { user: kim, port: 18909 }\n    port: 18789\n',
    ],
  ])('keeps %s', async (_, before, after) => {
    const hosts = (text: string) => `hosts:\n  box-1:\n${text.includes('instances:') ? '' : '    instances:\n'}${text}`;
    expect((await fixedHosts(hosts(before))).text).toBe(hosts(after));
  });

  it('keeps Windows line ends, a last line without an end, and a byte order mark', async () => {
    const windows = (text: string) => `\ufeff${text.trimEnd().replaceAll('\n', '\r\n')}`;
    expect((await fixed(windows(CLASH))).text).toBe(windows(FIXED));
    const mixed = (text: string) => text.replace('\n', '\r\n');
    expect((await fixed(mixed(CLASH))).text).toBe(mixed(FIXED));
    expect((await fixed(`${CLASH}# end\r\n# of it\n`)).text).toBe(`${FIXED}# end\r\n# of it\n`);
  });

  it('keeps JSON JSON', async () => {
    const auth = { auth: { mode: 'none' } };
    const json = (rescue: object) =>
      JSON.stringify(
        {
          version: 1,
          hosts: { box: { user: 'claw', port: 18789, config: { gateway: auth }, instances: { main: {}, rescue } } },
        },
        null,
        2,
      );
    const { text } = await fixed(json({ enabled: true }));
    expect(JSON.parse(text).hosts.box.instances).toEqual({ main: {}, rescue: { enabled: true, port: 18909 } });
  });

  describe('anchors, aliases and merge keys', () => {
    const hosts = (main: string, rescue: string) =>
      `hosts:\n  box-1:\n    instances:\n      main: ${main}\n      rescue: ${rescue}\n`;

    it('mends a value where it stands, and says for whom', async () => {
      const text = (word: string) =>
        hosts(`&own { port: 18789, service: { scope: ${word} } }`, '{ <<: *own, port: 18909 }');
      const outcome = await fixedHosts(text('usr'));
      expect(outcome.text).toBe(text('user'));
      expect(outcome.stdout).toContain('did you mean `user`?');
    });

    it('gives an instance that is an alias a port of its own', async () => {
      const { text } = await fixedHosts(hosts('&own { port: 18789 }', '*own'));
      expect(text).toBe(hosts('&own { port: 18789 }', '{ <<: *own, port: 18909 }'));
    });

    it('gives an instance that merges its port one of its own', async () => {
      const { text } = await fixedHosts(hosts('&own { port: 18789 }', '{ <<: *own, user: kim }'));
      expect(text).toBe(hosts('&own { port: 18789 }', '{ <<: *own, user: kim, port: 18909 }'));
    });

    it('replaces an alias, not what it stands for', async () => {
      const { text } = await fixedHosts(hosts('{ port: &port 18789 }', '{ port: *port }'));
      expect(text).toBe(hosts('{ port: &port 18789 }', '{ port: 18909 }'));
    });

    it('leaves a port alone that others have by its anchor, and says so', async () => {
      const text =
        'hosts:\n  box-1:\n    instances:\n      rescue: { port: &port 18789 }\n      main: { port: *port }\n';
      expect(await fixedHosts(text)).toMatchObject({
        code: 1,
        stdout: 'not done: hosts.yaml:11 port-unique: by an anchor other places have the value too\n',
        text,
      });
    });
  });

  it('takes the findings of a rule alone', async () => {
    const typo = (text: string, name: string) => text.replace('user: claw', `user: claw\n  env: { AT: $(${name}) }`);
    const text = typo(CLASH, 'hostt');
    expect((await fixed(text, '--rule', 'unknown-variable')).text).toBe(typo(CLASH, 'host'));
    expect((await fixed(text, '--rule', 'port-unique')).text).toBe(typo(FIXED, 'hostt'));
    const both = ['--rule', 'port-unique', '--rule', 'unknown-variable'];
    expect((await fixed(text, ...both)).text).toBe(typo(FIXED, 'host'));
    const unknown = await fixed(text, '--rule', 'port-uniqe');
    expect(unknown).toMatchObject({ code: 2, stdout: '', text });
    expect(unknown.stderr).toContain('there is no rule `port-uniqe`; did you mean `port-unique`?');
  });

  it('keeps an `allow` entry while an error may hide what it silences', async () => {
    const text = (key: string) =>
      `hosts:\n  box-1:\n    instances:\n      main: { ${key}: 40000, allow: { port-ephemeral: we know } }\n`;
    expect(await fixedHosts(text('prot'))).toMatchObject({ code: 0, text: text('port') });
  });

  it('takes nothing that brings more errors to light', async () => {
    const bad = (key: string) =>
      `${TWO}  box-2:\n    ${key}:\n      a: { nonsense: 1, port: x }\n      b: { nonsense: 2, port: 0 }\n`;
    const outcome = await fixed(bad('instnaces'));
    expect(outcome.text).toBe(bad('instnaces'));
    expect(outcome.stdout).toBe('not done: hosts.yaml:14 schema: the file would have more errors\n');
  });

  it.each(['--dry-run', '--diff'])('writes nothing with %s', async (flag) => {
    const outcome = await fixed(CLASH, flag);
    expect(outcome).toMatchObject({ code: 0, text: CLASH });
    expect(outcome.stdout).toContain(
      flag === '--diff' ? '+      rescue: { port: 18909 }' : 'hosts.yaml:12 port-unique: ',
    );
  });

  it('is a filter for standard input', async () => {
    const cwd = folderWith();
    const run = (text: string, ...flags: readonly string[]) =>
      gwc(['fix', '-', ...flags], { cwd, stdin: [Buffer.from(text)] });
    const outcome = await run(CLASH);
    expect([outcome.code, outcome.stdout]).toEqual([0, FIXED]);
    expect(outcome.stderr).toContain('<stdin>:12 port-unique: ');
    expect((await run(CLASH, '--format', 'json')).stdout).toBe(FIXED);
    expect((await run(CLASH, '--diff')).stdout).toContain('+      rescue: { port: 18909 }');
    // What is no YAML comes out as it was.
    expect(await run('a: [')).toMatchObject({ code: 1, stdout: 'a: [' });
  });

  it('mends a part where the value stands', async () => {
    const part = (name: string, port: number) =>
      `version: 1\nhosts: { box-1: { instances: { ${name}: { port: ${port} } } } }\n`;
    const root =
      'version: 1\ninclude: [teams/*.yaml] # all\ndefaults: { user: claw, config: { gateway: { auth: { mode: none } } } }\n';
    const cwd = folderWith({ 'hosts.yaml': root, 'teams/a.yaml': part('a', 18789), 'teams/b.yaml': part('b', 18789) });
    const outcome = await gwc(['fix'], { cwd });
    expect(outcome).toMatchObject({ code: 0 });
    const texts = ['hosts.yaml', 'teams/a.yaml', 'teams/b.yaml'].map((name) => readFileSync(join(cwd, name), 'utf8'));
    expect(texts).toEqual([root, part('a', 18789), part('b', 18909)]);
    expect(outcome.stdout).toMatch(/^teams\/b\.yaml:2 port-unique: /);
  });

  it('keeps the mode, and a link stays a link', async () => {
    const cwd = folderWith({ 'real.yaml': CLASH });
    chmodSync(join(cwd, 'real.yaml'), 0o600);
    symlinkSync('real.yaml', join(cwd, 'hosts.yaml'));
    await gwc(['fix'], { cwd });
    expect(lstatSync(join(cwd, 'hosts.yaml')).isSymbolicLink()).toBe(true);
    expect([readFileSync(join(cwd, 'real.yaml'), 'utf8'), modeOf(join(cwd, 'real.yaml'))]).toEqual([FIXED, '0600']);
  });

  it('overwrites nothing that changed since it was read', async () => {
    const cwd = folderWith({ 'hosts.yaml': CLASH });
    const path = join(cwd, 'hosts.yaml');
    let count = 0;
    const touch = () => {
      count += 1;
      writeFileSync(path, `${CLASH}# another hand: ${count}\n`);
    };
    // It is asked for before the file is read, and again before it is written.
    const outcome = await gwcHere(['fix'], { cwd, env: new Proxy({}, { get: touch }) });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('hosts.yaml was changed by somebody else meanwhile');
    expect(readFileSync(path, 'utf8')).toContain(`: ${count}\n`);
  });

  it('says in JSON what it would take', async () => {
    const cwd = folderWith({ 'hosts.yaml': CLASH.replace('user: claw', 'user: claw\n  nonsense: 1') });
    const { stdout } = await gwc(['validate', '--format', 'json'], { cwd });
    const { diagnostics } = JSON.parse(stdout);
    expect(diagnostics.map(({ code, fixable }: { code: string; fixable: boolean }) => [code, fixable])).toEqual([
      ['schema', false],
      ['port-unique', true],
    ]);
  });

  it.each<[string, string]>([
    [
      'a state folder, whose data does not move',
      '      main: { port: 18789, stateDir: /srv/x }\n      rescue: { port: 18909, stateDir: /srv/x }\n',
    ],
    [
      'a profile, which names a state folder and a unit',
      '      main: { port: 18789, profile: x }\n      rescue: { port: 18909, profile: x }\n',
    ],
    [
      'a secret in plain text, which would be lost',
      '      main: { port: 18789, config: { channels: { telegram: { botToken: "123456:AAabcdefghijklmnopqrstuvwxyz0123456" } } } }\n',
    ],
    [
      'the port of a gateway that is not managed',
      '      main: { port: 18789, managed: false }\n      rescue: { port: 18789, managed: false }\n',
    ],
  ])('leaves %s', async (_, instances) => {
    const hosts = `hosts:\n  box-1:\n    instances:\n${instances}`;
    const outcome = await fixedHosts(hosts);
    expect(outcome).toMatchObject({ code: 1, stdout: '', text: hosts });
  });
});
