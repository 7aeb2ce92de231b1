// Each rule switched off once. The oracle sees it where it judges the rule: a generated fleet tells. Of the others, which are
// about one instance or one text alone, a written case tells.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { build, validate } from '../../src/index.ts';
import { RULES } from '../../src/rules/index.ts';
import { faultyInput, formatFinding } from '../support/fixtures.ts';
import { differenceOf } from './compare.ts';
import { TIMEOUT } from './counts.ts';
import { anyFleet } from './fleet.ts';
import { collisionsOf, ERROR_RULES, WARNING_RULES } from './oracle.ts';
import type { FleetPlan } from './plan.ts';
import { readingsOf } from './readings.ts';
import { lockOf, render } from './render.ts';

vi.setConfig({ testTimeout: TIMEOUT });

const JUDGED = new Set([...ERROR_RULES, ...WARNING_RULES]);
const MOST_FLEETS = 5000;

const checks = RULES.map((rule) => ({ rule, check: rule.check }));

afterEach(() => {
  for (const { rule, check } of checks) if (check) Object.assign(rule, { check });
});

function switchOff(id: string): void {
  Object.assign(RULES.find((rule) => rule.id === id)!, { check: () => [] });
}

function missedIn(fleet: FleetPlan): readonly string[] {
  const { diagnostics } = validate(render(fleet), { lock: lockOf(fleet) });
  return differenceOf(collisionsOf(fleet), readingsOf(diagnostics)).missed;
}

/** What the comparison calls the rule. */
function nameOf(id: string): string {
  return id === 'port-unique' || id === 'port-overlap' ? 'port-span' : id;
}

describe('the oracle notices a compiler without', () => {
  it.each([...JUDGED])('%s', (id) => {
    switchOff(id);
    const isNoticed = (fleet: FleetPlan): boolean =>
      missedIn(fleet).some((line) => line.split(' ').includes(nameOf(id)));
    const search = fc.property(anyFleet, (fleet) => !isNoticed(fleet));
    const { failed } = fc.check(search, { numRuns: MOST_FLEETS, seed: 20_260_906, endOnFailure: true });
    expect(failed).toBe(true);
  });
});

const cases = readdirSync('test/err')
  .filter((name) => name.endsWith('.out'))
  .map((name) => ({ name: name.slice(0, -'.out'.length), out: readFileSync(`test/err/${name}`, 'utf8') }));

describe('a written case notices a compiler without', () => {
  const others = RULES.filter(({ id, check }) => check && !JUDGED.has(id)).map(({ id }) => id);

  it.each(others)('%s', (id) => {
    const found = cases.find(({ out }) => new RegExp(`^\\S+ (error|warning) ${id} `, 'm').test(out));
    expect(found, `no case in test/err has ${id}`).toBeDefined();
    const { text, options } = faultyInput(found!.name);
    const findings = (): string =>
      build(text, options)
        .diagnostics.map((one) => `${formatFinding(one)}\n`)
        .join('');
    expect(findings()).toBe(found!.out);
    switchOff(id);
    expect(findings()).not.toBe(found!.out);
  });
});
