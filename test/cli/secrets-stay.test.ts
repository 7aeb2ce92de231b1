// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of OpenClaw
// A secret that stands in hosts.yaml, wherever it can, leaves it by no output of any command and in no file.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { at, isMap, type Json } from '../../src/document/json.ts';
import { parseSource } from '../../src/document/yaml.ts';
import { samples } from '../support/full.ts';
import { filesIn, folderWith, gwc } from './gwc.ts';

/** Letters and digits as keys have them. */
const secret = fc
  .array(fc.stringMatching(/^[a-z][A-Z][2-9]$/), { minLength: 7, maxLength: 30 })
  .map((parts) => `zQ7${parts.join('')}`);

/** What stands in the instance `main`, or on its host. */
const PLACES: Readonly<Record<string, (secret: string) => object>> = {
  'a token field': (s) => ({ config: { channels: { telegram: { botToken: s } } } }),
  'a token field with more in it': (s) => ({
    config: { channels: { telegram: { botToken: `a https://me:b@x/ Bearer 1234567 ${s}` } } },
  }),
  'a field of a plugin': (s) => ({ config: { plugins: { entries: { own: { config: { apiKey: s } } } } } }),
  'a list of tokens': (s) => ({ config: { plugins: { entries: { own: { config: { tokens: [s, s] } } } } } }),
  'a key file': (s) => ({ config: { channels: { googlechat: { serviceAccount: { type: 'x', private_key: s } } } } }),
  'a map that is named like a secret': (s) => ({
    config: { plugins: { entries: { own: { config: { token: { value: s } } } } } },
  }),
  'a misspelt field': (s) => ({ config: { channels: { telegram: { botTokn: s } } } }),
  'a misspelt field of a plugin': (s) => ({ config: { plugins: { entries: { own: { config: { apiKye: s } } } } } }),
  'a misspelt key of the language': (s) => ({ tokn: s, pasword: s }),
  'a key without a space': (s) => ({ [`token:${s}`]: 'x' }),
  'a key that is an assignment': (s) => ({ env: { [`TOKEN=${s}`]: 'x' } }),
  env: (s) => ({ env: { MY_TOKEN: s } }),
  'a misspelt variable': (s) => ({ env: { API_KYE: s } }),
  'an option in env': (s) => ({ env: { FLAGS: `--verbose --token ${s}` } }),
  'a bearer token in env': (s) => ({ env: { GREETING: `Bearer ${s}` } }),
  'a bearer token in a text': (s) => ({ config: mcp({ url: 'https://x/', headers: { 'X-Own': `bearer ${s}` } }) }),
  'the name of a secret': (s) => ({ secrets: [`TOKEN=${s}`, `${s}-1`] }),
  'a token in place of its name': (s) => ({ secrets: [`ghp_${s}`], env: { [s]: 'x' } }),
  'env.vars': (s) => ({ config: { env: { vars: { OPENAI_API_KEY: s } } } }),
  'an option': (s) => ({ command: ['/usr/bin/openclaw', '--token', s] }),
  'an option with =': (s) => ({ command: ['/usr/bin/openclaw', `--token=${s}`] }),
  'an option in a text': (s) => ({ command: `openclaw --token=${s}` }),
  'an option in an absolute path': (s) => ({ command: `/usr/bin/openclaw --token ${s}` }),
  'a variable of the language in it': (s) => ({ command: ['/usr/bin/openclaw', '--token', `${s}-$(instance)-${s}`] }),
  'a command that is no absolute path': (s) => ({ command: ['openclaw', '--token', s] }),
  'an option with a colon': (s) => ({ command: ['/usr/bin/openclaw', `--token:${s}`] }),
  'a password glued to its option': (s) => ({ command: ['/usr/bin/mysql', `-p${s}`, 'openclaw'] }),
  'a password behind a user': (s) => ({ command: ['/bin/sh', '-c', `curl -u me:${s} https://x.example/ && openclaw`] }),
  'a password behind a user, in words': (s) => ({ command: ['/usr/bin/curl', '--user', `me:${s}`, 'https://x/'] }),
  'a variable in a command': (s) => ({ command: ['/usr/bin/env', `MY_TOKEN=${s}`, '/usr/bin/openclaw'] }),
  'a shell': (s) => ({ command: ['/bin/sh', '-c', `MY_TOKEN='${s}' exec openclaw --password "${s}"`] }),
  'a URL in a command': (s) => ({ command: ['/usr/bin/openclaw', `http://user:${s}@host/`] }),
  'a header in a command': (s) => ({ command: ['/usr/bin/openclaw', '-H', `Authorization: Bearer ${s}`] }),
  'an argument of an MCP server': (s) => ({ config: mcp({ command: 'npx', args: ['--api-key', s] }) }),
  'an argument with =': (s) => ({ config: mcp({ command: 'npx', args: [`--token=${s}`, '-e', `X_SECRET=${s}`] }) }),
  'a cookie in an argument': (s) => ({
    config: mcp({ command: 'npx', args: ['--header', `Cookie: a=1; session=${s}`] }),
  }),
  'a header of an MCP server': (s) => ({ config: mcp({ command: 'npx', args: ['-H', `Authorization: Bearer ${s}`] }) }),
  'env of an MCP server': (s) => ({ config: mcp({ command: 'npx', env: { DB_PASS: s } }) }),
  'a command of an MCP server': (s) => ({ config: mcp({ command: `npx thing --api-key ${s}` }) }),
  'the URL of an MCP server': (s) => ({ config: mcp({ url: `https://host.example/mcp?a=1&api_key=${s}` }) }),
  'a header field': (s) => ({ config: mcp({ url: 'https://host.example/mcp', headers: { Cookie: `session=${s}` } }) }),
  'the password of a URL': (s) => ({
    config: { models: { providers: { own: { baseUrl: `https://user:${s}@host.example/v1`, models: [] } } } },
  }),
  'a known form': (s) => ({ config: { ui: { assistant: { name: `ghp_${s}` } } } }),
  'a Telegram token': (s) => ({ env: { GREETING: `123456789:AA${s.slice(0, 33).padEnd(33, 'x')}` } }),
  'a Telegram address': (s) => ({
    env: { GREETING: `https://api.telegram.org/bot123456789:AA${s.slice(0, 33).padEnd(33, 'x')}/sendMessage` },
  }),
  'a phrase': (s) => ({
    service: {
      systemd: { Service: { ExecStartPre: [`/usr/bin/tool --password "a ${s}"`, `/bin/curl -u "a:b ${s}" x`] } },
    },
  }),
  'a phrase in a word': (s) => ({ config: mcp({ command: 'docker', args: ['-e', `PASSWORD=a ${s}`] }) }),
  'a command of OpenClaw’s': (s) => ({
    service: { systemd: { Service: { ExecStartPre: `/usr/bin/openclaw config set gateway.auth.token "a ${s}"` } } },
  }),
  'a further key of a provider': (s) => ({ env: { OPENAI_API_KEY_PROD: s } }),
  'a wrong value of a choice': (s) => ({
    config: { gateway: { auth: { mode: s } } },
    service: { hardening: `sk-${s}` },
  }),
  'a unit’s environment': (s) => ({ service: { systemd: { Service: { Environment: [`A=b`, `MY_TOKEN=${s}`] } } } }),
  'a unit’s command': (s) => ({
    service: {
      systemd: { Service: { ExecStartPre: `/usr/bin/curl -H "Authorization: Bearer ${s}" https://a:${s}@b/` } },
    },
  }),
  'a credential': (s) => ({ service: { systemd: { Service: { SetCredential: `token:${s}` } } } }),
  'an address without a scheme': (s) => ({
    workspace: `/srv/x?token=${s}`,
    plugins: [`/srv/plugin?token=${s}`],
    config: { hooks: { mappings: [{ match: { path: `x?secret=${s}` } }] } },
  }),
  'the password of a registry': (s) => ({ service: { target: 'quadlet', image: `me:${s}@registry/openclaw:1` } }),
  'a note': (s) => ({ reservedPorts: [{ from: 18789, to: 18790, note: `the vnc password: ${s}` }] }),
  'a job’s environment': (s) => ({ os: 'macos', service: { launchd: { EnvironmentVariables: { MY_TOKEN: s } } } }),
  'a job’s arguments': (s) => ({ os: 'macos', service: { launchd: { ProgramArguments: ['/bin/x', '--token', s] } } }),
};

