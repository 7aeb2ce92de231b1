// One fleet said in several ways, and fleets that differ by one instance: what must be the same, and what may not appear.

import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Artifact } from '../../src/index.ts';
import { runsOf, TIMEOUT, TRIALS } from './counts.ts';
import { anySource, instancesOf, plainOf, textOf, type Value, type ValueMap, withAt } from './documents.ts';
import { movedFindings, outcomeOf, pairsOf, placedFindings, unplacedFindings } from './outcome.ts';
import {
  commented,
  dealtByHost,
  dealtByInstance,
  PARTS,
  pushedDown,
  renamed,
  shared,
  shuffled,
  withMergeKeys,
} from './transform.ts';

vi.setConfig({ testTimeout: TIMEOUT });

/** Numbers without an end from one that is drawn: a linear congruential generator, its low bits dropped. */
const numbers = fc.nat().map((seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
});

it(`${TRIALS.shuffled.runs} ${TRIALS.shuffled.what}: same artifacts, same findings at the same keys`, () => {
  fc.assert(
    fc.property(anySource, numbers, (source, next) => {
      const [text, other] = [textOf(plainOf(source)), textOf(shuffled(plainOf(source), next) as ValueMap)];
      const [expected, actual] = [outcomeOf(text, source.lock), outcomeOf(other, source.lock)];
      expect(actual.artifacts).toEqual(expected.artifacts);
      expect(placedFindings(other, actual)).toEqual(placedFindings(text, expected));
    }),
    runsOf(TRIALS.shuffled),
  );
});

it(`${TRIALS.commented.runs} ${TRIALS.commented.what}: same artifacts, same findings at the lines' new places`, () => {
  fc.assert(
    fc.property(anySource, numbers, fc.boolean(), (source, next, isWindows) => {
      const text = textOf(plainOf(source));
      const { text: other, lines } = commented(text, next);
      const expected = outcomeOf(text, source.lock);
      const actual = outcomeOf(isWindows ? other.replaceAll('\n', '\r\n') : other, source.lock);
      expect(actual.artifacts).toEqual(expected.artifacts);
      expect(movedFindings(actual)).toEqual(movedFindings(expected, lines));
      // As the person wrote it, block scalars and all.
      const windows = outcomeOf(source.text.replaceAll('\n', '\r\n'), source.lock);
      expect(windows).toEqual(outcomeOf(source.text, source.lock));
    }),
    runsOf(TRIALS.commented),
  );
});

it(`${TRIALS.expanded.runs} ${TRIALS.expanded.what}: same artifacts, and no finding more or less`, () => {
  fc.assert(
    fc.property(anySource, numbers, (source, next) => {
      const value = plainOf(source);
      const expected = outcomeOf(textOf(value), source.lock);
      for (const other of [shared(value), withMergeKeys(value, next), shared(withMergeKeys(value, next))]) {
        const actual = outcomeOf(textOf(other as ValueMap, true), source.lock);
        expect(actual.artifacts).toEqual(expected.artifacts);
        // Of findings that say the same of one line, one is left; the first pair stands for the others.
        expect(pairsOf(expected)).toEqual(expect.arrayContaining([...pairsOf(actual)]));
        expect(codesOf(actual)).toEqual(codesOf(expected));
      }
    }),
    runsOf(TRIALS.expanded),
  );
});

it(`${TRIALS.pushedDown.runs} ${TRIALS.pushedDown.what}: same artifacts, same pairs`, () => {
  fc.assert(
    fc.property(anySource, (source) => {
      const value = plainOf(source);
      const expected = outcomeOf(textOf(value), source.lock);
      const actual = outcomeOf(textOf(pushedDown(value)), source.lock);
      expect(actual.artifacts).toEqual(expected.artifacts);
      expect(pairsOf(actual)).toEqual(pairsOf(expected));
    }),
    runsOf(TRIALS.pushedDown),
  );
});

it(`${TRIALS.dealtOut.runs} ${TRIALS.dealtOut.what}: same artifacts, same findings, same pairs`, () => {
  fc.assert(
    fc.property(anySource, numbers, (source, next) => {
      const value = plainOf(source);
      const expected = outcomeOf(textOf(value), source.lock);
      const outcomeIn = ([root, ...parts]: readonly ValueMap[]) => {
        const texts = parts.map((part, index) => [PARTS[index]!, textOf(part)] as const);
        return outcomeOf(textOf(root!), source.lock, Object.fromEntries(texts));
      };
      const byInstance = outcomeIn(dealtByInstance(value, next));
      expect(byInstance.artifacts).toEqual(expected.artifacts);
      expect(unplacedFindings(byInstance)).toEqual(unplacedFindings(expected));
      const byHost = outcomeIn(dealtByHost(value, next));
      expect(byHost.artifacts).toEqual(expected.artifacts);
      expect(pairsOf(byHost)).toEqual(pairsOf(expected));
    }),
    runsOf(TRIALS.dealtOut),
  );
});

