// What is known of OpenClaw's history by hand is what the releases' own answers show; and which release stands for another.

import { describe, expect, it } from 'vitest';
import {
  compareReleases,
  factsOf,
  KNOWN_RELEASES,
  neighbours,
  type ReleaseFacts,
  releaseOf,
  storePlace,
} from '../../src/openclaw/release.ts';

function directive(key: string) {
  return ({ systemd }: ReleaseFacts) => systemd.find(([, name]) => name === key)?.[2];
}

function placeOf(store: string) {
  return (_: ReleaseFacts, release: string) => storePlace(store, releaseOf(release));
}

/** Each sentence: the first release of a state, and what is true from then on until the next one. */
const HISTORY: readonly (readonly [
  string,
  (facts: ReleaseFacts, release: string) => unknown,
  Readonly<Record<string, unknown>>,
])[] = [
  ['KillMode', directive('KillMode'), { '2026.2.1': 'process', '2026.3.11': 'control-group', '2026.9.3': 'mixed' }],
  ['TimeoutStopSec', directive('TimeoutStopSec'), { '2026.2.1': undefined, '2026.3.11': '30', '2026.8.1': '330' }],
  ['SuccessExitStatus', directive('SuccessExitStatus'), { '2026.2.1': undefined, '2026.3.11': '0 143' }],
  ['StartLimitIntervalSec', directive('StartLimitIntervalSec'), { '2026.6.11': '60', '2026.9.5': '300' }],
  ['StartLimitBurst', directive('StartLimitBurst'), { '2026.6.11': '5', '2026.9.5': '10' }],
  ['exit 78', directive('RestartPreventExitStatus'), { '2026.2.1': undefined, '2026.4.15': '78' }],
  ['OOMPolicy', directive('OOMPolicy'), { '2026.6.11': 'continue' }],
  ['CDP range above 65535', ({ ports }) => ports.isMovedWhenHigh, { '2026.2.1': false, '2026.4.15': true }],
  ['bridge', ({ ports }) => ports.bridge, { '2026.2.1': 1, '2026.2.9': undefined }],
  ['sandbox host', ({ ports }) => ports.sandbox, { '2026.2.1': undefined, '2026.8.1': 1 }],
  ['extension relay', ({ ports }) => ports.relay, { '2026.7.1': 10 }],
  ['control', ({ ports }) => ports.control, { '2026.2.1': 2 }],
  ['CDP', ({ ports }) => [ports.cdpFirst, ports.cdpLast], { '2026.2.1': [11, 110] }],
  ['port of a profile', ({ hasHashedPort }) => hasHashedPort, { '2026.2.1': false, '2026.8.1': true }],
  ['read-only', ({ hasReadonlyConfig }) => hasReadonlyConfig, { '2026.2.1': false, '2026.9.4': true }],
  [
    'sandboxes of a workspace',
    ({ workspaceScopes }) => workspaceScopes,
    { '2026.2.1': [], '2026.8.1': ['agent', 'session'] },
  ],
  [
    'plugins.load needs a restart',
    ({ reload }) => reload?.restart.includes('plugins.load'),
    { '2026.2.1': undefined, '2026.9.2': true, '2026.9.5': false },
  ],
  [
    'call store',
    placeOf('voice-call'),
    { '2026.2.1': '{home}/.openclaw/voice-calls', '2026.8.1': '{stateDir}/voice-calls' },
  ],
  ['memory database', placeOf('memory-lancedb'), { '2026.2.1': '{home}/.openclaw/memory/lancedb' }],
  [
    'wiki vault',
    placeOf('memory-wiki'),
    { '2026.2.1': undefined, '2026.4.7': '{home}/.openclaw/wiki/main', '2026.8.1': '{stateDir}/wiki/main' },
  ],
  [
    'exec approvals',
    placeOf('exec-approvals'),
    { '2026.2.1': '{home}/.openclaw/exec-approvals.json', '2026.6.6': '{stateDir}/exec-approvals.json' },
  ],
  ['/startupz', ({ hasStartupProbe }) => hasStartupProbe, { '2026.2.1': false, '2026.8.1': true }],
  ['ThrottleInterval', ({ launchd }) => launchd['ThrottleInterval'], { '2026.3.11': 1, '2026.5.28': 10 }],
  ['ExitTimeOut', ({ launchd }) => launchd['ExitTimeOut'], { '2026.2.1': undefined, '2026.5.28': 20 }],
  ['StandardInPath', ({ launchd }) => launchd['StandardInPath'], { '2026.2.1': undefined, '2026.5.28': '/dev/null' }],
  [
    'workspace',
    ({ workspace }) => workspace,
    {
      '2026.2.1': '{home}/.openclaw/workspace{profileSuffix}',
      '2026.8.1': '{home}/.openclaw{profileSuffix}/workspace',
    },
  ],
  ['Node.js 24.16', ({ node }) => node.startsWith('>=24.16'), { '2026.2.1': false, '2026.9.3': true }],
];