function mcp(server: object): object {
  return { mcp: { servers: { own: server } } };
}

/** Whether the place stands in `defaults`, and how often it is named there. */
const HOMES = ['instance', 'defaults', 'anchor', 'merge'] as const;

function documentOf(place: object, home: (typeof HOMES)[number]): Record<string, unknown> {
  const { os = 'linux', reservedPorts = [], ...keys } = place as { os?: string; reservedPorts?: object[] };
  const base = { user: 'claw', config: { discovery: { mdns: { mode: 'off' } } } };
  const instance = home === 'defaults' ? {} : keys;
  return {
    version: 1,
    ...(home === 'anchor' ? { 'x-shared': keys } : {}),
    defaults: home === 'defaults' ? { ...base, ...keys } : base,
    // Ports that meet, so that there is a second finding with places of its own.
    hosts: {
      'box-1': {
        os,
        reservedPorts,
        instances: { main: { port: 18789, ...instance }, rescue: { port: 18799, ...(home === 'merge' ? keys : {}) } },
      },
    },
  };
}

const style = fc.record({
  lineWidth: fc.constantFrom(0, 40, 80),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
    'BLOCK_LITERAL' as const,
    'BLOCK_FOLDED' as const,
  ),
  collectionStyle: fc.constantFrom('any' as const, 'flow' as const, 'block' as const),
});

