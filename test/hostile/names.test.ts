// Keys that JavaScript has a meaning for, at every level of a hosts.yaml; and names that only look like others.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build, ports, validate } from '../../src/build.ts';
import { samples } from '../support/full.ts';

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const VALUES: readonly string[] = [
  '{ "polluted": true }',
  '{ "prototype": { "polluted": true } }',
  '[]',
  '"x"',
  'null',
];

/** The JSON of a value with one more key in the map that the count has come to; nothing once there is no such map. */
function withKey(value: unknown, key: string, inner: string, place: number): string | undefined {
  let left = place;
  const print = (item: unknown): string => {
    if (Array.isArray(item)) return `[${item.map(print).join(',')}]`;
    if (typeof item !== 'object' || item === null) return JSON.stringify(item);
    const isHere = left === 0;
    left -= 1;
    const entries = Object.entries(item).map(([name, member]) => `${JSON.stringify(name)}:${print(member)}`);
    return `{${[...entries, ...(isHere ? [`${JSON.stringify(key)}:${inner}`] : [])].join(',')}}`;
  };
  const text = print(value);
  return left < 0 ? text : undefined;
}

describe.each(readdirSync('test/ok').filter((name) => !name.startsWith('.')))('in every map of %s', (name) => {
  const value: unknown = parse(readFileSync(`test/ok/${name}/hosts.yaml`, 'utf8'), { merge: true });

  // Each takes as long as the other.
  it.each(KEYS.slice(0, samples(2, KEYS.length)))('%s is a key like any other', (key) => {
    let places = 0;
    for (
      let text = withKey(value, key, VALUES[0]!, 0);
      text !== undefined;
      text = withKey(value, key, VALUES[places % VALUES.length]!, places)
    ) {
      places += 1;
      const { diagnostics, artifacts } = build(text);
      expect('polluted' in {}).toBe(false);
      expect(diagnostics.length + artifacts.length).toBeGreaterThan(0);
      for (const { content, kind } of artifacts) if (kind === 'openclaw-config') JSON.parse(content);
    }
    expect(places).toBeGreaterThan(4);
  });
});

it('a lock may have them, too', () => {
  const hosts =
    'version: 1\nhosts: { box: { user: claw, instances: { main: { port: auto }, constructor: { port: auto } } } }\n';
  for (const key of KEYS) {
    const lock = `{"version":1,"ports":{"${key}":{"${key}":18789},"box":{"${key}":19029}},"${key}":{"polluted":1}}`;
    const { diagnostics, fleet } = validate(hosts, { lock });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(fleet.hosts[0]!.instances.map(({ port }) => typeof port)).toEqual(['number', 'number']);
    expect('polluted' in {}).toBe(false);
  }
  expect(Object.keys(ports(hosts).hosts['box']!.instances).toSorted()).toEqual(['constructor', 'main']);
});

describe('names that look like others', () => {
  const LOOKALIKES = [
    'm\u0430in',
    'ma\u0131n',
    'ｍain',
    'main\u200b',
    'ma\u00adin',
    'maın',
    'e\u0301',
    '\u00e9',
    'main\u202e',
    'ﬁ',
    'ß',
    'MAIN',
    'K',
    'ma in',
  ];
  const fleet = (host: string, instance: string, profile: string) =>
    JSON.stringify({
      version: 1,
      hosts: { [host]: { user: 'claw', instances: { [instance]: { port: 18789, profile } } } },
    });

  it.each(LOOKALIKES)('%j is refused as the name of a host, of an instance and of a profile', (name) => {
    // OpenClaw itself takes a profile of either case on linux.
    const asProfile = /^[A-Za-z]+$/.test(name) ? [] : [fleet('box', 'main', name)];
    for (const text of [fleet(name, 'main', 'main'), fleet('box', name, 'main'), ...asProfile]) {
      const { diagnostics, artifacts } = build(text);
      expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
      expect(artifacts).toEqual([]);
    }
  });

  it.each([
    ['linux', '/srv/caf\u00e9', '/srv/cafe\u0301', true],
    ['macos', '/srv/caf\u00e9', '/srv/cafe\u0301', false],
    ['macos', '/srv/STRASSE', '/srv/strasse', false],
    ['linux', '/srv/a', '/srv/A', true],
    ['linux', '/srv/\ufb01', '/srv/fi', true],
  ])('on %s %j beside %j: %j', (os, one, other, isAccepted) => {
    const instances = { a: { port: 18789, stateDir: one }, b: { port: 19789, stateDir: other } };
    const { diagnostics } = validate(JSON.stringify({ version: 1, hosts: { box: { os, user: 'claw', instances } } }));
    expect(diagnostics.some(({ code }) => code === 'state-dir-unique')).toBe(!isAccepted);
  });
});