it(`${TRIALS.renamed.runs} ${TRIALS.renamed.what}: same artifacts and findings but for the names`, () => {
  fc.assert(
    fc.property(anySource, (source) => {
      const { text, lock, back } = renamed(source);
      expect(JSON.parse(back(JSON.stringify(outcomeOf(text, lock))))).toEqual(
        outcomeOf(textOf(plainOf(source)), source.lock),
      );
    }),
    runsOf(TRIALS.renamed),
  );
});

it(`${TRIALS.removed.runs} ${TRIALS.removed.what}: no finding about instances that had nothing to do with each other`, () => {
  fc.assert(
    fc.property(anySource, fc.nat(), (source, at) => {
      const value = plainOf(source);
      const all = instancesOf(value);
      const [host, instance] = all[at % all.length]!;
      const fewer = withAt(value, ['hosts', host, 'instances', instance], () => undefined) as ValueMap;
      const before = outcomeOf(textOf(value), source.lock);
      const after = outcomeOf(textOf(fewer), source.lock);
      expect(newcomers(pairsOf(before), pairsOf(after))).toEqual([]);
    }),
    runsOf(TRIALS.removed),
  );
});

it(`${TRIALS.added.runs} ${TRIALS.added.what}: the same findings, and the same artifacts for the others`, () => {
  fc.assert(
    fc.property(anySource, fc.nat(), (source, at) => {
      const value = plainOf(source);
      const hosts = [...new Set(instancesOf(value).map(([host]) => host)), 'new-host'];
      const host = hosts[at % hosts.length]!;
      const more = withAt(value, ['hosts', host, 'instances', 'zz-new'], () => DISJOINT) as ValueMap;
      const before = outcomeOf(textOf(value), source.lock);
      const after = outcomeOf(textOf(more), source.lock);
      expect(pairsOf(after)).toEqual(pairsOf(before));
      const others = after.artifacts.filter(({ instance }) => instance !== 'zz-new');
      expect(others.map(withoutNew)).toEqual(before.artifacts.map(withoutNew));
    }),
    runsOf(TRIALS.added),
  );
});

/** Far from all others: nothing inherited but what null can't remove, and a home and ports of its own. */
const DISJOINT: Value = new Map<string, Value>([
  ...[
    'group',
    'profile',
    'stateDir',
    'configPath',
    'workspace',
    'workingDirectory',
    'logFile',
    'secretsFile',
    'command',
  ].map((key): [string, Value] => [key, null]),
  ...['config', 'envFiles', 'secrets', 'service', 'allow', 'managed', 'enabled'].map((key): [string, Value] => [
    key,
    null,
  ]),
  ['env', new Map([['OPENCLAW_DISABLE_BONJOUR', '1']])],
  ['port', 5000],
  ['user', 'zed'],
  ['home', '/srv/zed'],
]);

/** A hardened unit has a line for what it may not reach of another instance of its host. */
function withoutNew(artifact: Artifact): Artifact {
  const content = artifact.content.replace(/^(InaccessiblePaths=.*\/srv\/zed|SocketBindDeny=tcp:5000-).*\n/gm, '');
  return { ...artifact, content, restartContent: artifact.restartContent ?? content };
}

function codesOf({ diagnostics }: ReturnType<typeof outcomeOf>): readonly string[] {
  const codes = diagnostics
    .map(({ code, severity }) => `${severity} ${code}`)
    .filter((code) => !code.endsWith('allow-unused'));
  return [...new Set(codes)].sort();
}

const OF_PORTS = /^(port|cdp|listen)-/;

/**
 * The later lines that are neither among the earlier ones nor about two instances that a chain of those joins: where one of
 * several that have a thing in common goes, the others are compared with another one of them.
 */
function newcomers(before: readonly string[], after: readonly string[]): readonly string[] {
  const parts = (line: string) => {
    const [host, , rule, ...pair] = line.split(' ');
    return { pair: pair.map((name) => `${host} ${OF_PORTS.test(rule!) ? 'ports' : 'rest'} ${name}`) };
  };
  const groups = new Map<string, string>();
  const groupOf = (name: string): string => {
    const up = groups.get(name);
    return up === undefined || up === name ? name : groupOf(up);
  };
  for (const line of before) {
    const [a, b] = parts(line).pair;
    groups.set(groupOf(a!), groupOf(b!));
  }
  return after.filter((line) => {
    const [a, b] = parts(line).pair;
    return !before.includes(line) && (a === b || groupOf(a!) !== groupOf(b!));
  });
}
