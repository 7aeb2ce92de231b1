// The plugins of a state folder: what is there, what has to come and to go.

import { describe, expect, it } from 'vitest';
import { isInstalled, pluginWork } from '../../src/apply/plugins.ts';
import { openDisk } from '../../src/import/disk.ts';
import { installedPlugins } from '../../src/import/installed-plugins.ts';
import { fetchedPlugins, isPinned, missingPlugins, npmPackage } from '../../src/openclaw/plugins.ts';
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

describe('channels', () => {
  const config = { channels: { telegram: {}, discord: {}, wecom: {}, slack: { enabled: false }, homemade: {} } };

  it('whose packages the release fetches, as far as gwc knows them', () => {
    expect(fetchedPlugins(config, '2026.9.6', [])).toEqual([
      { channel: 'discord', name: '@openclaw/discord', pin: 'npm:@openclaw/discord@2026.9.6' },
      { channel: 'wecom', name: '@wecom/wecom-openclaw-plugin', pin: 'npm:@wecom/wecom-openclaw-plugin@2026.7.2' },
    ]);
    expect(
      fetchedPlugins(config, '2026.9.6', ['npm:@openclaw/discord@2026.9.5']).map(({ channel }) => channel),
    ).toEqual(['wecom']);
    expect(fetchedPlugins(config, '2026.4.15', []).map(({ channel }) => channel)).not.toContain('discord');
  });
});

it('entries that nothing brings, where that can be known', () => {
  const config = { plugins: { entries: { codex: {}, browser: {}, other: { enabled: false } } } };
  expect(missingPlugins(config, '2026.9.6', [])).toEqual(['codex']);
  expect(missingPlugins(config, '2026.9.6', ['npm:@openclaw/codex@2026.9.6'])).toEqual([]);
  expect(missingPlugins(config, '2026.9.6', ['/srv/crm'])).toEqual([]);
  expect(missingPlugins(config, '2026.9.5', [])).toEqual([]);
  expect(missingPlugins({ plugins: { ...config.plugins, load: { paths: ['/srv'] } } }, '2026.9.6', [])).toEqual([]);
});
