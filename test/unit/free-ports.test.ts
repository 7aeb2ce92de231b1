// Free bases and ports: tables, and the search against a set of every single port that is taken.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { cdpPortAdvice, freeBaseAdvice, freePortAdvice, LAST_BASE, nextFreeBase } from '../../src/model/auto-ports.ts';
import type { Host } from '../../src/model/fleet.ts';
import { samples } from '../support/full.ts';

const RUNS = { numRuns: samples(20, 100) };

interface Shape {
  readonly port?: number;
  readonly config?: object;
}

function hostOf(instances: Readonly<Record<string, Shape>>, reservedPorts: readonly (number | string)[] = []): Host {
  const document = { version: 1, hosts: { box: { user: 'claw', reservedPorts, instances } } };
  return validate(JSON.stringify(document)).fleet.hosts[0]!;
}

/** The rules have asked for advice already, and another asker gets other ports. */
function unadvised(host: Host): Host {
  return { ...host };
}

const browserOff = { browser: { enabled: false } };
const pin = (cdpPort: number) => ({ browser: { profiles: { work: { cdpPort } } } });

describe('nextFreeBase', () => {
  it.each<[string, Host, number | undefined, number | undefined]>([
    ['nothing is taken', hostOf({}), undefined, 18789],
    ['the default gateway is there', hostOf({ a: { port: 18789 } }), undefined, 18909],
    ['a span reaches into the step', hostOf({ a: { port: 18850 } }), undefined, 19029],
    ['a span ends just below', hostOf({ a: { port: 18678 } }), undefined, 18789],
    ['a span ends on the first base', hostOf({ a: { port: 18679 } }), undefined, 18909],
    ['a span starts on the last port', hostOf({ a: { port: 18899 } }), undefined, 19029],
    ['a span starts just above', hostOf({ a: { port: 18900 } }), undefined, 18789],
    [
      'a span without a browser lies within, and near',
      hostOf({ a: { port: 18899, config: browserOff } }),
      undefined,
      19029,
    ],
    ['a bare port lies above', hostOf({ a: { port: 18900, config: browserOff } }), undefined, 18789],
    ['ports are reserved', hostOf({}, [18790, '18910-19500']), undefined, 19509],
    ['a browser is pinned', hostOf({ a: { port: 30000, config: pin(18899) } }), undefined, 18909],
    [
      'a browser is reached by URL',
      hostOf({ a: { port: 30000, config: { browser: { cdpUrl: 'http://localhost:18800' } } } }),
      undefined,
      18909,
    ],
    [
      'a browser elsewhere has that port',
      hostOf({ a: { port: 30000, config: { browser: { cdpUrl: 'http://elsewhere:18800' } } } }),
      undefined,
      18789,
    ],
    [
      'a webhook listens',
      hostOf({
        a: { port: 30000, config: { channels: { telegram: { webhookUrl: 'https://a', webhookPort: 18800 } } } },
      }),
      undefined,
      18909,
    ],
    ['a browser of an instance without a base is pinned', hostOf({ a: { config: pin(18899) } }), undefined, 18909],
    ['another start is given', hostOf({ a: { port: 20000 } }), 20000, 20120],
    ['a free start is given', hostOf({ a: { port: 20000 } }), 20111, 20111],
    ['the last base is given', hostOf({}), LAST_BASE, 65425],
    ['the start is beyond the last base', hostOf({}), LAST_BASE + 1, undefined],
    ['the whole host is reserved', hostOf({}, ['1-65535']), undefined, undefined],
  ])('where %s', (_, host, from, expected) => {
    expect(from === undefined ? nextFreeBase(host) : nextFreeBase(host, from)).toBe(expected);
  });
});

describe('freePortAdvice', () => {
  it.each<[string, Host, number, number | undefined]>([
    ['is the start itself', hostOf({}), 8787, 8787],
    ['passes a span', hostOf({ a: { port: 8700 } }), 8787, 8811],
    ['passes what touches', hostOf({ a: { port: 8700 } }, ['8811-8820', 8821]), 8787, 8822],
    ['passes what lies inside another', hostOf({ a: { port: 8700 } }, [8750, '8790-8800']), 8700, 8811],
    ['stops at the last port', hostOf({}, ['65000-65535']), 65100, undefined],
  ])('%s', (_, host, from, expected) => {
    expect(freePortAdvice(host, 'a listener', from)).toBe(expected);
  });
});

