// The port rules on random hosts against sets of single ports, and on hosts where everything clashes with everything.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { samples } from '../support/full.ts';

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

/** With the browser off the sandbox host's port is left. */
function ownPorts({ port, hasBrowser }: Shape): ReadonlySet<number> {
  return new Set(Array.from({ length: hasBrowser ? 111 : 2 }, (_, offset) => port + offset));
}

function areApart(a: Shape, b: Shape): boolean {
  return a.port + ownPorts(a).size <= b.port || b.port + ownPorts(b).size <= a.port;
}

/** How many can stay at most, by trying every set. */
function mostStaying(host: readonly Shape[]): number {
  const sizes = Array.from({ length: 2 ** host.length }, (_, bits) => {
    const kept = host.filter((_, index) => (bits >> index) & 1);
    const isApart = kept.every((a, index) => kept.slice(index + 1).every((b) => areApart(a, b)));
    return isApart ? kept.length : 0;
  });
  return Math.max(...sizes);
}

interface Move {
  readonly index: number;
  readonly code: string;
  readonly message: string;
  /** The other instances that it names. */
  readonly others: readonly number[];
  readonly base: number;
}

/** The findings of the two rules about spans. */
function movesIn(diagnostics: readonly Diagnostic[]): readonly Move[] {
  const indexOf = (name: string) => Number(name.slice('box/i'.length));
  return diagnostics
    .filter(({ code }) => code === 'port-unique' || code === 'port-overlap')
    .map(({ code, message, instances, suggestions }) => {
      const [index = -1, ...others] = instances.map(indexOf);
      return { index, code, message, others, base: Number(suggestions[0]) };
    });
}

const shapes = fc.array(fc.record({ port: fc.integer({ min: 18789, max: 19150 }), hasBrowser: fc.boolean() }), {
  maxLength: 9,
});

describe('random hosts', () => {
  it('have one finding for each instance that has to move, as few as can be, and the others are apart', () => {
    fc.assert(
      fc.property(shapes, (host) => {
        const moves = movesIn(findings(host));
        const moving = new Set(moves.map(({ index }) => index));
        expect(moving.size).toBe(moves.length);
        const staying = host.filter((_, index) => !moving.has(index));
        expect(staying.every((a, at) => staying.slice(at + 1).every((b) => areApart(a, b)))).toBe(true);
        // The default instance's port counts for more than another one, and for less than two.
        expect(staying.length).toBe(mostStaying(host));
      }),
      { numRuns: samples(15, 60) },
    );
  });

  it('name all whom it meets, a port that both have, and the rule for it', () => {
    fc.assert(
      fc.property(shapes, (host) => {
        for (const { index, code, message, others } of movesIn(findings(host))) {
          const own = host[index]!;
          const met = [...host.keys()].filter((other) => other !== index && !areApart(host[other]!, own));
          expect([...others].sort()).toEqual(met.sort());
          expect(code).toBe(met.some((other) => host[other]!.port === own.port) ? 'port-unique' : 'port-overlap');
          const port = Number(message.match(/^(?:base )?port (\d+)/)?.[1] ?? own.port);
          expect(host.filter((shape) => ownPorts(shape).has(port)).length).toBeGreaterThan(1);
        }
      }),
      { numRuns: samples(15, 60) },
    );
  });

  it('suggest bases that can all be taken together', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.uniqueArray(fc.integer({ min: 18700, max: 19300 }), { maxLength: 3 }),
        (host, reserved) => {
          const suggested = new Map(
            findings(host, reserved)
              .filter(({ code }) => code.startsWith('port-'))
              .map(({ path, suggestions }) => [Number(path.split('.')[3]!.slice(1)), Number(suggestions[0])]),
          );
          const moved = host.map((shape, index) => ({ ...shape, port: suggested.get(index) ?? shape.port }));
          expect(findings(moved, reserved).filter(({ code }) => code.startsWith('port-'))).toEqual([]);
        },
      ),
      { numRuns: samples(15, 60) },
    );
  });

  it('warn of neighbours that are near and do not clash, as if those that clash had moved', () => {
    fc.assert(
      fc.property(shapes, (host) => {
        const diagnostics = findings(host);
        const moving = new Set(movesIn(diagnostics).map(({ index }) => index));
        const expected: string[] = [];
        let lower: Shape | undefined;
        for (const [index, shape] of [...host.entries()].sort(([i, a], [j, b]) => a.port - b.port || i - j)) {
          if (moving.has(index)) continue;
          if (lower && shape.port - lower.port < 20) expected.push(`hosts.box.instances.${nameOf(index)}.port`);
          else lower = shape;
        }
        const found = diagnostics.filter(({ code }) => code === 'port-spacing');
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

  it.each<[string, string, readonly Shape[], number]>([
    ['one base', 'port-unique', many(() => 18789, true), 999],
    ['one base with the browser off', 'port-unique', many(() => 18789, false), 999],
    ['bases one apart', 'port-overlap', many((index) => 20000 + index, true), 1000 - 10],
  ])('%s: each that has to move is reported once', (_, code, host, moving) => {
    const found = findings(host).filter((finding) => finding.code === code);
    expect(new Set(found.map(({ path }) => path)).size).toBe(moving);
    expect(found).toHaveLength(moving);
  });

  it.each([
    ['cdp-port', { browser: { profiles: { work: { cdpPort: 9222 } } } }],
    ['cdp-url', { browser: { cdpUrl: 'http://127.0.0.1:9222' } }],
    ['listen-port', { channels: { telegram: { webhookUrl: 'https://a.example' } } }],
  ])('%s says that it is cut, too', (rule, config) => {
    const instances = Array.from({ length: 46 }, (_, at) => [nameOf(at), { port: 18789 + 120 * at, config }]);
    const host = { user: 'claw', instances: Object.fromEntries(instances) };
    const { diagnostics } = validate(JSON.stringify({ version: 1, hosts: { box: host } }));
    const found = diagnostics.filter(({ code }) => code === rule);
    expect(found).toHaveLength(45 + 1);
    expect(found.filter(({ message }) => message.startsWith('too many clashes'))).toHaveLength(1);
  });
});
