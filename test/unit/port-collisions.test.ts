// Who wants which port of a host, as the picture shows it: a table of hosts, and what is read of a config before that.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import type { Host } from '../../src/model/fleet.ts';
import { portClaims, portCollisions, rivals } from '../../src/model/port-claims.ts';

function hostOf(instances: object, reservedPorts: readonly unknown[] = []): Host {
  const document = { version: 1, hosts: { box: { user: 'claw', reservedPorts, instances } } };
  return validate(JSON.stringify(document)).fleet.hosts[0]!;
}

const profile = (settings: object) => ({ browser: { profiles: { work: settings } } });
const hook = (webhookPort: number) => ({ channels: { telegram: { webhookUrl: 'https://a.example', webhookPort } } });
const OFF = { browser: { enabled: false } };

/** `from-to: instances`, with `!` where the ports are reserved. */
function collisions(instances: object, reserved: readonly unknown[] = []): readonly string[] {
  return portCollisions(portClaims(hostOf(instances, reserved))).map(
    ({ from, to, instances: names, isReserved }) => `${from}-${to}: ${names.join(' ')}${isReserved ? '!' : ''}`,
  );
}

describe('portCollisions', () => {
  it.each<[string, object, readonly unknown[], readonly string[]]>([
    ['nobody', {}, [], []],
    ['spans apart', { a: { port: 18789 }, b: { port: 18900 } }, [], []],
    ['spans that meet', { b: { port: 18789 }, a: { port: 18899 } }, [], ['18899-18899: a b']],
    [
      'a span without a browser in another',
      { a: { port: 18789 }, b: { port: 18850, config: OFF } },
      [],
      ['18850-18851: a b'],
    ],
    ['two reserved ranges', {}, ['10-20', '15-25'], []],
    ['a span on reserved ports', { a: { port: 18789 } }, [18790, 18791, 18795], ['18790-18791: a!', '18795-18795: a!']],
    [
      'a span on others and on reserved ports',
      { a: { port: 18789 }, b: { port: 18790 } },
      [18900],
      ['18790-18899: a b', '18900-18900: b!'],
    ],
    [
      'a reserved port between others',
      { a: { port: 18789 }, b: { port: 18790 } },
      [18800],
      ['18790-18799: a b', '18800-18800: a b!', '18801-18899: a b'],
    ],
    ['a pin of its own span', { a: { port: 18789, config: profile({ cdpPort: 18850 }) } }, [], []],
    ['a pin on its own gateway', { a: { port: 18789, config: profile({ cdpPort: 18789 }) } }, [], ['18789-18789: a']],
    [
      'a pin on its own control port',
      { a: { port: 18789, config: profile({ cdpPort: 18791 }) } },
      [],
      ['18791-18791: a'],
    ],
    ['a pin on a reserved port', { a: { port: 18789, config: profile({ cdpPort: 9222 }) } }, [9222], ['9222-9222: a!']],
    [
      'a pin that somebody else starts',
      { a: { port: 18789, config: profile({ cdpPort: 9222, attachOnly: true }) } },
      [9222],
      [],
    ],
    ['a browser by URL', { a: { port: 18789, config: profile({ cdpUrl: 'http://127.0.0.1:9222' }) } }, [9222], []],
    [
      'a browser elsewhere',
      { a: { port: 18789, config: profile({ cdpUrl: 'http://far:9222' }) }, b: { port: 9200 } },
      [],
      [],
    ],
    ['a listener on a reserved port', { a: { port: 18789, config: hook(9222) } }, [9222], ['9222-9222: a!']],
    ['a listener in its own span', { a: { port: 18789, config: hook(18850) } }, [], ['18850-18850: a']],
    [
      'a listener on another one',
      { a: { port: 18789, config: hook(9222) }, b: { port: 18909, config: hook(9222) } },
      [],
      ['9222-9222: a b'],
    ],
    ['the sandbox at home', { a: { port: 18789, config: { mcp: { apps: { enabled: true } } } } }, [], []],
    [
      'a browser of an instance without a base',
      { a: { config: profile({ cdpPort: 18800 }) }, b: { port: 18789 } },
      [],
      ['18800-18800: a b'],
    ],
    ['a listener of an instance without a base', { a: { config: hook(18800) }, b: { port: 18789 } }, [], []],
  ])('%s', (_, instances, reserved, expected) => {
    expect(collisions(instances, reserved)).toEqual(expected);
  });
});

describe('portClaims', () => {
  it('have their roles and names', () => {
    const config = { ...profile({ cdpPort: 30000 }), ...hook(9222) };
    const host = hostOf({ a: { port: 18789, config }, b: { port: 19000, config: OFF } }, [
      { from: 1, to: 2, note: 'vnc' },
      5,
    ]);
    expect(portClaims(host).map(({ role, from, to, name }) => `${role} ${from}-${to} ${name}`.trim())).toEqual([
      'reserved 1-2 vnc',
      'reserved 5-5',
      'gateway 18789-18789',
      'span 18790-18790',
      'control 18791-18791',
      'span 18792-18899',
      'browser 30000-30000 work',
      'listener 9222-9222 telegram webhook',
      'gateway 19000-19000',
      'span 19001-19001',
    ]);
  });
});

describe('rivals', () => {
  it.each<[string, readonly string[], boolean, readonly string[]]>([
    ['others', ['a', 'b', 'c'], false, ['b', 'c']],
    ['others and a reserved port', ['a', 'b'], true, ['b', 'reserved']],
    ['itself', ['a'], false, ['itself']],
    ['a reserved port', ['a'], true, ['reserved']],
  ])('%s', (_, instances, isReserved, expected) => {
    expect(rivals('a', { instances, isReserved })).toEqual(expected);
  });
});

it('has the ports of an instance, browser or not, and of its pins only the numbers', () => {
  const pins = {
    b: { cdpPort: 19001 },
    a: { cdpPort: 19000 },
    text: { cdpPort: '19002' },
    half: { cdpPort: 1.5 },
    none: {},
  };
  const [on, off] = hostOf({
    a: { port: 18789, config: { browser: { profiles: pins } } },
    b: { port: 20000, config: { browser: { enabled: false } } },
  }).instances.map(({ ports }) => ports!);
  expect([on!.hasBrowser, on!.pins]).toEqual([true, [19000, 19001]]);
  expect([off!.hasBrowser, off!.control, off!.cdp, off!.span]).toEqual([
    false,
    undefined,
    undefined,
    { from: 20000, to: 20001 },
  ]);
});
