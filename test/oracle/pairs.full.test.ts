// Every pair of bases up to 240 apart, and every port around a base as another thing's: a host for each, many hosts in a
// file, and each host's findings as the oracle has them.

import { describe, expect, it, vi } from 'vitest';
import { validate } from '../../src/index.ts';
import { differenceOf } from './compare.ts';
import { TIMEOUT, TRIALS } from './counts.ts';
import { collisionsOf } from './oracle.ts';
import { type HostPlan, type InstancePlan, RELEASES, type Release } from './plan.ts';
import { readingsOf } from './readings.ts';
import { render } from './render.ts';

vi.setConfig({ testTimeout: TIMEOUT });

const REACH = 240;
const SIDES = [
  [true, true],
  [true, false],
  [false, true],
  [false, false],
] as const;
/** An ordinary one, both ends of the ports, and where those begin that the systems give to outgoing connections. */
const BASES = [18789, 1240, 65295, 32768 - 111, 49152 - 111];

/** Each release line begins with another one. */
function startingBases(line: number): readonly number[] {
  const count = TRIALS.startingBases.runs;
  const more = Array.from({ length: Math.max(0, count - BASES.length) }, (_, at) => 1500 + ((at * 4801) % 63_000));
  return [...BASES.map((_, at) => BASES[(at + line) % BASES.length]!), ...more].slice(0, count);
}

const BARE: Omit<InstancePlan, 'name' | 'port' | 'hasBrowser'> = {
  user: 'claw',
  scope: 'user',
  isManaged: true,
  isEnabled: true,
  isAuto: false,
  hasTailscale: false,
  paths: {},
  pins: [],
  listeners: {},
};

function hostOf(at: number, rest: Partial<HostPlan>, instances: readonly Partial<InstancePlan>[]): HostPlan {
  const named = instances.map((instance, index) => ({
    ...BARE,
    port: 1,
    hasBrowser: true,
    ...instance,
    name: `n${index}`,
  }));
  return { name: `box-${at}`, os: at % 2 === 0 ? 'linux' : 'macos', reserved: [], ...rest, instances: named };
}

/** Holds the compiler equal to the oracle on every host. */
function expectAgreement(release: Release, hosts: readonly HostPlan[]): void {
  const fleet = { release, hosts, hoist: 'defaults' } as const;
  const found = readingsOf(validate(render(fleet)).diagnostics);
  expect(differenceOf(collisionsOf(fleet), found)).toEqual({ invented: [], missed: [] });
}

describe.each(RELEASES)('OpenClaw %s', (release) => {
  it.each(startingBases(RELEASES.indexOf(release)))(
    `${TRIALS.basePairs.runs} ${TRIALS.basePairs.what}: from %i`,
    (base) => {
      const pairs = SIDES.flatMap(([first, second]) =>
        Array.from({ length: 2 * REACH + 1 }, (_, at) => [base, base - REACH + at, first, second] as const),
      );
      expect(pairs).toHaveLength(TRIALS.basePairs.runs);
      expectAgreement(
        release,
        pairs.map(([one, other, first, second], at) =>
          hostOf(at, {}, [
            { port: one, hasBrowser: first },
            { port: other, hasBrowser: second },
          ]),
        ),
      );
    },
  );

  it(`${TRIALS.derivedPorts.runs} ${TRIALS.derivedPorts.what}`, () => {
    const base = 20000;
    const near = [true, false].flatMap((hasBrowser) =>
      Array.from({ length: 123 }, (_, at) => ({ hasBrowser, port: base - 6 + at })),
    );
    const own = near.flatMap(({ hasBrowser, port }) => [
      { reserved: [{ from: port, to: port }], instances: [{ port: base, hasBrowser }] },
      { reserved: [], instances: [{ port: base, hasBrowser, pins: [port] }] },
      { reserved: [], instances: [{ port: base, hasBrowser, listeners: { telegram: port } }] },
      {
        reserved: [],
        instances: [
          { port: base, hasBrowser },
          { port: 30_000, pins: [port] },
        ],
      },
      {
        reserved: [],
        instances: [
          { port: base, hasBrowser },
          { port: 30_000, listeners: { telegram: port } },
        ],
      },
    ]);
    expect(own).toHaveLength(TRIALS.derivedPorts.runs);
    expectAgreement(
      release,
      own.map(({ reserved, instances }, at) => hostOf(at, { reserved }, instances)),
    );
  });
});
