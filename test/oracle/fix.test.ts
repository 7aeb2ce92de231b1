// Generated fleets with slips of the pen in them, as several people would write them: `gwc fix` mends what it says it mends, changes nothing
// else, and has nothing more to do afterwards.

import { structuredPatch } from 'diff';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { check } from '../../src/compile.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { singleSource } from '../../src/document/fleet-source.ts';
import { parseSource } from '../../src/document/yaml.ts';
import { type Fixed, fix } from '../../src/fix.ts';
import { isFull } from '../support/full.ts';
import { isRepeated, runsOf, seededRunsOf, TIMEOUT, TRIALS } from './counts.ts';
import { instancesOf, isMap, plainOf, textOf, type Value, type ValueMap, withAt } from './documents.ts';
import { anyFleet } from './fleet.ts';
import { lockOf, render } from './render.ts';
import { commented, shared, withMergeKeys } from './transform.ts';

vi.setConfig({ testTimeout: TIMEOUT });

type Slip = (instance: ValueMap) => Value;

const at =
  (path: readonly string[], value: Value): Slip =>
  (instance) =>
    withAt(instance, path, () => value);

const misspelt =
  (key: string): Slip =>
  (instance) =>
    new Map(
      [...instance].map(([name, value]) => [
        name === key ? `${key.slice(0, -2)}${key.at(-1)}${key.at(-2)}` : name,
        value,
      ]),
    );

const SLIPS: readonly Slip[] = [
  ...['port', 'user', 'profile', 'config', 'workspace', 'stateDir', 'service', 'managed'].map(misspelt),
  at(['env', 'WHERE'], '/srv/$(instnace)/$(prot)'),
  at(['allow', 'plugin-shared'], 'we know'),
  at(['allow', 'prot-spacing'], 'we know'),
  at(['service', 'scope'], 'usr'),
  at(['service', 'systemd', 'Service', 'MemoryMaximum'], '2G'),
  at(['config', 'agents', 'defaults', 'memorySearch', 'enabled'], true),
  at(['config', 'gateway', 'auth', 'token'], '${SOME_TOKEN}'),
  at(['config', 'gateway', 'bind'], 'loopbakc'),
  at(['config', 'channels', 'telegram', 'streamMode'], 'partial'),
  at(['env', 'OPENCLAW_DISABLE_BONJOUR'], '0'),
];

const numbers = fc.nat().map((seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
});

/** With a slip in about half of the instances. */
function withSlips(value: ValueMap, next: () => number): ValueMap {
  return instancesOf(value).reduce<ValueMap>((all, [host, name]) => {
    if (next() % 2 === 0) return all;
    const slip = SLIPS[next() % SLIPS.length]!;
    const path = ['hosts', host, 'instances', name];
    return withAt(all, path, (own) => (isMap(own) ? slip(own) : own)) as ValueMap;
  }, value);
}

/** Plain, or with anchors, merge keys, comments, the line ends of Windows. */
function written(value: ValueMap, next: () => number): string {
  const way = next() % 6;
  if (way === 0) return JSON.stringify(value, (_, one) => (one instanceof Map ? Object.fromEntries(one) : one), 2);
  if (way === 1) return textOf(shared(value) as ValueMap, true);
  if (way === 2) return textOf(withMergeKeys(value, next) as ValueMap, true);
  const text = commented(textOf(value), next).text;
  return way === 3 ? text.replaceAll('\n', '\r\n') : text;
}

function mend(text: string, lock: string): Fixed {
  const options = { lock: parseSource(lock, 'hosts.lock.json') };
  return fix(singleSource(parseSource(text, 'hosts.yaml')), {
    check: (source) => check(source, options),
    isWanted: () => true,
  });
}

function errorsIn({ checked }: Pick<Fixed, 'checked'>): number {
  return checked.diagnostics.filter(({ severity }) => severity === 'error').length;
}

/** Lines that are gone or new, have no key or value of an edit in them, and didn't just move. */
function unexplained(before: string, after: string, { done }: Fixed): readonly string[] {
  const words = done.flatMap(({ finding: { edits = [] } }) =>
    edits.flatMap((edit) => [
      ...(edit.kind === 'move' ? [...edit.from, ...edit.to] : edit.path),
      ...('value' in edit ? [edit.value] : []),
    ]),
  );
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context: 0 });
  return hunks
    .flatMap(({ lines }) => lines)
    .filter((line) => /\w/.test(line))
    .filter((line) => !words.some((word) => line.includes(String(word))))
    .filter((line) => !(line.startsWith('-') ? after : before).includes(line.slice(1).trim().replace(/,$/, '')));
}

it(`${runsOf(TRIALS.fixed).numRuns} ${TRIALS.fixed.what}`, () => {
  const mended = new Set<string>();
  let left = 0;
  let all = 0;
  fc.assert(
    fc.property(anyFleet, numbers, (fleet, next) => {
      const text = written(withSlips(plainOf({ text: render(fleet) }), next), next);
      const lock = lockOf(fleet);
      const before = check(singleSource(parseSource(text, 'hosts.yaml')), {
        lock: parseSource(lock, 'hosts.lock.json'),
      });
      const fixed = mend(text, lock);
      const after = fixed.source.root.text;
      expect(errorsIn(fixed)).toBeLessThanOrEqual(errorsIn({ checked: before }));
      // What says that it can be mended is gone, or told as not done.
      expect(fixed.checked.diagnostics.filter(({ edits }) => edits !== undefined)).toEqual(
        fixed.left.map(({ finding }) => finding),
      );
      if (fixed.done.length === 0) expect(after).toBe(text);
      expect(unexplained(text, after, fixed)).toEqual([]);
      const again = mend(after, lock);
      expect([again.source.root.text, again.done]).toEqual([after, []]);
      for (const { finding } of fixed.done) mended.add(finding.code);
      left += fixed.left.length;
      all += fixed.done.length;
      if (!hasErrors(before.diagnostics)) expect(hasErrors(fixed.checked.diagnostics)).toBe(false);
    }),
    seededRunsOf(TRIALS.fixed, 'test/oracle/fix.test.ts'),
  );
  if (isRepeated) return;
  // Next to nothing stays, and what is tried is more than ports.
  expect(left).toBeLessThan(all / 20);
  if (isFull)
    expect([...mended].sort()).toEqual(
      expect.arrayContaining([
        'allow-unused',
        'cdp-port',
        'listen-port',
        'mdns-name',
        'openclaw-schema',
        'port-overlap',
        'port-unique',
        'sandbox-container',
        'schema',
        'secret-inline',
        'unit-directive',
        'unknown-variable',
      ]),
    );
});
