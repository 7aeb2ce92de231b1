// What gwc built and someone installed is imported again: the description builds the very same files, and is its own import.
// Hosts with containers aside, which an import doesn't read.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { openDisk } from '../../src/import/disk.ts';
import { type Imported, importMachine } from '../../src/import/import-machine.ts';
import { isContainer } from '../../src/model/container.ts';
import { folderWith } from '../cli/gwc.ts';
import { formatFinding, partsIn } from '../support/fixtures.ts';
import { installHost } from './machine.ts';

type Built = ReturnType<typeof build>;

const sources = [
  ...readdirSync('examples').map((name) => `examples/${name}/hosts.yaml`),
  ...readdirSync('test/ok').map((name) => `test/ok/${name}/hosts.yaml`),
];
const hosts = sources.flatMap((path) => {
  const folder = path.replace('/hosts.yaml', '');
  const lock = `${folder}/hosts.lock.json`;
  const built = build(readFileSync(path, 'utf8'), {
    parts: partsIn(folder),
    ...(existsSync(lock) ? { lock: readFileSync(lock, 'utf8') } : {}),
  });
  return (
    built.fleet.hosts
      .filter(({ instances }) => instances.some(({ managed }) => managed) && !instances.some(isContainer))
      // An import names a host by the short name of the machine.
      .filter(({ name }) => !name.includes('.'))
      // Nothing in the files says which release they are for.
      .filter(({ instances }) => new Set(instances.map(({ release }) => release)).size === 1)
      .map((host) => ({ path, host: host.name, built }))
  );
});

function importOf(built: Built, host: string): Imported {
  const root = folderWith();
  installHost(built, host, root);
  const { os, instances } = built.fleet.hosts.find(({ name }) => name === host)!;
  return importMachine(openDisk(root), { os, openclaw: instances[0]!.release.version });
}

describe.each(hosts)('$host of $path', ({ host, built }) => {
  const first = importOf(built, host);
  const again = build(first.text);

  it('has no error, and nothing that was not understood', () => {
    expect(first.notes).toEqual([]);
    expect(again.diagnostics.filter(({ severity }) => severity === 'error').map(formatFinding)).toEqual([]);
  });

  it('builds the same files', () => {
    const files = (artifacts: Built['artifacts']) =>
      Object.fromEntries(
        artifacts.filter((artifact) => artifact.host === host).map(({ path, content }) => [path, content]),
      );
    expect(files(again.artifacts), 'for a new key see "An instance key" in ARCHITECTURE.md').toEqual(
      files(built.artifacts),
    );
    expect(first.explain()).toEqual([]);
  });

  it('is its own import', () => {
    expect(importOf(again, host).text).toBe(first.text);
  });
});
