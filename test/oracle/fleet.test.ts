// Generated fleets: the compiler and the oracle accept the same ones, and where they don't, they name the same pairs.

import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { build } from '../../src/index.ts';
import { differenceOf } from './compare.ts';
import { runsOf, TIMEOUT, TRIALS } from './counts.ts';
import { anyFleet } from './fleet.ts';
import { collisionsOf, ERROR_RULES, WARNING_RULES } from './oracle.ts';
import { readingsOf } from './readings.ts';
import { render } from './render.ts';

vi.setConfig({ testTimeout: TIMEOUT });

it(`${TRIALS.fleets.runs} ${TRIALS.fleets.what}`, () => {
  let accepted = 0;
  const rules = new Set<string>();
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const { diagnostics, artifacts } = build(render(fleet));
      const collisions = collisionsOf(fleet);
      expect(differenceOf(collisions, readingsOf(diagnostics))).toEqual({ invented: [], missed: [] });
      const isAccepted = !diagnostics.some(({ severity }) => severity === 'error');
      expect(isAccepted).toBe(!collisions.some(({ severity }) => severity === 'error'));
      if (isAccepted) accepted += 1;
      for (const { rule, severity } of collisions) rules.add(`${severity} ${rule}`);
      // No two outputs of a host are one file there.
      const places = artifacts.map(({ host, installPath }) => `${host}:${installPath}`);
      expect(places).toEqual([...new Set(places)]);
    }),
    runsOf(TRIALS.fleets),
  );
  // Both answers and every rule are tried: a generator that makes only some of them proves nothing of the others.
  expect([...rules].sort()).toEqual([
    ...ERROR_RULES.map((rule) => `error ${rule}`),
    ...WARNING_RULES.map((rule) => `warning ${rule}`),
  ]);
  expect(accepted).toBeGreaterThan(TRIALS.fleets.runs / 10);
  expect(accepted).toBeLessThan((TRIALS.fleets.runs * 9) / 10);
});