const RUNS = [
  ...['pretty', 'json', 'sarif', 'junit', 'github'].map((format) => ['validate', '--format', format]),
  ['validate', '--color'],
  ...['table', 'json', 'svg', 'html'].map((format) => ['ports', '--format', format]),
  ...['yaml', 'json'].map((format) => ['show', '--format', format]),
  ['build', '--diff'],
  ['build', '--check', '--diff'],
  ['build', '--report', 'fleet.html'],
  ['build', '--force', '--emit', 'ansible'],
  ['fix', '--diff'],
  ['upgrade', '2026.9.6', '--diff'],
];

it.each(Object.entries(PLACES))('in %s', async (_, place) => {
  await fc.assert(
    fc.asyncProperty(
      secret,
      fc.constantFrom(...HOMES),
      style,
      fc.boolean(),
      async (planted, home, options, isNoted) => {
        // An object that is named twice becomes an anchor and an alias.
        const document = documentOf(place(planted), home);
        const text = stringify(document, options) + (isNoted ? `# the token was ${planted}\n` : '');
        // The library breaks some texts in lines that are too narrow for them.
        fc.pre(JSON.stringify(parseSource(text, 'x').value) === JSON.stringify(document));
        const cwd = folderWith({ 'hosts.yaml': text });
        for (const argv of RUNS) {
          const { code, stdout, stderr } = await gwc(argv, { cwd });
          // What is left after a fix may be no error.
          if (argv[0] !== 'fix') expect(code).toBe(1);
          expectNothingOf(planted, stdout + stderr, argv);
        }
        const { 'hosts.yaml': _, ...written } = filesIn(cwd);
        expect(Object.keys(written)).toEqual(['fleet.html']);
        expectNothingOf(planted, written['fleet.html']!, ['fleet.html']);
      },
    ),
    { numRuns: samples(1, 6) },
  );
});