/** Between these two a state changed at a release that the page doesn't name. */
const OPEN: Readonly<Record<string, readonly [before: string, after: string]>> = {
  bridge: ['2026.2.1', '2026.2.9'],
  KillMode: ['2026.3.2', '2026.3.11'],
  TimeoutStopSec: ['2026.3.2', '2026.3.11'],
  SuccessExitStatus: ['2026.3.2', '2026.3.11'],
  'exit 78': ['2026.3.13', '2026.4.15'],
  'CDP range above 65535': ['2026.3.13', '2026.4.15'],
  ExitTimeOut: ['2026.3.13', '2026.5.28'],
  StandardInPath: ['2026.3.13', '2026.5.28'],
  ThrottleInterval: ['2026.3.13', '2026.5.28'],
};

describe.each(HISTORY)('%s', (name, read, states) => {
  const starts = Object.keys(states);
  const checked = KNOWN_RELEASES.filter((release) => compareReleases(release, starts[0]!) >= 0);

  it('changed when the page on releases says', () => {
    const found = checked.map((release) => [release, read(factsOf(release), release)]);
    const expected = checked.map((release) => {
      const start = starts.findLast((first) => compareReleases(first, release) <= 0)!;
      return [release, states[start]];
    });
    const [before, after] = OPEN[name] ?? ['2026.0.0', '2026.0.0'];
    const isSure = ([release]: readonly unknown[]) =>
      compareReleases(String(release), before) <= 0 || compareReleases(String(release), after) >= 0;
    expect(found.filter(isSure)).toEqual(expected.filter(isSure));
  });
});

describe('the order of releases', () => {
  it.each([
    ['2026.9.6', '2026.10.1'],
    ['2026.7.1', '2026.7.1-1'],
    ['2026.7.1-1', '2026.7.1-2'],
    ['2026.7.1-2', '2026.7.33'],
    ['2026.9.6-beta.2', '2026.9.6-beta.10'],
    ['2026.9.6-beta.1', '2026.9.6'],
    ['2026.9.5', '2026.9.6-beta.1'],
  ])('%s comes before %s', (earlier, later) => {
    expect(compareReleases(earlier, later)).toBeLessThan(0);
    expect(compareReleases(later, earlier)).toBeGreaterThan(0);
    expect(compareReleases(later, later)).toBe(0);
  });
});

describe('for a release that isn’t known', () => {
  it.each([
    ['2026.9.7', '2026.9.6', ['2026.9.6', undefined]],
    ['2027.1.0', '2026.9.6', ['2026.9.6', undefined]],
    ['2026.9.6-beta.1', '2026.9.6', ['2026.9.5', '2026.9.6']],
    ['2026.7.30', '2026.7.33', ['2026.7.1-2', '2026.7.33']],
    ['2026.7.5', '2026.7.1-2', ['2026.7.1-2', '2026.7.33']],
    ['2026.7.90', '2026.7.35', ['2026.7.35', '2026.8.1']],
    ['2026.8.0', '2026.8.1', ['2026.7.35', '2026.8.1']],
    ['2025.12.1', '2026.2.1', [undefined, '2026.2.1']],
  ])('%s stands %s, the nearest of its minor', (version, nearest, around) => {
    expect(releaseOf(version)).toMatchObject({ version, nearest, isKnown: false });
    expect(neighbours(version)).toEqual(around);
  });

  it('a known one stands for itself', () => {
    for (const release of KNOWN_RELEASES) expect(releaseOf(release)).toMatchObject({ nearest: release, isKnown: true });
  });
});
