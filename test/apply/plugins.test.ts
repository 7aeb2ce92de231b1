// The plugins of a state folder: what is there, what has to come and to go.

import { describe, expect, it } from 'vitest';
import { isInstalled, pluginWork } from '../../src/apply/plugins.ts';
import type { JsonMap } from '../../src/document/json.ts';
import { openDisk } from '../../src/import/disk.ts';
import { installedPlugins } from '../../src/import/installed-plugins.ts';
import {
  fetchedPlugins,
  fetchedText,
  isPinned,
  missingPlugins,
  npmPackage,
  pinOf,
} from '../../src/openclaw/plugins.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';
import { folderWith } from '../cli/gwc.ts';

const plugin = (folder: string, id: string, version: string) => ({
  [`${folder}/openclaw.plugin.json`]: JSON.stringify({ id }),
  [`${folder}/package.json`]: JSON.stringify({ version }),
});
const project = (name: string, folder: string, id: string, version: string) => ({
  [`state/npm/projects/${folder}/package.json`]: JSON.stringify({ dependencies: { [name]: version } }),
  ...plugin(`state/npm/projects/${folder}/node_modules/${name}`, id, version),
});

/** As OpenClaw leaves it: a package in its second version, a copy of a folder, and what an install was cut off in. */
const STATE = {
  ...project('@acme/demo', 'acme-demo-1', 'demo', '1.0.0'),
  'state/npm/projects/acme-demo-1/.openclaw-retained-npm-installs': '',
  ...project('@acme/demo', 'acme-demo-1__openclaw-generation__g-2', 'demo', '1.1.0'),
  'state/npm/projects/.openclaw-install-stage-x/package.json': '{ "dependencies": { "none": "1.0.0" } }',
  ...plugin('state/extensions/crm', 'crm', '1.0.0'),
  'state/extensions/broken/package.json': '{',
  ...plugin('srv/crm', 'crm', '1.0.0'),
  ...plugin('srv/newer', 'crm', '2.0.0'),
};
const disk = openDisk(folderWith(STATE));
const DEMO = 'npm:@acme/demo@1.1.0';

const deployment = (...plugins: readonly string[]) => ({ stateDir: '/state', plugins }) as unknown as Deployment;

describe('plugins', () => {
  it('are found where OpenClaw puts them, in the version that it loads', () => {
    expect(installedPlugins('/state', disk)).toEqual([
      { id: 'demo', name: '@acme/demo', version: '1.1.0' },
      { id: 'crm', name: undefined, version: '1.0.0' },
    ]);
    expect(installedPlugins('/none', disk)).toEqual([]);
  });

  it.each([
    [DEMO, true],
    ['npm:@acme/demo@1.0.0', false],
    ['npm:@acme/demo', true],
    ['npm:crm@1.0.0', false],
    ['/srv/crm', true],
    ['/srv/newer', false],
    ['/srv/none', false],
  ])('%s is there: %s', (spec, expected) => {
    expect(isInstalled(spec, installedPlugins('/state', disk), disk)).toBe(expected);
  });

  it.each([
    ['nothing is wanted', [], undefined, undefined],
    ['all is there', [DEMO, '/srv/crm'], undefined, undefined],
    ['another version', ['npm:@acme/demo@1.2.0'], [DEMO], { install: ['npm:@acme/demo@1.2.0'], remove: [] }],
    ['one has left', [DEMO], [DEMO, '/srv/crm'], { install: [], remove: ['crm'] }],
    ['all have left', [], [DEMO, '/srv/crm'], { install: [], remove: ['demo', 'crm'] }],
    ['one left that is not there', [], ['npm:none@1.0.0'], undefined],
    ['another folder of the same', ['/srv/newer'], ['/srv/crm'], { install: ['/srv/newer'], remove: [] }],
  ])('%s', (_, wanted, before, expected) => {
    expect(pluginWork(deployment(...wanted), before && deployment(...before), disk)).toEqual(expected);
  });
});

describe('specs', () => {
  it.each([
    ['npm:@scope/name@1.2.3', { name: '@scope/name', version: '1.2.3' }, true],
    ['npm:name@1.2.3-beta.1', { name: 'name', version: '1.2.3-beta.1' }, true],
    ['npm:name@latest', { name: 'name', version: 'latest' }, false],
    ['npm:@scope/name', { name: '@scope/name', version: undefined }, false],
    ['/srv/plugin@1', undefined, true],
  ])('%s', (spec, expected, pinned) => {
    expect([npmPackage(spec), isPinned(spec)]).toEqual([expected, pinned]);
  });
});