it('in broken YAML', async () => {
  const places = fc.constantFrom(...Object.values(PLACES));
  await fc.assert(
    fc.asyncProperty(secret, places, style, fc.nat(), async (planted, place, options, cut) => {
      const whole = stringify(documentOf(place(planted), 'instance'), options);
      const end = whole.indexOf(planted) + planted.length;
      const text = `${whole.slice(0, end + (cut % (whole.length - end + 1)))}\n\t}{`;
      const { stdout, stderr } = await gwc(['validate', '-'], { cwd: folderWith(), stdin: [Buffer.from(text)] });
      expectNothingOf(planted, stdout + stderr, [text]);
    }),
    { numRuns: samples(40, 200) },
  );
});

/** Not even a part of it, as a text that was cut would have. */
function expectNothingOf(planted: string, shown: string, context: readonly string[]): void {
  for (let start = 0; start + 10 <= planted.length; start += 1) {
    const part = planted.slice(start, start + 10);
    if (shown.includes(part))
      expect.fail(
        `${context.join(' ')} shows a part of the secret:\n${shown
          .split('\n')
          .filter((line) => line.includes(part))
          .join('\n')
          .slice(0, 1500)}`,
      );
  }
}

const SAFE: Readonly<Record<string, object>> = {
  'a plugin': {
    plugins: {
      entries: { onepassword: { enabled: true, config: { items: { main: { vault: 'Team', item: 'Model' } } } } },
    },
  },
  'a provider': {
    models: {
      providers: { 'team-secrets': { baseUrl: 'https://models.example/v1', api: 'openai-completions', models: [] } },
    },
  },
  'an MCP server': {
    mcp: {
      servers: { 'design-tokens': { command: 'npx', args: ['-y', 'design-tokens-mcp', '--tokens-dir', './tokens'] } },
    },
  },
  'an account': { channels: { telegram: { accounts: { cookie: { name: 'Cookie', enabled: false } } } } },
  'an agent': { agents: { entries: { token: { name: 'Token' } } } },
  'a profile': { tools: { github: { profileId: 'ghp_0123456789abcdef0123456789abcdef', kind: 'oauth' } } },
  'a skill': { skills: { entries: { 'manage-secrets': { enabled: true, env: { LEVEL: '3' } } } } },
  'an order': { auth: { order: { 'team-secrets': ['team-secrets:default'] } } },
  'a link': { session: { identityLinks: { cookie: ['telegram:123456789'] } } },
  'references in arguments': {
    mcp: {
      servers: {
        own: {
          command: 'npx',
          args: ['--api-key', '${MY_KEY}', '--token=${MY_KEY}', '-H', 'Authorization: Bearer ${MY_KEY}'],
        },
      },
    },
  },
  'references in URLs': {
    mcp: { servers: { own: { url: 'https://user:${MY_KEY}@host.example/mcp?api_key=${MY_KEY}' } } },
  },
  'options that are no secrets': {
    mcp: {
      servers: {
        own: {
          command: 'npx',
          args: ['--max-tokens', '4096', '--token-file', '/etc/token', '--private-key', '/etc/key.pem'],
        },
      },
    },
  },
};

it.each(Object.entries(SAFE))('a name or a map is none: %s', async (_, config) => {
  const instances = { main: { port: 18789, secrets: ['OPENCLAW_GATEWAY_TOKEN', 'MY_KEY'], config } };
  const text = stringify({ version: 1, hosts: { 'box-1': { user: 'claw', instances } } });
  const { stdout } = await gwc(['validate', '-', '--format', 'json'], {
    cwd: folderWith(),
    stdin: [Buffer.from(text)],
  });
  const found = at(parseSource(stdout, 'x').value, 'diagnostics') as readonly Json[];
  expect(found.filter((finding) => isMap(finding) && finding['code'] === 'secret-inline')).toEqual([]);
});
