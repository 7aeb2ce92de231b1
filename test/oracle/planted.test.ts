// The oracle sees a fault in the compiler: with any one of the rules that it judges switched off, a generated fleet tells.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { validate } from '../../src/index.ts';
import { RULES } from '../../src/rules/index.ts';
import { differenceOf } from './compare.ts';
import { runsOf, TIMEOUT, TRIALS } from './counts.ts';
import { anyFleet } from './fleet.ts';
import { collisionsOf, ERROR_RULES, WARNING_RULES } from './oracle.ts';
import { readingsOf } from './readings.ts';
import { render } from './render.ts';

vi.setConfig({ testTimeout: TIMEOUT });

describe('the oracle notices a compiler without', () => {
  it.each([...new Set([...ERROR_RULES, ...WARNING_RULES])])('%s', (id) => {
    const rule = RULES.find((candidate) => candidate.id === id)!;
    const { check } = rule;
    const search = fc.property(anyFleet, (fleet) => {
      const { missed } = differenceOf(collisionsOf(fleet), readingsOf(validate(render(fleet)).diagnostics));
      return missed.length === 0;
    });
    Object.assign(rule, { check: () => [] });
    try {
      const { failed, counterexample } = fc.check(search, { ...runsOf(TRIALS.fleets), endOnFailure: true });
      expect(failed).toBe(true);
      // It is that rule that is missed.
      const [fleet] = counterexample!;
      const { missed } = differenceOf(collisionsOf(fleet), readingsOf(validate(render(fleet)).diagnostics));
      expect(missed.some((line) => line.split(' ').includes(id))).toBe(true);
    } finally {
      Object.assign(rule, { check });
    }
  });
});
