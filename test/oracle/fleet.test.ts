// Generated fleets: the compiler and the oracle accept the same ones, and where they don't, they name the same instances.
// Blame is minimal, and who follows every suggestion of a run is rid of what they are about.

import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { build } from '../../src/index.ts';
import { isFull } from '../support/full.ts';
import { differenceOf } from './compare.ts';
import { isRepeated, runsOf, seededRunsOf, TIMEOUT, TRIALS } from './counts.ts';
import { anyFleet } from './fleet.ts';
import { unfollowed } from './follow.ts';
import { blamedByDefault, unfairMoves } from './moves.ts';
import { collisionsOf, ERROR_RULES, WARNING_RULES } from './oracle.ts';
import { readingsOf } from './readings.ts';
import { lockOf, render } from './render.ts';

vi.setConfig({ testTimeout: TIMEOUT });

it(`${runsOf(TRIALS.fleets).numRuns} ${TRIALS.fleets.what}`, () => {
  let accepted = 0;
  const rules = new Set<string>();
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const [text, lock] = [render(fleet), lockOf(fleet)];
      const { diagnostics, artifacts } = build(text, { lock });
      const collisions = collisionsOf(fleet);
      const readings = readingsOf(diagnostics);
      expect(differenceOf(collisions, readings)).toEqual({ invented: [], missed: [] });
      expect(unfairMoves(fleet, readings)).toEqual([]);
      expect(blamedByDefault(fleet, diagnostics)).toEqual([]);
      expect(unfollowed(text, lock, diagnostics)).toEqual([]);
      const isAccepted = !diagnostics.some(({ severity }) => severity === 'error');
      expect(isAccepted).toBe(!collisions.some(({ severity }) => severity === 'error'));
      if (isAccepted) accepted += 1;
      for (const { rule, severity } of collisions) rules.add(`${severity} ${rule}`);
      // No two outputs of a host are one file there.
      const places = artifacts.map(({ host, installPath }) => `${host}:${installPath}`);
      expect(places).toEqual([...new Set(places)]);
    }),
    seededRunsOf(TRIALS.fleets, 'test/oracle/fleet.test.ts'),
  );
  // A few don't break every rule.
  if (!isFull || isRepeated) return;
  // Both answers and every rule are tried: a generator that makes only some of them proves nothing of the others.
  expect([...rules].sort()).toEqual(
    expect.arrayContaining([
      ...ERROR_RULES.map((rule) => `error ${rule}`),
      ...WARNING_RULES.map((rule) => `warning ${rule}`),
    ]),
  );
  expect(accepted).toBeGreaterThan(TRIALS.fleets.runs / 10);
  expect(accepted).toBeLessThan((TRIALS.fleets.runs * 9) / 10);
});
