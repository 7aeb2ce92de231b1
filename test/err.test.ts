// test/err/<case>.yaml and the findings on it, one a line, in <case>.out. A <case>.lock.json beside it is the frozen lock, and
// folders beside it are those of `workspaceFiles`. A case of several files is a folder <case> with a hosts.yaml.

import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts';
import { RULES } from '../src/rules/index.ts';
import { expectText, faultyInput, formatFinding } from './support/fixtures.ts';

/** Names of instances here that are values or keys, too. */
const NOT_NAMES: ReadonlySet<string> = new Set(['off', 'lan', 'custom', 'user', 'constructor']);

const cases = readdirSync('test/err').filter(
  (name) => name.endsWith('.yaml') || existsSync(`test/err/${name}/hosts.yaml`),
);

/** What stands in backticks in a finding's texts. */
function quoted({ message, related }: Diagnostic): readonly string[] {
  return [message, ...related.map((other) => other.message)].flatMap((text) =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );
}

describe('faulty input', () => {
  it.each(cases)('%s', (name) => {
    const { text, options } = faultyInput(name.replace(/\.yaml$/, ''));
    const { diagnostics, artifacts, fleet } = build(text, options);
    expect(diagnostics).not.toHaveLength(0);
    if (diagnostics.some(({ severity }) => severity === 'error')) expect(artifacts).toEqual([]);
    // A finding that names an instance is about that instance, or about one of that name.
    const names = new Set(fleet.hosts.flatMap(({ instances }) => instances.map((instance) => instance.name)));
    for (const found of diagnostics) {
      const rule = RULES.find(({ id }) => id === found.code)!;
      const isKnown = found.severity === 'error' || rule.severity === 'warning' || rule.hasWarnings;
      expect(isKnown, `add \`hasWarnings: true\` to ${rule.id}`).toBe(true);
      const about = found.instances.map((key) => key.slice(key.indexOf('/') + 1));
      const named = quoted(found).filter((name) => names.has(name) && !NOT_NAMES.has(name));
      expect(about, formatFinding(found)).toEqual(expect.arrayContaining(named));
    }
    expectText(
      `test/err/${name.replace(/\.yaml$|$/, '.out')}`,
      diagnostics.map((found) => `${formatFinding(found)}\n`).join(''),
    );
  });
});
