// The table of renamed keys is true of the schemas that gwc has.

import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/document/json.ts';
import { checker, type Fault } from '../../src/openclaw/schema/check.ts';
import { keyHistory, SUCCESSORS } from '../../src/openclaw/schema/history.ts';
import { SCHEMA_RELEASES, shippedSchema } from '../../src/openclaw/schema/shipped.ts';

const NEWEST = SCHEMA_RELEASES.at(-1)!;

const check = checker(shippedSchema(NEWEST));

/** Values with something at a path that fits the pattern: `channels.*` is any of those that have most. */
function valuesAt(pattern: string): readonly Json[] {
  const channels = [
    'telegram',
    'discord',
    'slack',
    'matrix',
    'googlechat',
    'mattermost',
    'whatsapp',
    'feishu',
    'signal',
    'zalouser',
  ];
  const patterns = pattern.startsWith('channels.*.') ? channels.map((id) => pattern.replace('*', id)) : [pattern];
  return patterns.map((one) =>
    one
      .replaceAll('models[]', 'models.*')
      .split('.')
      .reduceRight<Json>((inner, key, index, keys) => {
        if (key === '*' && keys[index - 1] === 'models') return [inner];
        return { [key === '*' ? 'x' : key]: inner };
      }, 'x'),
  );
}

/** Whether the newest release has such a key. */
function isKnown(pattern: string): boolean {
  return valuesAt(pattern).some((value) => !JSON.stringify(check(value).map(flat)).includes('unknown-key'));
}

function flat({ kind, branches = [] }: Fault): object {
  return [kind, branches.map((faults) => faults.map(flat))];
}

describe('renamed keys', () => {
  // Settings of plugins that are installed apart aren't in the schema.
  const foreign = /^plugins\.entries\.(brave|firecrawl|moonshot|perplexity|codex)\./;
  const named = SUCCESSORS.filter(([, to]) => !foreign.test(to) && !to.includes('<'));

  it.each(named)('%s: the newest release has %s', (_, to) => {
    expect(isKnown(to)).toBe(true);
  });

  it('aren’t known by their old name', () => {
    expect(SUCCESSORS.filter(([from]) => isKnown(from) && !from.startsWith('channels.*.'))).toEqual([]);
  });
});

describe('the history of a key', () => {
  it.each<[string, string, string | undefined]>([
    [
      'agents.list',
      '2026.9.6',
      'OpenClaw 2026.9.6 has no `agents.list` any more (RELEASE had it); use `agents.entries`',
    ],
    [
      'agents.entries',
      '2026.6.11',
      'OpenClaw 2026.6.11 has no `agents.entries` yet (RELEASE has it); use `agents.list`',
    ],
    [
      'browser.profiles.work.color',
      '2026.9.6',
      'OpenClaw 2026.9.6 has no `browser.profiles.work.color` any more (RELEASE had it), and nothing in its place; remove the key',
    ],
    ['gateway.prot', '2026.9.6', undefined],
    ['memorySearch', '2026.9.6', 'OpenClaw 2026.9.6 has no `memorySearch` any more; use `memory.search`'],
    [
      'channels.telegram.accounts.a.streamMode',
      '2026.9.6',
      'OpenClaw 2026.9.6 has no `channels.telegram.accounts.a.streamMode` any more (RELEASE had it); use `channels.telegram.accounts.a.streaming.mode`',
    ],
    [
      'agents.list',
      '2027.1.0',
      'OpenClaw 2027.1.0 has no `agents.list` any more (RELEASE had it); use `agents.entries`',
    ],
  ])('%s in %s', (path, release, message) => {
    expect(keyHistory(path.split('.'), release)?.message.replace(/[\d.]+ (?=ha[ds] it)/, 'RELEASE ')).toBe(message);
  });
});
