// The port rules on random hosts against sets of single ports, and on hosts where everything clashes with everything.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

interface Shape {
  readonly port: number;
  readonly hasBrowser: boolean;
}

function findings(shapes: readonly Shape[], reservedPorts: readonly number[] = []): readonly Diagnostic[] {
  const instances = shapes.map(({ port, hasBrowser }, index) => [
    nameOf(index),
    { port, config: { browser: { enabled: hasBrowser } } },
  ]);
  const host = { user: 'claw', reservedPorts, instances: Object.fromEntries(instances) };
  return validate(JSON.stringify({ version: 1, hosts: { box: host } }, null, 1)).diagnostics;
}

function nameOf(index: number): string {
  return `i${String(index).padStart(5, '0')}`;
}

function ownPorts({ port, hasBrowser }: Shape): ReadonlySet<number> {
  return new Set(Array.from({ length: hasBrowser ? 111 : 1 }, (_, offset) => port + offset));
}

/** `lower higher` of every finding: the instance that its related place names, and the one that it stands at. */
function pairsIn(diagnostics: readonly Diagnostic[], code: string, shapes: readonly Shape[]): readonly string[] {
  return diagnostics
    .filter((finding) => finding.code === code)
    .map(({ path, related }) => {
      const higher = path.split('.')[3]!;
      const lower = shapes
        .map((_, index) => nameOf(index))
        .find((name) => related[0]!.message.includes(`\`${name}\``))!;
      return `${lower} ${higher}`;
    })
    .sort();
}

const shapes = fc.array(fc.record({ port: fc.integer({ min: 18789, max: 19150 }), hasBrowser: fc.boolean() }), {
  maxLength: 9,
});

