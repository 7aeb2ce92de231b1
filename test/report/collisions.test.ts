// The picture and the rules agree on where ports collide.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ports } from '../../src/build.ts';
import { RULES } from '../../src/rules/index.ts';
import { partsIn } from '../support/fixtures.ts';

/** Their findings are about two who want one port of a host. */
const PORT_RULES = ['port-unique', 'port-overlap', 'port-reserved', 'cdp-port', 'cdp-url', 'listen-port'];

const texts = [
  ...readdirSync('examples').map((name) => {
    return [name, readFileSync(`examples/${name}/hosts.yaml`, 'utf8'), partsIn(`examples/${name}`)] as const;
  }),
  ...readdirSync('test/err')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(`test/err/${name}`, 'utf8')] as const),
  ...RULES.flatMap(({ id, examples }) => [
    [`bad ${id}`, examples.bad] as const,
    [`good ${id}`, examples.good] as const,
  ]),
];

/** Two instances that use one browser elsewhere: no port of theirs. */
const isElsewhere = (message: string) => /^the browser at (?!127\.0\.0\.1)/.test(message);

describe('collisions', () => {
  it.each(texts)('%s: as the rules find them', (_, text, parts = {}) => {
    const { diagnostics, hosts } = ports(text, { parts });
    const found = diagnostics.filter(({ code, message }) => PORT_RULES.includes(code) && !isElsewhere(message));
    const drawn = Object.values(hosts).flatMap(({ collisions = [] }) => collisions);
    expect(drawn.length > 0, JSON.stringify(drawn)).toBe(found.length > 0);
  });

  it('are ascending ports with those who want them', () => {
    const text = `version: 1
hosts:
  box:
    user: claw
    reservedPorts: [18905]
    instances:
      a: { port: 18789 }
      b: { port: 18809 }
      c: { port: 18899, config: { browser: { enabled: false } } }
`;
    expect(ports(text).hosts['box']!.collisions).toEqual([
      { from: 18809, to: 18898, instances: ['a', 'b'], reserved: false },
      { from: 18899, to: 18899, instances: ['a', 'b', 'c'], reserved: false },
      { from: 18900, to: 18900, instances: ['b', 'c'], reserved: false },
      { from: 18905, to: 18905, instances: ['b'], reserved: true },
    ]);
  });
});
