// A value that is secret in one place stands nowhere else in what import prints; what is no secret stays as it is.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { differencesText } from '../../src/cli/commands/import.ts';
import { openDisk } from '../../src/import/disk.ts';
import { importMachine } from '../../src/import/import-machine.ts';
import { holdsKnown, knownSecrets, withoutKnown } from '../../src/import/known-secrets.ts';
import { folderWith, gwc } from '../cli/gwc.ts';

const PASSWD = { 'etc/passwd': 'claw:x:1500:1500::/home/claw:/bin/sh\nops:x:1501:1501::/home/ops:/bin/sh\n' };
const UNITS = 'home/claw/.config/systemd/user';
const STATE = 'home/claw/.openclaw';

const SECRETS = [
  'correct-horse-battery',
  'hunter2',
  'swordfish',
  'hunter2 horse battery staple',
  '7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9',
  's3cr%t$pass',
  '48151623',
];

/** Where a secret is one, by its place alone. */
const SOURCES: Readonly<Record<string, (secret: string) => Readonly<Record<string, string>>>> = {
  'the config': (secret) => ({ 'more.json5': JSON.stringify({ gateway: { auth: { token: secret } } }) }),
  'the .env': (secret) => ({ [`${STATE}/.env`]: `MY_TOKEN='${secret}'\n` }),
  Environment: (secret) => ({
    [`${UNITS}/openclaw-gateway.service.d/a.conf`]: `[Service]\nEnvironment="MY_TOKEN=${secret.replaceAll('%', '%%')}"\n`,
  }),
  EnvironmentFile: (secret) => ({
    [`${UNITS}/openclaw-gateway.service.d/a.conf`]: '[Service]\nEnvironmentFile=/etc/claw.env\n',
    'etc/claw.env': `MY_TOKEN='${secret}'\n`,
  }),
  'a file': (secret) => ({
    'more.json5': JSON.stringify({ channels: { telegram: { tokenFile: '/etc/claw-token' } } }),
    'etc/claw-token': `${secret}\n`,
  }),
  'a file of the `file` provider': (secret) => ({
    'more.json5': JSON.stringify({ secrets: { providers: { vault: { source: 'file', path: '/etc/vault.json' } } } }),
    'etc/vault.json': JSON.stringify({ telegram: { bot: secret } }),
  }),
  'a token that another one wins over': (secret) => ({
    'more.json5': JSON.stringify({ gateway: { auth: { token: secret } } }),
    [`${UNITS}/openclaw-gateway.service.d/a.conf`]:
      '[Service]\nExecStart=\nExecStart=/usr/bin/openclaw gateway --port 18789 --token another-one-4711\n',
  }),
  'another gateway': (secret) => ({
    'home/ops/.openclaw/openclaw.json': JSON.stringify({ gateway: { port: 18909, auth: { token: secret } } }),
  }),
};

function machineWith(source: string, secret: string): string {
  const { 'more.json5': more = '{}', ...files } = SOURCES[source]!(secret);
  const inUnit = secret.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return folderWith({
    ...PASSWD,
    [`${UNITS}/openclaw-gateway.service`]: `[Unit]
Description=gateway of ${inUnit}
[Service]
ExecStart=/usr/bin/wrap "${secret}" --name=${secret} /usr/bin/openclaw gateway --port 18789
Environment="GREETING=say ${secret.replaceAll('%', '%%')}"
ExecStartPost=/usr/bin/curl -s https://example.com/${encodeURIComponent(secret)}/send
ExecStopPost=/usr/bin/notify "${inUnit}"
SyslogIdentifier=${secret}
MemoryMax=2G
X-Note=${secret}
`,
    [`${STATE}/openclaw.json`]: JSON.stringify({ $include: './more.json5', ...otherPlaces(secret) }),
    [`${STATE}/more.json5`]: more,
    ...files,
  });
}

function otherPlaces(secret: string) {
  return {
    messages: { responsePrefix: `[${secret}]` },
    env: { vars: { FOO: secret, BAR: `x ${secret}` } },
    mcp: { servers: { a: { command: 'x', args: [secret, `https://host/${secret}`], env: { PLAIN: secret } } } },
    agents: { defaults: { model: { primary: 'anthropic/claude-opus-4' } } },
  };
}

function shownOf(root: string): string {
  const imported = importMachine(openDisk(root));
  const { diagnostics } = build(imported.text, imported);
  return [imported.text, differencesText(imported.explain()), JSON.stringify(diagnostics)].join('\n');
}

