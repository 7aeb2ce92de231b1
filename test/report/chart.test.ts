// Pictures, byte for byte: those that the documentation shows, and one for each thing that a chart can have. UPDATE=1 writes
// them anew: look at them before you commit them.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { fleetSvg } from '../../src/report/fleet-svg.ts';
import { RULES } from '../../src/rules/index.ts';
import { expectText, partsIn } from '../support/fixtures.ts';

const overlap = RULES.find(({ id }) => id === 'port-overlap')!;
const read = (path: string) => readFileSync(path, 'utf8');
const chartOf = (text: string, parts = {}) => fleetSvg(validate(text, { parts }).fleet);

const pictures = [
  ...readdirSync('examples').map((name) => {
    return [`docs/images/${name}.svg`, read(`examples/${name}/hosts.yaml`), partsIn(`examples/${name}`)] as const;
  }),
  ['docs/images/port-overlap.svg', overlap.examples.bad] as const,
  ...readdirSync('test/report/charts')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `test/report/charts/${name}`)
    .map((path) => [path.replace(/yaml$/, 'svg'), read(path)] as const),
];

describe('port chart', () => {
  it.each(pictures)('%s', (path, text, parts = {}) => {
    expectText(path, chartOf(text, parts));
  });

  it('has a picture of every example and no other', () => {
    const names = pictures.map(([path]) => path).filter((path) => path.startsWith('docs/'));
    expect(names.toSorted()).toEqual(readdirSync('docs/images').map((name) => `docs/images/${name}`));
  });

  it('draws every instance, in the order of its ports', () => {
    const names = [...chartOf(read('test/report/charts/forty.yaml')).matchAll(/class="name"[^>]*>([^<]*)/g)];
    expect(names.map(([, name]) => name)).toEqual(
      Array.from({ length: 40 }, (_, i) => `tenant-${String(i).padStart(2, '0')}`),
    );
  });

  it('shows base+2 apart from its neighbours', () => {
    const chart = chartOf(read('test/report/charts/forty.yaml'));
    const lefts = (style: string) =>
      [...chart.matchAll(new RegExp(`class="${style}" x="([\\d.]+)" y="[\\d.]+" width="18"`, 'g'))].map(([, x]) =>
        Number(x),
      );
    expect(lefts('control').map((x, index) => x - lefts('gateway')[index]!)).toEqual(new Array(40).fill(36));
  });

  it('keeps to its frame whatever the ports are', () => {
    const bases = [
      1024, 1025, 5000, 18789, 18790, 18791, 18792, 18793, 18794, 18795, 18796, 18797, 30000, 65425, 65535,
    ];
    const rows = bases.map((base, index) => `      i${index}: { port: ${base} }\n`).join('');
    const chart = chartOf(
      `version: 1\nhosts:\n  box:\n    user: claw\n    reservedPorts: [1, 65535]\n    instances:\n${rows}`,
    );
    const ends = [...chart.matchAll(/<rect [^>]*x="([\d.]+)"[^>]*width="([\d.]+)"/g)].map(
      ([, x, w]) => Number(x) + Number(w),
    );
    expect(ends.length).toBeGreaterThan(100);
    expect(Math.max(...ends)).toBeLessThanOrEqual(960);
    expect(chart).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is one SVG of its own for a fleet without hosts', () => {
    expect(fleetSvg({ hosts: [] })).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*viewBox="0 0 960 34"/);
  });
});
