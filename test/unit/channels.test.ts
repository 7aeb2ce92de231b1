// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of OpenClaw
// Which bots an instance runs, and when two instances run one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { validate } from '../../src/build.ts';
import { accountClaims } from '../../src/claims/accounts.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { BOT_CHANNELS } from '../../src/openclaw/channels.ts';
import { samples } from '../support/full.ts';

const RUNS = { numRuns: samples(20, 100) };

function instancesOf(instances: object, defaults: object = {}): readonly Instance[] {
  const text = stringify({ version: 1, defaults: { user: 'claw', ...defaults }, hosts: { 'box-1': { instances } } });
  return validate(text).fleet.hosts.flatMap((host) => host.instances);
}

/** How many bots the two have in common. */
function shared(a: object, b: object, defaults: object = {}): number {
  const [first, second] = instancesOf({ a: { port: 18789, ...a }, b: { port: 18909, ...b } }, defaults);
  const known = new Set(accountClaims(first!).map(({ key }) => key));
  return accountClaims(second!).filter(({ key, access }) => access !== 'unsure' && known.has(key)).length;
}

/** `transport.url` is a key below another one. */
function nested(keys: readonly string[], value: string): unknown {
  const [first, ...rest] = keys;
  return first === undefined ? value : { [first]: nested(rest, value) };
}

const config = (channels: object, more: object = {}) => ({ config: { channels, ...more } });
const telegram = (settings: object) => config({ telegram: settings });
const TOKEN = '${TELEGRAM_BOT_TOKEN}';

describe.each(BOT_CHANNELS.map((channel) => [channel.channel, channel] as const))('%s', (id, { identities }) => {
  const settings = (value: string) =>
    Object.fromEntries(
      identities.flatMap(({ keys, within = [] }) => [
        [keys[0]!.key.split('.')[0]!, nested(keys[0]!.key.split('.').slice(1), value)],
        ...within.map((key) => [key, 'x'] as const),
      ]),
    );

  it('is one bot for two instances with the same value, and two with others', () => {
    const rest = { enabled: true };
    const own = (value: string) => config({ [id]: { ...rest, ...settings(value) } });
    expect(shared(own('/srv/one'), own('/srv/one'))).toBe(identities.length);
    expect(shared(own('/srv/one'), own('/srv/two'))).toBe(0);
  });

  it('is none where the channel, the account or the plugin is off', () => {
    const value = settings('/srv/one');
    const other = config({ [id]: value });
    expect(shared(config({ [id]: { ...value, enabled: false } }), other)).toBe(0);
    expect(shared(config({ [id]: { accounts: { x: { ...value, enabled: false } } } }), other)).toBe(0);
    expect(shared(config({ [id]: value }, { plugins: { entries: { [id]: { enabled: false } } } }), other)).toBe(0);
  });

  it('is found in an account as in the channel itself', () => {
    expect(
      shared(config({ [id]: { accounts: { x: settings('/srv/one') } } }), config({ [id]: settings('/srv/one') })),
    ).toBe(identities.length);
  });
});

