// browser keys of a config → the browsers it drives.

import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../src/document/json.ts';
import { cdpEndpoints } from '../../src/openclaw/cdp.ts';

/** `key host:port`, with `attached` where somebody else starts the browser. */
function endpoints(browser: JsonMap): readonly string[] {
  return cdpEndpoints({ browser }).map(
    ({ path, host, port, isAttached }) => `${path.join('.')} ${host}:${port}${isAttached ? ' attached' : ''}`,
  );
}

describe('cdpEndpoints', () => {
  it.each<[string, JsonMap, readonly string[]]>([
    ['no key', {}, []],
    ['a pin', { profiles: { a: { cdpPort: 18850 } } }, ['browser.profiles.a.cdpPort 127.0.0.1:18850']],
    ['the browser off', { enabled: false, cdpUrl: 'http://h:9222', profiles: { a: { cdpPort: 1 } } }, []],
    ['a URL', { cdpUrl: ' http://H.example:9222/x ' }, ['browser.cdpUrl h.example:9222 attached']],
    [
      'a local URL, where OpenClaw starts the browser',
      { cdpUrl: 'http://localhost:9222' },
      ['browser.cdpUrl 127.0.0.1:9222'],
    ],
    [
      'a local URL to attach to',
      { attachOnly: true, cdpUrl: 'http://[::1]:9222' },
      ['browser.cdpUrl 127.0.0.1:9222 attached'],
    ],
    ['a scheme port', { profiles: { a: { cdpUrl: 'wss://h' } } }, ['browser.profiles.a.cdpUrl h:443 attached']],
    [
      'a port beside the URL',
      { profiles: { a: { cdpUrl: 'ws://h', cdpPort: 9 } } },
      ['browser.profiles.a.cdpUrl h:9 attached'],
    ],
    [
      'a port in the URL wins',
      { profiles: { a: { cdpUrl: 'ws://h:8', cdpPort: 9 } } },
      ['browser.profiles.a.cdpUrl h:8 attached'],
    ],
    [
      'a pin on the machine of the URL',
      { cdpUrl: 'http://far:9222', profiles: { a: { cdpPort: 9333 } } },
      ['browser.cdpUrl far:9222 attached', 'browser.profiles.a.cdpPort far:9333 attached'],
    ],
    ['an existing session has no port', { profiles: { a: { driver: 'existing-session', cdpPort: 9 } } }, []],
    [
      'an existing session by URL',
      { profiles: { a: { driver: 'existing-session', cdpUrl: 'http://127.0.0.1:9' } } },
      ['browser.profiles.a.cdpUrl 127.0.0.1:9 attached'],
    ],
    [
      'the relay of an extension is local',
      { cdpUrl: 'http://far:1', attachOnly: true, profiles: { a: { driver: 'extension', cdpPort: 9 } } },
      ['browser.cdpUrl far:1 attached', 'browser.profiles.a.cdpPort 127.0.0.1:9'],
    ],
    [
      'a profile that starts its own',
      { attachOnly: true, profiles: { a: { attachOnly: false, cdpPort: 9 } } },
      ['browser.profiles.a.cdpPort 127.0.0.1:9'],
    ],
    ['a variable as host', { cdpUrl: `http://\${HOST}:9222` }, []],
    ['a variable as port', { cdpUrl: `http://h:\${PORT}` }, []],
    ['a variable elsewhere', { cdpUrl: `http://u:\${PASS}@h:1/?t=\${TOKEN}` }, ['browser.cdpUrl h:1 attached']],
    ['no URL', { cdpUrl: 'nonsense', profiles: { a: { cdpUrl: 'ftp://h:1' }, b: { cdpUrl: '' } } }, []],
    ['no port', { profiles: { a: { cdpPort: 0 }, b: { cdpPort: 65536 }, c: { cdpPort: '9' }, d: {}, e: null } }, []],
  ])('%s', (_, browser, expected) => {
    expect(endpoints(browser)).toEqual(expected);
  });

  it.each([
    'LOCALHOST',
    'localhost.',
    'app.localhost',
    '127.0.0.1',
    '127.1',
    '127.8.9.10',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
  ])('%s is this machine', (host) => {
    expect(endpoints({ attachOnly: true, cdpUrl: `http://${host}:9222` })).toEqual([
      'browser.cdpUrl 127.0.0.1:9222 attached',
    ]);
  });

  it.each(['localhost.example', '128.0.0.1', '[::2]', 'host-127.0.0.1.example', '[::ffff:10.0.0.1]'])(
    '%s is not',
    (host) => {
      expect(cdpEndpoints({ browser: { cdpUrl: `http://${host}:9222` } }).map((found) => found.host)).not.toContain(
        '127.0.0.1',
      );
    },
  );
});