describe('channels whose packages a start fetches', () => {
  const channels = { telegram: {}, discord: {}, wecom: {}, slack: { enabled: false }, homemade: {} };

  it.each([
    ['all were part of it', '2026.2.1', undefined],
    ['the last one with discord', '2026.4.29', undefined],
    ['the first one without, which fetches nothing', '2026.5.2', undefined],
    ['the last one that fetches nothing', '2026.6.35', undefined],
    ['the first one that fetches', '2026.7.1', '2026.7.1'],
    ['a repair, without packages of its own', '2026.7.1-2', '2026.7.1'],
    ['the newest', '2026.9.6', '2026.9.6'],
    ['a later one, by the nearest that is known', '2026.9.7', '2026.9.7'],
    ['an early one of it', '2026.9.6-beta.1', '2026.9.6-beta.1'],
  ])('%s: %s', (_, release, version) => {
    const pin = `npm:@openclaw/discord@${version}`;
    const discord = { channel: 'discord', name: '@openclaw/discord', pin };
    expect(fetchedPlugins({ channels }, release, [])).toEqual(version === undefined ? [] : [discord]);
    expect(fetchedPlugins({ channels }, release, ['npm:@openclaw/discord@2026.9.5'])).toEqual([]);
  });

  it.each([
    ['2026.5.28', 'irc', undefined],
    ['2026.6.11', 'irc', 'npm:@openclaw/irc@2026.6.11'],
    ['2026.5.28', 'wecom', 'npm:@wecom/wecom-openclaw-plugin@2026.5.7'],
    ['2026.9.6', 'wecom', 'npm:@wecom/wecom-openclaw-plugin@2026.7.2'],
    ['2026.7.35', 'qqbot', 'npm:@openclaw/qqbot@2026.7.35'],
    ['2026.8.1', 'qqbot', 'npm:@tencent-connect/openclaw-qqbot@2.0.1'],
    ['2026.9.6', 'qqbot', 'npm:@tencent-connect/openclaw-qqbot@2.0.3'],
    ['2026.9.6', 'mistral', 'npm:@openclaw/mistral-provider@2026.9.6'],
    ['2026.9.6', 'homemade', undefined],
  ])('in %s the package of %s is %s', (release, id, pin) => {
    expect(pinOf(id, release)).toBe(pin);
  });

  it.each([
    ['2026.6.35', 'fetches @openclaw/irc from npm at each start;'],
    ['2026.9.2', 'fetches @openclaw/irc from npm at each start, in whatever version;'],
    ['2026.9.3', 'fetches @openclaw/irc from npm at each start;'],
  ])('are told of, for %s', (release, text) => {
    expect(fetchedText('box-1/main', ['@openclaw/irc'], release)).toContain(text);
  });
});

describe('what nothing brings', () => {
  const entries = { codex: {}, browser: {}, mistral: {}, other: { enabled: false } };
  const missing = (config: JsonMap, release: string, ...plugins: readonly string[]) =>
    missingPlugins(config, release, plugins).map(({ path }) => path.join('.'));

  it.each([
    ['2026.2.1', ['codex', 'browser', 'mistral']],
    ['2026.4.29', []],
    ['2026.7.35', ['codex']],
    ['2026.9.5', ['codex', 'mistral']],
    ['2026.9.6', ['codex', 'mistral']],
  ])('of plugins.entries, in %s', (release, expected) => {
    expect(missing({ plugins: { entries } }, release)).toEqual(expected.map((id) => `plugins.entries.${id}`));
  });

  it.each([
    ['2026.4.29', []],
    ['2026.5.2', ['channels.discord', 'channels.wecom']],
    ['2026.7.1', ['channels.wecom']],
    ['2026.9.6', ['channels.wecom']],
  ])('of channels, in %s', (release, expected) => {
    const channels = { telegram: {}, discord: {}, wecom: {}, whatsapp: { enabled: false }, homemade: {} };
    expect(missing({ channels }, release)).toEqual(expected);
    expect(missing({ channels, plugins: { deny: ['discord', 'wecom'] } }, release)).toEqual([]);
  });

  it('is brought by a package of any name that the release knows', () => {
    const config = { plugins: { entries } };
    const [codex, mistral] = ['npm:@openclaw/codex@2026.9.6', 'npm:@openclaw/mistral-provider@2026.9.6'] as const;
    expect(missing(config, '2026.9.6', codex)).toEqual(['plugins.entries.mistral']);
    expect(missing(config, '2026.9.6', codex, mistral)).toEqual([]);
    expect(missing({ channels: { discord: {} } }, '2026.6.11', 'npm:@openclaw/discord@2026.6.11')).toEqual([]);
  });

  it("can't be known beside somebody's own code", () => {
    expect(missing({ plugins: { entries } }, '2026.9.6', '/srv/crm')).toEqual([]);
    expect(missing({ plugins: { entries, load: { paths: ['/srv'] } } }, '2026.9.6')).toEqual([]);
  });
});