describe.each(Object.keys(SOURCES))('a secret of %s', (source) => {
  it.each(SECRETS)('%s', (secret) => {
    const shown = shownOf(machineWith(source, secret));
    for (const spelled of [secret, secret.replaceAll('%', '%%').replaceAll('$', '$$$$'), encodeURIComponent(secret)])
      expect(shown).not.toContain(spelled);
    expect(shown).toContain('MemoryMax: 2G');
    expect(shown).toContain('primary: anthropic/claude-opus-4');
    expect(shown).toContain('# [Service] ExecStopPost may hold a secret');
  });
});

it('what was left out is told, with what to do; one variable has the value wherever it stood', () => {
  const { text } = importMachine(openDisk(machineWith('the config', 'correct-horse-battery')));
  expect(text).toContain('responsePrefix: "[${OPENCLAW_GATEWAY_TOKEN}]"');
  expect(text).toContain('args: [ "${OPENCLAW_GATEWAY_TOKEN}", "https://host/${OPENCLAW_GATEWAY_TOKEN}" ]');
  expect(text).toContain('secrets: [ GREETING, OPENCLAW_GATEWAY_TOKEN, FOO ]');
  expect(text).toContain('BAR: x ${OPENCLAW_GATEWAY_TOKEN}\n');
  expect(text).toContain(`the value of GREETING is in /${UNITS}/openclaw-gateway.service; move it to /${STATE}/.env`);
  expect(text).toContain(
    `mcp.servers.a.args.0 in /${STATE}/openclaw.json has the value of OPENCLAW_GATEWAY_TOKEN; move it to /${STATE}/.env`,
  );
  expect(text).toContain(
    `[Service] SyslogIdentifier may hold a secret, which every user of the host can read there; it is left out: have its program take the secret from /${STATE}/.env, and set it under \`service\``,
  );
  expect(text).toContain('a word of the command may hold a secret');
});

it('a key that is a secret is left out, and the config not replaced', () => {
  const root = folderWith({
    ...PASSWD,
    [`${UNITS}/openclaw-gateway.service`]: '[Service]\nExecStart=/usr/bin/openclaw gateway --port 18789\n',
    [`${STATE}/openclaw.json`]: JSON.stringify({
      gateway: { auth: { token: 'correct-horse-battery' } },
      bindings: { 'correct-horse-battery': { a: 1 }, 'sk-abcdefghijklmnop1234': { b: 1 } },
    }),
  });
  const { text } = importMachine(openDisk(root));
  expect(text).not.toMatch(/correct-horse|sk-abc/);
  expect(text).toContain('managed: false');
  expect(text).toContain('one of its keys has a secret in its name; it is left out, with what it holds');
});

it('a job of launchd', () => {
  const secret = 'correct-horse-battery';
  const job = (
    rest: string,
  ) => `<?xml version="1.0"?><plist version="1.0"><dict><key>Label</key><string>ai.openclaw.gateway</string>
<key>ProgramArguments</key><array><string>/usr/local/bin/openclaw</string><string>gateway</string></array>${rest}</dict></plist>`;
  const text = shownOf(
    folderWith({
      'Users/claw/Library/LaunchAgents/ai.openclaw.gateway.plist': job(
        `<key>Nice</key><integer>5</integer><key>WatchPaths</key><array><string>/x/${secret}</string></array>`,
      ),
      'Users/claw/.openclaw/openclaw.json': JSON.stringify({ gateway: { auth: { token: secret } } }),
    }),
  );
  expect(text).not.toContain(secret);
  expect(text).toContain('# WatchPaths may hold a secret');
  expect(text).toContain('Nice: 5');
});

describe('what is no secret elsewhere', () => {
  it.each([
    'true',
    '8080',
    '2G',
    'claw',
    'ops',
    'gpt-4o',
    'claude-opus-4-1',
    'openai',
    'anthropic',
    'localhost',
    'password',
    'disabled',
    '127.0.0.1:8080',
    '/home/claw/models',
    'openclaw',
    'openclaw-gateway',
    'support-bot',
    'MY_API_KEY',
  ])('%s stays', (value) => {
    const files = {
      ...PASSWD,
      [`${UNITS}/openclaw-gateway.service`]: `[Service]
ExecStart=/usr/bin/openclaw gateway --port 18789
Environment=MY_PLAIN=${value}
ExecStartPost=/usr/bin/notify ${value} a-${value}
SyslogIdentifier=${value}
`,
      [`${STATE}/openclaw.json`]: JSON.stringify({
        agents: {
          defaults: { model: { primary: 'openai/gpt-4o', fallbacks: ['anthropic/claude-opus-4-1'] } },
          list: [{ id: 'a', name: value }],
        },
        channels: { telegram: { accounts: { 'support-bot': { enabled: true } } } },
        gateway: { auth: { mode: 'password', password: '${SOME_PASSWORD}' } },
        messages: { responsePrefix: value },
      }),
    };
    const text = (more: object) => importMachine(openDisk(folderWith({ ...files, ...more }))).text;
    const isSecret = { [`${STATE}/.env`]: `MY_API_KEY=${value}\nSOME_PASSWORD=${value}\n` };
    const isNone = { [`${STATE}/.env`]: 'MY_API_KEY=\nSOME_PASSWORD=\n' };
    const below = (all: string) => all.slice(all.indexOf('      main:')).replace(/secrets: .*/, '');
    expect(below(text(isSecret))).toBe(below(text(isNone)));
    expect(text(isSecret)).toContain(`responsePrefix: ${/^(?:true|8080)$/.test(value) ? `"${value}"` : value}`);
  });
});

