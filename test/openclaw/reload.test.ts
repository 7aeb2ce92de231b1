// What a running gateway takes of a changed openclaw.json, and what of it is a plugin from npm.

import { describe, expect, it } from 'vitest';
import { fetchedChannels } from '../../src/openclaw/channels.ts';
import { isReadLater, isReloading, restartKeys, restartText } from '../../src/openclaw/reload-keys.ts';

const RELEASE = '2026.9.6';
const LOGGED = { logging: { file: '/var/log/gateway.log' } };

describe('keys that need a restart', () => {
  it.each([
    ['nothing changed', { agents: { a: 1 } }, { agents: { a: 1 } }, []],
    ['a key that is taken', { agents: { a: 1 } }, { agents: { a: 2 } }, []],
    ['one that comes', {}, { messages: { inbound: { debounceMs: 3 } } }, []],
    ['one that goes', { messages: { inbound: { debounceMs: 3 } } }, {}, []],
    ['one of the gateway itself', { gateway: { bind: 'lan' } }, { gateway: { bind: 'loopback' } }, ['gateway.bind']],
    ['one of the gateway that is taken', {}, { gateway: { trustedProxies: ['127.0.0.1'] } }, []],
    ['a name that only begins alike', {}, { gateway: { toolsets: 1 } }, ['gateway.toolsets']],
    ['a longer prefix wins', {}, { mcp: { apps: { sandboxPort: 1 }, servers: {} } }, ['mcp.apps.sandboxPort']],
    ['and a longer one wins over that', {}, { mcp: { apps: { sandboxOrigin: 'https://a.example' } } }, []],
    ['a key without a rule', {}, { browser: { enabled: true } }, ['browser.enabled']],
    ['a list is one value', { tools: { allow: ['a'] } }, { tools: { allow: ['a', 'b'] } }, []],
    ['a bundled channel', {}, { channels: { telegram: { enabled: true } } }, []],
    ['a channel that is fetched at a start', {}, { channels: { discord: {} } }, ['channels.discord']],
    ['such a channel that was there', { channels: { discord: {} } }, { channels: { discord: { dm: 1 } } }, []],
  ])('%s', (_, before, after, expected) => {
    expect(restartKeys(before, after, RELEASE)).toEqual(expected);
    const [one, other] = [before, after].map((config) => restartText({ ...config, ...LOGGED }, RELEASE));
    expect(one === other).toBe(expected.length === 0);
  });

  it('are not known of releases that gwc has no rules of', () => {
    expect(restartKeys({}, { agents: {} }, '2026.3.13')).toBeUndefined();
    expect(restartKeys({}, { agents: {} }, '')).toBeUndefined();
  });
});

it.each([
  ['another log', { logging: { file: '/var/log/other.log' } }, false],
  ['the same in another order', { cron: {}, ...LOGGED }, true],
  ['a key that is taken', { ...LOGGED, cron: { enabled: true } }, true],
])('%s: equal where a gateway reloads: %s', (_, config, expected) => {
  expect(restartText(config, RELEASE) === restartText({ ...LOGGED, cron: {} }, RELEASE)).toBe(expected);
});

it.each([
  ['without a log', {}, RELEASE],
  ['with a log that says nothing of a reload', { logging: { ...LOGGED.logging, level: 'warn' } }, RELEASE],
  ['that does not reload', { ...LOGGED, gateway: { reload: { mode: 'off' } } }, RELEASE],
  ['of a release without rules', LOGGED, '2026.8.2'],
])('of a gateway %s the whole config counts', (_, config, release) => {
  expect(restartText(config, release)).toBeUndefined();
});

it.each([
  ['a key that is read when it is needed', { logging: { level: 'debug' } }, true],
  ['one that something is started anew for', { agents: { defaults: { maxConcurrent: 3 } } }, false],
  ['one below such a one that is read when it is needed', { agents: { defaults: { mediaMaxMb: 3 } } }, true],
  ['both', { logging: { level: 'debug' }, cron: { enabled: true } }, false],
])('%s: of that the gateway says nothing further: %s', (_, after, expected) => {
  expect(isReadLater({}, after, RELEASE)).toBe(expected);
});

it.each([
  [{}, RELEASE, true],
  [{ gateway: { reload: { mode: 'hybrid' } } }, RELEASE, true],
  [{ gateway: { reload: { mode: 'off' } } }, RELEASE, false],
  [{}, '2026.8.2', false],
])('a gateway with %j of %s reloads: %s', (config, release, expected) => {
  expect(isReloading(config, release)).toBe(expected);
});

it.each([
  ['2026.3.28', []],
  ['2026.6.11', ['discord', 'signal']],
  [RELEASE, ['discord', 'imessage', 'signal']],
])('%s fetches %j', (release, expected) => {
  const on = Object.fromEntries(['telegram', 'discord', 'imessage', 'signal'].map((name) => [name, {}]));
  const channels = { ...on, slack: { enabled: false }, defaults: {} };
  expect([...fetchedChannels({ channels }, release)].sort()).toEqual(expected);
});
