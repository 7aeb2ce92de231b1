// Every example builds without a finding, for the release it names and for the oldest that gwc knows.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import { gwc } from './cli/gwc.ts';
import { formatFinding, partsIn } from './support/fixtures.ts';

const examples = readdirSync('examples');

describe.each(examples)('examples/%s', (name) => {
  it('builds without a finding', () => {
    const result = build(readFileSync(`examples/${name}/hosts.yaml`, 'utf8'), { parts: partsIn(`examples/${name}`) });
    expect(result.diagnostics.map(formatFinding)).toEqual([]);
    const managed = result.fleet.hosts.flatMap((host) => host.instances.filter((instance) => instance.managed));
    expect(new Set(result.artifacts.map(({ host, instance }) => `${host}/${instance}`)).size).toBe(managed.length);
  });

  it('says what it shows', () => {
    expect(readFileSync(`examples/${name}/hosts.yaml`, 'utf8')).toMatch(/^# yaml-language-server: .*\n# \S/);
  });
});

it('examples/teams gives each part to its team, as docs/gitops.md shows', () => {
  const owners = readFileSync('examples/teams/.github/CODEOWNERS', 'utf8');
  expect(readFileSync('docs/gitops.md', 'utf8')).toContain(`\`\`\`text\n${owners}\`\`\`\n`);
  const parts = readdirSync('examples/teams/teams').map((name) => `/teams/${name}`);
  expect([...owners.matchAll(/^\/teams\/\S+/gm)].map(([path]) => path)).toEqual(parts.sort());
});

it('examples/gitops has the output that it builds; else run `gwc build` there', async () => {
  const { code, stderr } = await gwc(['build', '--check'], { cwd: resolve('examples/gitops') });
  expect([stderr, code]).toEqual(['out/ is up to date\n', 0]);
});