describe('a Telegram bot', () => {
  it.each([
    [
      'variables of one name, each from its own file',
      { secrets: ['TELEGRAM_BOT_TOKEN'] },
      telegram({ botToken: TOKEN }),
      0,
    ],
    ['the same file', { secrets: ['TELEGRAM_BOT_TOKEN'], secretsFile: '/etc/s' }, telegram({ botToken: TOKEN }), 1],
    ['the same files of the host', { envFiles: ['/etc/common.env'] }, telegram({ botToken: TOKEN }), 1],
    ['nothing that supplies it', {}, telegram({ botToken: TOKEN }), 0],
    [
      'the default variable',
      { secrets: ['TELEGRAM_BOT_TOKEN'], secretsFile: '/etc/s' },
      telegram({ enabled: true }),
      1,
    ],
    ['the default variable of nobody', { envFiles: ['/etc/common.env'] }, telegram({ enabled: true }), 0],
    ['a variable with a value', { env: { X: 'one' } }, telegram({ botToken: '${X}' }), 1],
    ['a variable that is emptied', { env: { X: '' } }, telegram({ botToken: '${X}' }), 0],
    ['a part that differs', {}, telegram({ botToken: '$(instance):x' }), 0],
    ['a token file', {}, telegram({ tokenFile: '/etc/telegram' }), 1],
    ['a token file in the home', {}, telegram({ tokenFile: '~/telegram' }), 1],
    ['a token file per instance', {}, telegram({ tokenFile: '$(stateDir)/telegram' }), 0],
    ['a token file before a token', {}, telegram({ tokenFile: '$(stateDir)/telegram', botToken: 'x' }), 0],
    [
      'an account before the channel',
      {},
      telegram({ botToken: 'x', accounts: { default: { botToken: '$(instance)' } } }),
      0,
    ],
    [
      'a token file below the working directory',
      { workingDirectory: '/srv' },
      telegram({ tokenFile: 'keys/telegram' }),
      1,
    ],
    ['a token file below its own working directory', {}, telegram({ tokenFile: 'keys/telegram' }), 0],
    ['a token file with blanks around it', {}, telegram({ tokenFile: ' /etc/telegram ' }), 1],
    ['a token file of a variable', { env: { X: '/etc/a' } }, telegram({ tokenFile: '${X}' }), 1],
    ['a token file that is blank', {}, telegram({ tokenFile: ' ' }), 0],
    ['a token file that is no text', {}, telegram({ tokenFile: 5 }), 0],
    ['a token that is a number', {}, telegram({ botToken: 5 }), 1],
    ['a token that is blank', {}, telegram({ botToken: ' ' }), 0],
    ['a variable in a text, with a value', { env: { X: 'one' } }, telegram({ botToken: '1:${X}' }), 1],
    ['a variable in a text, of one file', { envFiles: ['/etc/common.env'] }, telegram({ botToken: '1:${X}' }), 1],
    ['a variable in a text, of its own file', { envFiles: ['$(stateDir)/x.env'] }, telegram({ botToken: '1:${X}' }), 0],
    ['a variable in a text, of nobody', {}, telegram({ botToken: '1:${X}' }), 0],
    ['two variables, one of nobody', { env: { X: 'one' } }, telegram({ botToken: '${X}:${Y}' }), 0],
    [
      'a variable of the config',
      {},
      { config: { env: { vars: { X: 'one' } }, ...telegram({ botToken: '${X}' }).config } },
      1,
    ],
    [
      'a variable of the config, as it was',
      {},
      { config: { env: { X: 'one' }, ...telegram({ botToken: '${X}' }).config } },
      1,
    ],
    [
      'the default variable for the default account',
      { secrets: ['TELEGRAM_BOT_TOKEN'], secretsFile: '/etc/s' },
      telegram({ accounts: { default: { enabled: true } } }),
      1,
    ],
    [
      'the default variable for another account',
      { secrets: ['TELEGRAM_BOT_TOKEN'], secretsFile: '/etc/s' },
      telegram({ accounts: { other: { enabled: true } } }),
      0,
    ],
    ['channels that are no map', {}, { config: { channels: 5 } }, 0],
    ['a store of its own', {}, telegram({ botToken: { source: 'store', provider: 'default', id: 'A' } }), 0],
  ])('%s', (_, defaults, both, expected) => {
    expect(shared(both, both, defaults)).toBe(expected);
  });

  it.each([
    ['a token and that number', { botToken: '5' }, { botToken: 5 }, 1],
    ['a token and its blanks', { botToken: 'one' }, { botToken: ' one ' }, 1],
    [
      'the channel’s own beside an account',
      { botToken: 'one', accounts: { a: { botToken: 'x' } } },
      { botToken: 'one' },
      1,
    ],
    ['a token that ends in a variable, and one that is it', { botToken: '1:${X}' }, { botToken: '${X}' }, 0],
    ['a token that starts with a variable, and one that is it', { botToken: '${X}:1' }, { botToken: '${X}' }, 0],
    ['one text, of a variable and without', { botToken: '1:${X}' }, { botToken: '1:one' }, 1],
  ])('%s: %s, %j, %i', (_, a, b, expected) => {
    expect(shared(telegram(a), telegram(b), { env: { X: 'one' } })).toBe(expected);
  });

  it('has the files in a text apart from the text', () => {
    const one = (botToken: string, envFiles: readonly string[]) => ({ ...telegram({ botToken }), envFiles });
    expect(shared(one('1:${X}', ['/etc/a']), one('1:${X}', ['/etc/b']))).toBe(0);
    expect(shared(one('1:${X}', ['/etc/a', '/etc/b']), one('1:${X}', ['/etc/a/etc/b']))).toBe(0);
    expect(shared(one('1:${X}', ['/etc/a']), one('1:${Y}', ['/etc/a']))).toBe(0);
    expect(shared(one('${X}', ['/etc/a']), one('${Y}', ['/etc/a']))).toBe(0);
  });

  it('is one bot for a token and a variable with that value', () => {
    expect(shared(telegram({ botToken: 'one' }), { ...telegram({ botToken: '${X}' }), env: { X: 'one' } })).toBe(1);
  });
});