describe('cdpPortAdvice', () => {
  it.each<[string, Host, number | undefined]>([
    ['leaves the first one to the default browser', hostOf({ a: { port: 18789 } }), 18801],
    ['passes its own pins', hostOf({ a: { port: 18789, config: pin(18801) } }), 18802],
    ['passes reserved ports', hostOf({ a: { port: 18789 } }, ['18800-18820']), 18821],
    ['passes the span of another', hostOf({ a: { port: 18789 }, b: { port: 18695 } }), 18806],
    ['finds none in a full range', hostOf({ a: { port: 18789 } }, ['18800-18899']), undefined],
    ['finds none with the browser off', hostOf({ a: { port: 18789, config: browserOff } }), undefined],
  ])('%s', (_, host, expected) => {
    expect(cdpPortAdvice(unadvised(host), host.instances[0]!, 'a browser')).toBe(expected);
  });
});

describe('advice', () => {
  it('gives one asker the same port again, and another asker another one', () => {
    const host = unadvised(hostOf({ a: { port: 18789 } }));
    const ports = ['one', 'two', 'one', 'three'].map((asker) => freePortAdvice(host, asker, 18789));
    expect(ports).toEqual([18900, 18901, 18900, 18902]);
    expect(freePortAdvice(host, 'four', 18901)).toBe(18903);
  });

  it('keeps listeners out of the spans that it gave to instances, and browsers in them', () => {
    const host = unadvised(hostOf({ a: { port: 18789 }, b: { port: 18800 } }));
    expect(freeBaseAdvice(host, host.instances[1]!).base).toBe(18909);
    expect(freePortAdvice(host, 'a listener', 18909)).toBe(19020);
    expect(cdpPortAdvice(host, host.instances[1]!, 'a browser')).toBe(18921);
  });
});

describe('freeBaseAdvice', () => {
  it('lets an instance that moves leave its span', () => {
    const host = hostOf({ main: { port: 18789 }, rescue: { port: 18809 } });
    const advice = freeBaseAdvice(host, host.instances[1]!);
    const path = [...host.instances[1]!.path, 'port'];
    const taken = { suggestions: ['18909'], edits: [{ kind: 'set', path, value: 18909, isOwn: true }] };
    expect(advice).toEqual({ base: 18909, text: 'the next free base is 18909', taken });
  });

  it('prefers an earlier base to the one within its span', () => {
    const host = hostOf({ main: { port: 30000 } });
    expect(freeBaseAdvice(host, host.instances[0]!).base).toBe(18789);
  });

  it('says where there is none', () => {
    const host = hostOf({ main: { port: 18789 } }, ['1-65535']);
    const text = 'no base from 18789 to 65425 is free on this host';
    expect(freeBaseAdvice(host, host.instances[0]!)).toEqual({ base: undefined, text, taken: {} });
  });
});

const port = fc.integer({ min: 18500, max: 20500 });
const shape = fc
  .record({ port, hasBrowser: fc.boolean(), pinned: fc.option(port, { nil: undefined }) })
  .map(({ pinned, ...rest }) => ({ ...rest, pinned: rest.hasBrowser ? pinned : undefined }));

describe('a random host', () => {
  it('has the free base and port that are free one by one', () => {
    fc.assert(
      fc.property(
        fc.array(shape, { maxLength: 8 }),
        fc.array(port, { maxLength: 3 }),
        fc.integer({ min: 18400, max: 20600 }),
        (shapes, reserved, from) => {
          const instances = shapes.map(({ port: base, hasBrowser, pinned }, index) => {
            const profiles = pinned === undefined ? {} : { profiles: { work: { cdpPort: pinned } } };
            return [`i${index}`, { port: base, config: { browser: { enabled: hasBrowser, ...profiles } } }] as const;
          });
          const host = hostOf(Object.fromEntries(instances), [...new Set(reserved)]);
          const taken = new Set<number>(reserved);
          for (const { port: base, hasBrowser, pinned } of shapes) {
            for (let offset = 0; offset <= (hasBrowser ? 110 : 1); offset += 1) taken.add(base + offset);
            if (pinned !== undefined) taken.add(pinned);
          }
          const isFree = (base: number) =>
            Array.from({ length: 111 }, (_, offset) => base + offset).every((one) => !taken.has(one)) &&
            shapes.every(({ port: other }) => other <= base - 20 || other >= base);
          let base = from;
          while (!isFree(base)) base += 120;
          expect(nextFreeBase(host, from)).toBe(base);
          let single = from;
          while (taken.has(single)) single += 1;
          expect(freePortAdvice(unadvised(host), 'a listener', from)).toBe(single);
        },
      ),
      RUNS,
    );
  });
});
