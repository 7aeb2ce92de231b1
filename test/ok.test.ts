// test/ok/<case>/hosts.yaml, with the parts below it, builds without a finding into out/, byte for byte; artifacts.txt has the rest of each artifact.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import { workspaceReader } from '../src/files/workspace-folder.ts';
import { expectText, expectTree, formatFinding, partsIn } from './support/fixtures.ts';

describe.each(readdirSync('test/ok'))('%s', (name) => {
  const folder = `test/ok/${name}`;
  const beside = { workspaceFolder: workspaceReader(folder), parts: partsIn(folder) };
  const built = () => build(readFileSync(`${folder}/hosts.yaml`, 'utf8'), beside);

  it('builds without a finding', () => {
    const { diagnostics, artifacts } = built();
    expect(diagnostics.map(formatFinding)).toEqual([]);
    expect(artifacts).not.toHaveLength(0);
  });

  it('has these files', () => {
    expectTree(`${folder}/out`, new Map(built().artifacts.map(({ path, content }) => [path, content])));
  });

  it('has them of these kinds, modes, owners and places', () => {
    const lines = built().artifacts.map(({ path, kind, mode, owner, installPath, host, instance }) => {
      expect(path.startsWith(`${host}/${instance}/`)).toBe(true);
      return `${path}: ${kind} ${mode.toString(8).padStart(4, '0')} ${owner} ${installPath}\n`;
    });
    expectText(`${folder}/artifacts.txt`, lines.join(''));
  });
});
