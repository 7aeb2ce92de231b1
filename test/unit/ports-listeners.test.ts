// What a config turns on → the listeners it opens.

import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../src/document/json.ts';
import { listenersOf } from '../../src/openclaw/listeners.ts';

/** `name port key`; a default port is marked. */
function listeners(config: JsonMap, env: Record<string, string> = {}): readonly string[] {
  return listenersOf({ config, env, base: 18789 }).map(
    ({ name, from, to, path, isDefault }) =>
      `${name} ${from}${to === from ? '' : `-${to}`}${isDefault ? '*' : ''} ${path.join('.')}`,
  );
}

const webhook = { webhookUrl: 'https://a.example' };

describe('listenersOf', () => {
  it.each<[string, JsonMap, readonly string[]]>([
    ['nothing', {}, []],
    ['telegram that polls', { channels: { telegram: { enabled: true, webhookPort: 8787 } } }, []],
    ['telegram', { channels: { telegram: webhook } }, ['telegram webhook 8787* channels.telegram.webhookPort']],
    [
      'telegram with a port',
      { channels: { telegram: { ...webhook, webhookPort: 9000 } } },
      ['telegram webhook 9000 channels.telegram.webhookPort'],
    ],
    ['telegram on any port', { channels: { telegram: { ...webhook, webhookPort: 0 } } }, []],
    ['telegram switched off', { channels: { telegram: { ...webhook, enabled: false } } }, []],
    ['telegram without its plugin', { channels: { telegram: webhook }, plugins: { deny: ['telegram'] } }, []],
    [
      'telegram with its plugin off',
      { channels: { telegram: webhook }, plugins: { entries: { telegram: { enabled: false } } } },
      [],
    ],
    ['every plugin off', { channels: { telegram: webhook }, plugins: { enabled: false } }, []],
    [
      'accounts, which inherit',
      {
        channels: {
          telegram: {
            webhookPort: 8800,
            accounts: {
              b: webhook,
              a: { ...webhook, webhookPort: 8801 },
              off: { ...webhook, enabled: false },
              polls: {},
            },
          },
        },
      },
      [
        'telegram webhook of account `a` 8801 channels.telegram.accounts.a.webhookPort',
        'telegram webhook of account `b` 8800 channels.telegram.webhookPort',
      ],
    ],
    [
      'an account beside the channel’s own',
      { channels: { telegram: { ...webhook, botToken: 'x', accounts: { b: { webhookPort: 8801 } } } } },
      [
        'telegram webhook 8787* channels.telegram.webhookPort',
        'telegram webhook of account `b` 8801 channels.telegram.accounts.b.webhookPort',
      ],
    ],
    [
      'the channel’s own account under its name',
      { channels: { telegram: { ...webhook, botToken: 'x', accounts: { default: {} } } } },
      ['telegram webhook of account `default` 8787* channels.telegram.accounts.default.webhookPort'],
    ],
    ['feishu by websocket', { channels: { feishu: { webhookPort: 3000 } } }, []],
    [
      'feishu',
      { channels: { feishu: { connectionMode: 'webhook' } } },
      ['feishu webhook 3000* channels.feishu.webhookPort'],
    ],
    ['nextcloud-talk without a server', { channels: { 'nextcloud-talk': {} } }, []],
    [
      'nextcloud-talk',
      { channels: { 'nextcloud-talk': { baseUrl: 'https://c' } } },
      ['nextcloud-talk webhook 8788* channels.nextcloud-talk.webhookPort'],
    ],
    ['msteams is off by default', { channels: { msteams: { webhook: { port: 3978 } } } }, []],
    [
      'msteams',
      { channels: { msteams: { enabled: true, webhook: { port: 4000 } } } },
      ['msteams webhook 4000 channels.msteams.webhook.port'],
    ],
    ['irc goes out', { channels: { irc: { enabled: true, host: 'h', port: 6697 } } }, []],
    ['signal without an account', { channels: { signal: { enabled: true } } }, []],
    ['signal', { channels: { signal: { account: '+1' } } }, ['signal-cli 8080* channels.signal.transport.httpPort']],
    [
      'signal managed',
      { channels: { signal: { transport: { kind: 'managed-native', httpPort: 8090 } } } },
      ['signal-cli 8090 channels.signal.transport.httpPort'],
    ],
    ['signal by socket', { channels: { signal: { transport: { kind: 'managed-native', socketPath: '/run/s' } } } }, []],
    ['signal elsewhere', { channels: { signal: { transport: { kind: 'container', url: 'http://h:8080' } } } }, []],
    [
      'signal accounts count up',
      {
        channels: {
          signal: {
            account: '+1',
            accounts: {
              a: { account: '+2' },
              b: { transport: { kind: 'managed-native', httpPort: 8081 } },
              c: { account: '+3' },
            },
          },
        },
      },
      [
        'signal-cli 8080* channels.signal.transport.httpPort',
        'signal-cli of account `a` 8082* channels.signal.accounts.a.transport.httpPort',
        'signal-cli of account `b` 8081 channels.signal.accounts.b.transport.httpPort',
        'signal-cli of account `c` 8083* channels.signal.accounts.c.transport.httpPort',
      ],
    ],
    [
      'a signal transport is the channel’s own',
      {
        channels: {
          signal: { transport: { kind: 'managed-native', httpPort: 8090 }, accounts: { a: { account: '+2' } } },
        },
      },
      [
        'signal-cli 8090 channels.signal.transport.httpPort',
        'signal-cli of account `a` 8080* channels.signal.accounts.a.transport.httpPort',
      ],
    ],
    [
      'signal of 2026.3',
      { channels: { signal: { account: '+1', httpPort: 8085 } } },
      ['signal-cli 8085 channels.signal.httpPort'],
    ],
    ['signal of 2026.3 by URL', { channels: { signal: { account: '+1', httpUrl: 'http://h:8080' } } }, []],
    ['signal of 2026.3 not started', { channels: { signal: { account: '+1', autoStart: false } } }, []],
    ['a Gmail hook with hooks off', { hooks: { gmail: { account: 'a@b' } } }, []],
    [
      'a Gmail hook',
      { hooks: { enabled: true, gmail: { account: 'a@b' } } },
      ['Gmail hook 8788* hooks.gmail.serve.port'],
    ],
    ['voice-call off by default', { plugins: { entries: { 'voice-call': { enabled: true, config: {} } } } }, []],
    [
      'voice-call',
      { plugins: { entries: { 'voice-call': { config: { enabled: true } } } } },
      ['voice-call webhook 3334* plugins.entries.voice-call.config.serve.port'],
    ],
    [
      'voice-call disabled',
      { plugins: { entries: { 'voice-call': { enabled: false, config: { enabled: true } } } } },
      [],
    ],
    [
      'portals',
      { gateway: { portals: { ingress: { domain: 'p.example', port: 18900 } } } },
      ['portal ingress 18900 gateway.portals.ingress.port'],
    ],
    ['MCP apps', { mcp: { apps: { enabled: true } } }, ['MCP Apps sandbox 18790* mcp.apps.sandboxPort']],
    ['MCP apps off', { mcp: { apps: {} } }, []],
    ['a sandbox port', { mcp: { apps: { sandboxPort: 18790 } } }, ['MCP Apps sandbox 18790 mcp.apps.sandboxPort']],
    [
      'a moved CDP range',
      { browser: { cdpPortRangeStart: 19500 } },
      ['CDP range 19500-19599 browser.cdpPortRangeStart'],
    ],
    ['a moved CDP range with the browser off', { browser: { enabled: false, cdpPortRangeStart: 19500 } }, []],
    [
      'ports inside a container',
      { agents: { defaults: { sandbox: { browser: { cdpPort: 9222, vncPort: 5900 } } } } },
      [],
    ],
    ['a VNC server that runs already', { desktop: { host: { enabled: true, port: 5900 } } }, []],
    ['a port that is none', { channels: { telegram: { ...webhook, webhookPort: '8787' } } }, []],
    ['a port beyond the last', { hooks: { enabled: true, gmail: { account: 'a@b', serve: { port: 70000 } } } }, []],
  ])('%s', (_, config, expected) => {
    expect(listeners(config)).toEqual(expected);
  });

  it.each<[string, string, JsonMap]>([
    ['OPENCLAW_SKIP_CHANNELS', '1', { channels: { telegram: webhook, signal: { account: '+1' } } }],
    ['OPENCLAW_SKIP_PROVIDERS', 'true', { channels: { telegram: webhook } }],
    ['OPENCLAW_SKIP_GMAIL_WATCHER', ' Yes ', { hooks: { enabled: true, gmail: { account: 'a@b' } } }],
  ])('%s=%s leaves them out', (name, value, config) => {
    expect(listeners(config, { [name]: value })).toEqual([]);
    expect(listeners(config, { [name]: '0' })).not.toEqual([]);
  });
});
