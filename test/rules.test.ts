// Every rule's own examples: the bad one is caught by this rule and no other error, the good one has no finding.

import { describe, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import { RULES } from '../src/rules/index.ts';
import { formatFinding } from './support/fixtures.ts';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const { lock } = rule.examples;
  const options = lock === undefined ? {} : { lock, isFrozen: true };

  it('finds its bad example', () => {
    const { diagnostics } = build(rule.examples.bad, options);
    const own = diagnostics.filter(({ code }) => code === id);
    expect(own.length, '`examples.bad` has no finding of this rule').toBeGreaterThan(0);
    expect([...new Set(own.map(({ severity }) => severity))]).toEqual([rule.severity]);
    expect(diagnostics.filter(({ code, severity }) => code !== id && severity === 'error').map(formatFinding)).toEqual(
      [],
    );
  });

  it('accepts its good example', () => {
    expect(build(rule.examples.good, options).diagnostics.map(formatFinding)).toEqual([]);
  });

  it('is documented', () => {
    expect(rule.summary, 'in lower case, without a full stop').toMatch(/^[^A-Z].*[^.]$/);
    expect(rule.why.length).toBeGreaterThan(40);
    expect(rule.source).not.toBe('');
    expect(JSON.stringify(rule), 'fill in what `npm run new-rule` left open').not.toContain('TODO');
  });
});