describe('the search', () => {
  const known = knownSecrets(['hunter2', 'correct-horse-battery', 'swordfish', ' a"b%c$d8 '], new Set());

  it.each([
    ['x hunter2', true],
    ['x-hunter2.', true],
    ['hunter22', false],
    ['myhunter2', false],
    ['botcorrect-horse-batteryx', true],
    ['swordfishes', false],
    ['--name=swordfish', true],
    ['a"b%c$d8', true],
    ['a\\"b%%c$$d8', true],
    ['a%22b%25c%24d8', true],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(holdsKnown(text, known)).toBe(expected);
  });

  it('covers each', () => {
    expect(withoutKnown('hunter2, hunter2 and correct-horse-battery!', known)).toBe(
      '(covered), (covered) and (covered)!',
    );
    expect(withoutKnown('nothing', known)).toBe('nothing');
  });

  it('takes time in proportion', () => {
    const many = knownSecrets(
      Array.from({ length: 50_000 }, (_, index) => `${index}-correct-horse`),
      new Set(),
    );
    expect(holdsKnown('9999-correct-hors'.repeat(50_000), many)).toBe(false);
  }, 10_000);
});

describe('import --against', () => {
  const HOSTS = `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        secrets: [OPENCLAW_GATEWAY_TOKEN]
        config: { gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } } }
`;

  function installed(secret: string, token: string) {
    const cwd = folderWith({ 'hosts.yaml': HOSTS });
    for (const { installPath, content, kind } of build(HOSTS).artifacts) {
      const place = join(cwd, 'disk', installPath);
      mkdirSync(dirname(place), { recursive: true });
      const changed: Readonly<Record<string, (text: string) => string>> = {
        'openclaw-config': (text) => {
          const config = JSON.parse(text);
          Object.assign(config, otherPlaces(secret));
          config.gateway.auth.token = token;
          return JSON.stringify(config);
        },
        'systemd-unit': (text) => text.replace('[Service]\n', `[Service]\nExecStopPost=/usr/bin/notify ${secret}\n`),
        env: (text) => `${text}PLAIN=${secret}\n`,
      };
      writeFileSync(place, changed[kind]?.(content) ?? content);
    }
    mkdirSync(join(cwd, 'disk/etc'), { recursive: true });
    writeFileSync(join(cwd, 'disk/etc/passwd'), PASSWD['etc/passwd']);
    writeFileSync(join(cwd, 'disk/home/claw/.openclaw-main/.env'), `OPENCLAW_GATEWAY_TOKEN=${secret}\n`);
    return cwd;
  }

  it.each(['correct-horse-battery', 'hunter2', '9f86d081884c7d659a2feaa0c55ad015'])(
    '%s is neither shown nor taken over',
    async (secret) => {
      const cwd = installed(secret, 'another-one-4711');
      await gwc(['build', '-q'], { cwd });
      const { code, stdout, stderr } = await gwc(['import', '--root', 'disk', '--against', 'out', '--adopt'], { cwd });
      const hosts = readFileSync(join(cwd, 'hosts.yaml'), 'utf8');
      for (const text of [stdout, stderr, hosts]) expect(text).not.toMatch(new RegExp(`${secret}|another-one`));
      expect(code).toBe(1);
      expect(stdout).toContain(`  gateway.auth.token: it holds a secret: move it to \`secretsFile\`, and refer to it
    - (covered)
    + \${OPENCLAW_GATEWAY_TOKEN}
`);
      expect(stdout).toContain('  env.vars.FOO: it holds a secret');
      expect(stdout).toContain('  messages.responsePrefix: it holds a secret');
      expect(hosts).toContain('primary: anthropic/claude-opus-4');
    },
  );

  it('a reference that stayed is no difference', async () => {
    const cwd = installed('correct-horse-battery', '${OPENCLAW_GATEWAY_TOKEN}');
    await gwc(['build', '-q'], { cwd });
    const { stdout } = await gwc(['import', '--root', 'disk', '--against', 'out'], { cwd });
    expect(stdout).not.toContain('gateway.auth.token');
  });
});
