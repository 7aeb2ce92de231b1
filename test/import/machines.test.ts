// Machines as people have them, each in machines/<case>/disk.txt: the hosts.yaml that describes it, the findings on that, and
// how a build of it differs from what was found. UPDATE=1 writes all three anew: read them.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { differencesText } from '../../src/cli/commands/import.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { openDisk } from '../../src/import/disk.ts';
import { importMachine } from '../../src/import/import-machine.ts';
import { folderWith } from '../cli/gwc.ts';
import { expectText, formatFinding } from '../support/fixtures.ts';
import { installHost, writeMachine } from './machine.ts';

const cases = readdirSync('test/import/machines');

describe.each(cases)('%s', (name) => {
  const folder = `test/import/machines/${name}`;
  const disk = readFileSync(`${folder}/disk.txt`, 'utf8');
  const root = folderWith();
  writeMachine(disk, root);
  const imported = importMachine(openDisk(root));

  it('is described', () => {
    expectText(`${folder}/hosts.yaml`, imported.text);
  });

  it('has these findings', () => {
    const { diagnostics, artifacts, fleet } = build(imported.text, imported);
    expectText(`${folder}/findings.txt`, diagnostics.map((found) => `${formatFinding(found)}\n`).join(''));
    const managed = fleet.hosts.flatMap(({ instances }) => instances.filter((instance) => instance.managed));
    expect(artifacts.length > 0).toBe(managed.length > 0 && !hasErrors(diagnostics));
  });

  it('differs from what is built in what has a reason', () => {
    const differences = imported.explain();
    expect(differences.filter(({ reason }) => reason === undefined)).toEqual([]);
    expectText(`${folder}/differences.txt`, differencesText(differences));
  });

  it('is built, installed and imported again as the same files, where nothing is wrong', () => {
    const first = build(imported.text);
    const host = first.fleet.hosts[0]!;
    const installed = folderWith();
    if (first.artifacts.length === 0) {
      expect(hasErrors(first.diagnostics) || host.instances.every((instance) => !instance.managed)).toBe(true);
      return;
    }
    installHost(first, host.name, installed);
    const again = importMachine(openDisk(installed), { os: host.os, openclaw: first.fleet.release.version });
    const files = ({ artifacts }: typeof first) => artifacts.map(({ path, content }) => `${path}\n${content}`);
    expect(files(build(again.text))).toEqual(files(first));
  });

  it('shows no secret', () => {
    const secrets = [...disk.matchAll(/\S*SECRET-\w+/g)].map(([text]) => /SECRET-\w+/.exec(text)![0]);
    const shown = imported.text + differencesText(imported.explain()) + JSON.stringify(build(imported.text));
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});