describe('a name', () => {
  const own = (applicationId: unknown) => config({ discord: { enabled: true, applicationId } });

  it.each([
    ['in another case', 'App', 'aPP', 1],
    ['with a slash at its end', 'a/b', 'a/b//', 1],
    ['with a slash within', 'a/b', 'ab', 0],
    ['of a variable that nobody has', '${NONE}', '${NONE}', 0],
  ])('%s', (_, a, b, expected) => {
    expect(shared(own(a), own(b))).toBe(expected);
  });
});

describe('a SecretRef', () => {
  const providers = {
    relative: { source: 'file', path: 'keys.json' },
    variable: { source: 'file', path: '/etc/${X}.json' },
    argument: { source: 'exec', command: '/bin/read', args: ['${X}'] },
    order: { source: 'exec', command: '/bin/read', env: { A: '1', B: '2' } },
    reorder: { source: 'exec', command: '/bin/read', env: { B: '2', A: '1' } },
    others: { source: 'exec', command: '/bin/read', env: { A: '2', B: '1' } },
    home2: { source: 'exec', command: '/bin/read', passEnv: ['HOME'] },
    file: { source: 'file', path: '/etc/keys.json' },
    home: { source: 'file', path: '~/keys.json' },
    exec: { source: 'exec', command: '/bin/read', args: ['-x'] },
    profile: { source: 'exec', command: '/bin/read', passEnv: ['OPENCLAW_PROFILE'] },
    region: { source: 'exec', command: '/bin/read', passEnv: ['REGION', 'VAULT_TOKEN'] },
  };
  const ref = (provider: keyof typeof providers, id = '/a', more: object = {}) => ({
    config: {
      secrets: { providers },
      channels: { slack: { botToken: { source: providers[provider].source, provider, id } } },
    },
    ...more,
  });

  it.each([
    ['one file', ref('file'), ref('file'), 1],
    ['another id', ref('file', '/a'), ref('file', '/b'), 0],
    ['a file in another home', ref('home'), ref('home', '/a', { user: 'ada' }), 0],
    ['a file in one home', ref('home'), ref('home'), 1],
    ['a file of its own working directory', ref('relative'), ref('relative'), 0],
    ['a file that a variable decides', ref('variable'), ref('variable'), 0],
    ['a command that a variable decides', ref('argument', 'a'), ref('argument', 'a'), 0],
    ['one environment in another order', ref('order', 'a'), ref('reorder', 'a'), 1],
    ['other environments', ref('order', 'a'), ref('others', 'a'), 0],
    ['a command that is told one home', ref('home2', 'a'), ref('home2', 'a'), 1],
    ['a command that is told another home', ref('home2', 'a'), ref('home2', 'a', { user: 'ada' }), 0],
    ['one command', ref('exec', 'a'), ref('exec', 'a'), 1],
    ['a command and a file', ref('exec', 'a'), ref('file', '/a'), 0],
    ['a command that is told the profile', ref('profile', 'a'), ref('profile', 'a'), 0],
    ['a command that is told another region', ref('region', 'a'), ref('region', 'a', { env: { REGION: 'eu' } }), 0],
    [
      'a command with the same region',
      ref('region', 'a', { env: { REGION: 'eu' } }),
      ref('region', 'a', { env: { REGION: 'eu' } }),
      1,
    ],
  ])('%s', (_, a, b, expected) => {
    expect(shared(a, b)).toBe(expected);
  });
});

it('never throws, whatever stands in `channels`', () => {
  const key = fc.constantFrom(
    ...BOT_CHANNELS.map(({ channel }) => channel),
    'accounts',
    'enabled',
    'botToken',
    '__proto__',
    'x',
  );
  const tree: fc.Memo<unknown> = fc.memo(
    (depth): fc.Arbitrary<unknown> =>
      depth <= 1
        ? fc.oneof(
            fc.string(),
            fc.integer(),
            fc.boolean(),
            fc.constant(null),
            fc.constant({ source: 'file', provider: 'x', id: 'a' }),
          )
        : fc.oneof(fc.dictionary(key, tree(), { maxKeys: 3 }), fc.array(tree(), { maxLength: 2 })),
  );
  fc.assert(
    fc.property(tree(4), (channels) => {
      const both = config(channels as object, { secrets: { providers: { x: channels } } });
      expect(shared(both, both)).toBeGreaterThanOrEqual(0);
    }),
    RUNS,
  );
});