describe('random hosts', () => {
  it('have one finding for each two instances that share a port', () => {
    fc.assert(
      fc.property(shapes, (host) => {
        const diagnostics = findings(host);
        const expected = { 'port-unique': [] as string[], 'port-overlap': [] as string[] };
        for (const [index, a] of host.entries()) {
          for (const [offset, b] of host.slice(index + 1).entries()) {
            const shared = [...ownPorts(a)].some((port) => ownPorts(b).has(port));
            if (!shared) continue;
            const [first, second] = [nameOf(index), nameOf(index + 1 + offset)];
            if (a.port === b.port) expected['port-unique'].push(`${first} ${second}`);
            else expected['port-overlap'].push(a.port < b.port ? `${first} ${second}` : `${second} ${first}`);
          }
        }
        expect(pairsIn(diagnostics, 'port-unique', host)).toEqual(expected['port-unique'].sort());
        expect(pairsIn(diagnostics, 'port-overlap', host)).toEqual(expected['port-overlap'].sort());
      }),
    );
  });

  it('name a port that both have, and suggest a base that clears the instance', () => {
    fc.assert(
      fc.property(shapes, (host) => {
        for (const { code, path, message, suggestions } of findings(host)) {
          if (code !== 'port-overlap' && code !== 'port-unique') continue;
          const index = Number(path.split('.')[3]!.slice(1));
          const named = message.match(/^port (\d+) of/)?.[1];
          if (named !== undefined) {
            const port = Number(named);
            expect(host.filter((shape) => ownPorts(shape).has(port)).length).toBeGreaterThan(1);
          }
          const moved = host.with(index, { ...host[index]!, port: Number(suggestions[0]) });
          const left = findings(moved).filter((finding) => finding.severity === 'error');
          expect(left.filter((finding) => JSON.stringify(finding).includes(nameOf(index)))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('warn of neighbours that are near and do not clash', () => {
    fc.assert(
      fc.property(shapes, (host) => {
        const sorted = [...host.entries()].sort(([i, a], [j, b]) => a.port - b.port || i - j);
        const expected = sorted.flatMap(([index, higher], position) => {
          const lower = sorted[position - 1]?.[1];
          if (!lower || lower.port === higher.port || ownPorts(lower).has(higher.port)) return [];
          return higher.port - lower.port < 20 ? [`hosts.box.instances.${nameOf(index)}.port`] : [];
        });
        const found = findings(host).filter(({ code }) => code === 'port-spacing');
        expect(found.map(({ path }) => path).sort()).toEqual(expected.sort());
      }),
    );
  });

  it('have one finding for each reserved port that an instance owns', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.uniqueArray(fc.integer({ min: 18700, max: 19300 }), { maxLength: 5 }),
        (host, reserved) => {
          const expected = host.flatMap((shape, index) =>
            reserved
              .filter((port) => ownPorts(shape).has(port))
              .map((port) => `hosts.box.instances.${nameOf(index)}.port ${port}`),
          );
          const found = findings(host, reserved).filter(({ code }) => code === 'port-reserved');
          const texts = found.map(
            ({ path, message }) => `${path} ${message.match(/^port (\d+), which is reserved/)?.[1]}`,
          );
          expect(texts.sort()).toEqual(expected.sort());
        },
      ),
    );
  });
});

describe('a thousand instances that clash', () => {
  const many = (portOf: (index: number) => number, hasBrowser: boolean): readonly Shape[] =>
    Array.from({ length: 1000 }, (_, index) => ({ port: portOf(index), hasBrowser }));

  it.each<[string, string, readonly Shape[]]>([
    ['one base', 'port-unique', many(() => 18789, true)],
    ['one base with the browser off', 'port-unique', many(() => 18789, false)],
    ['bases one apart', 'port-overlap', many((index) => 20000 + index, true)],
  ])('%s: each is shown once, and the cut is told', (_, code, host) => {
    const start = performance.now();
    const found = findings(host).filter((finding) => finding.code === code);
    expect(performance.now() - start).toBeLessThan(20_000);
    const notice = found.filter(({ path }) => path === 'hosts.box');
    expect(notice.map(({ message }) => message)).toEqual([
      'more than 1000 pairs of instances clash on `box`; each instance is shown with one other, 1000 at most',
    ]);
    expect(new Set(found.map(({ path }) => path)).size).toBe(1000);
    expect(found).toHaveLength(1000);
  });

  it('shows a thousand others at most', () => {
    const found = findings(Array.from({ length: 1010 }, () => ({ port: 18789, hasBrowser: true })));
    expect(found.filter(({ code }) => code === 'port-unique')).toHaveLength(1000 + 1);
  });

  /** So many on one base, and so many on another one, far from it. */
  const groups = (...sizes: readonly number[]): readonly Shape[] =>
    sizes.flatMap((size, at) => Array.from({ length: size }, () => ({ port: 18789 + 120 * at, hasBrowser: true })));

  it('shows every pair up to the limit', () => {
    const pairs = (45 * 44) / 2 + (5 * 4) / 2;
    const found = findings(groups(45, 5));
    expect(found.filter(({ code }) => code === 'port-unique')).toHaveLength(pairs);
    expect(found.filter(({ path }) => path === 'hosts.box')).toEqual([]);
    // With one pair more each instance is shown with the first one of its base, and there is the notice.
    expect(findings(groups(45, 5, 2)).filter(({ code }) => code === 'port-unique')).toHaveLength(44 + 4 + 1 + 1);
  });

  it.each([
    ['cdp-port', { browser: { profiles: { work: { cdpPort: 9222 } } } }],
    ['cdp-url', { browser: { cdpUrl: 'http://127.0.0.1:9222' } }],
    ['listen-port', { channels: { telegram: { webhookUrl: 'https://a.example' } } }],
  ])('%s tells of the cut, too', (rule, config) => {
    const instances = Array.from({ length: 46 }, (_, at) => [nameOf(at), { port: 18789 + 120 * at, config }]);
    const host = { user: 'claw', instances: Object.fromEntries(instances) };
    const { diagnostics } = validate(JSON.stringify({ version: 1, hosts: { box: host } }));
    const found = diagnostics.filter(({ code }) => code === rule);
    expect(found).toHaveLength(45 + 1);
    expect(found.filter(({ message }) => message.startsWith('more than 1000 pairs'))).toHaveLength(1);
  });
});
