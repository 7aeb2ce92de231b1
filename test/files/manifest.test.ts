// The manifest: the same bytes for the same files, and nothing in it is trusted that gwc would not have written.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { FileError } from '../../src/files/file-error.ts';
import {
  formatManifest,
  keptInstances,
  type ManifestEntry,
  manifestEntry,
  parseManifest,
} from '../../src/files/manifest.ts';
import { type Deployment, deployFleet } from '../../src/outputs/deployment.ts';
import { hostsYaml } from '../cli/gwc.ts';

const ENTRY: ManifestEntry = {
  path: 'box-1/main/openclaw.json',
  sha256: 'ab'.repeat(32),
  mode: '0600',
  kind: 'openclaw-config',
  host: 'box-1',
  instance: 'main',
  owner: 'claw',
  installPath: '/home/claw/.openclaw/openclaw.json',
};
const UNIT: ManifestEntry = { ...ENTRY, path: 'box-1/main/a.service', mode: '0644', kind: 'systemd-unit' };

describe('manifest', () => {
  it('is sorted JSON of one shape', () => {
    const text = formatManifest({ gwc: '1.2.3', target: '2026.9.6', artifacts: [ENTRY, UNIT] });
    expect(text).toBe(formatManifest({ gwc: '1.2.3', target: '2026.9.6', artifacts: [UNIT, ENTRY] }));
    expect(JSON.parse(text)).toEqual({ version: 1, gwc: '1.2.3', target: '2026.9.6', artifacts: [UNIT, ENTRY] });
    expect(text.startsWith('{\n  "version": 1,\n  "gwc": "1.2.3",\n  "target": "2026.9.6",\n  "artifacts": [\n')).toBe(
      true,
    );
    expect(text.endsWith('\n  ]\n}\n')).toBe(true);
  });

  it('is what JSON.stringify makes of it, also where a list is empty', () => {
    const { fleet } = validate(hostsYaml({ 'box-1': { b: 18909, a: 18789 } }));
    for (const artifacts of [[], [UNIT, ENTRY]]) {
      for (const instances of [undefined, [], deployFleet(fleet)]) {
        const text = formatManifest({ gwc: '1', target: '2', artifacts, instances });
        expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
      }
    }
  });

  it('is read back as it was written', () => {
    const manifest = { gwc: '1.2.3', target: '2026.9.6', artifacts: [UNIT, ENTRY] };
    expect(parseManifest(formatManifest(manifest), 'm')).toEqual(manifest);
  });

  it('has the instances of all hosts, also where a build was of some', async () => {
    const { fleet } = validate(hostsYaml({ 'box-2': { main: 18789 }, 'box-1': { b: 18909, a: 18789 } }));
    const instances = deployFleet(fleet);
    const text = formatManifest({ gwc: '1', target: '2', artifacts: [], instances: [...instances].reverse() });
    const read = parseManifest(text, 'm');
    const names = (list: readonly Deployment[] = []) => list.map(({ host, instance }) => `${host}/${instance}`);
    expect(names(read.instances)).toEqual(['box-1/a', 'box-1/b', 'box-2/main']);
    expect(read.instances).toEqual(instances);
    const built = instances.filter(({ host }) => host === 'box-2');
    expect(names(keptInstances(built, read, ['box-2']))).toEqual(['box-2/main', 'box-1/a', 'box-1/b']);
    expect(names(keptInstances(built, read, undefined))).toEqual(['box-2/main']);
    expect(names(keptInstances(built, undefined, ['box-2']))).toEqual(['box-2/main']);
  });

  it('holds of an artifact all but its content', () => {
    const { sha256: _, mode, ...rest } = UNIT;
    const artifact = { ...rest, kind: 'systemd-unit' as const, mode: 0o644, content: 'abc' };
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(manifestEntry(artifact)).toEqual({ ...UNIT, sha256 });
    const restarting = manifestEntry({ ...artifact, restartContent: '' });
    const restartSha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(restarting).toEqual({ ...UNIT, sha256, restartSha256 });
    expect(parseManifest(formatManifest({ gwc: '1', target: '2', artifacts: [restarting] }), 'm').artifacts).toEqual([
      restarting,
    ]);
  });

  it('has no instances where an earlier gwc wrote them', () => {
    const { fleet } = validate(hostsYaml({ 'box-1': { main: 18789 } }));
    const [{ release: _, ports, ready, envFiles, folders, ...earlier }] = deployFleet(fleet) as [Deployment];
    const read = (instance: object) =>
      parseManifest(JSON.stringify({ version: 1, artifacts: [], instances: [instance] }), 'm').instances;
    expect(read({ ...earlier, folders: folders.map(({ path }) => path) })).toBeUndefined();
    expect(() => read({ ...earlier, ports, ready, envFiles, folders })).toThrow('the release of instance 1');
    expect(() => read({})).toThrow('the host of instance 1');
  });

  const withEntry = (entry: object) => JSON.stringify({ version: 1, artifacts: [{ ...ENTRY, ...entry }] });
  it.each([
    ['nothing', '', 'not JSON'],
    ['merge markers', '<<<<<<< ours\n{}\n', 'not JSON'],
    ['null', 'null', 'shape of a manifest'],
    ['a list', '[]', 'shape of a manifest'],
    ['no version', '{"artifacts":[]}', 'shape of a manifest'],
    ['no artifacts', '{"version":1}', 'shape of a manifest'],
    ['artifacts that are no list', '{"version":1,"artifacts":{"length":1}}', 'shape of a manifest'],
    ['an entry that is no map', '{"version":1,"artifacts":[1]}', 'entry 1'],
    ['an entry without a path', withEntry({ path: undefined }), 'entry 1'],
    ['a path that is no string', withEntry({ path: 1 }), 'entry 1'],
    ['a digest that is none', withEntry({ restartSha256: 'abc' }), 'entry 1'],
    ['a path upward', withEntry({ path: '../../etc/passwd' }), '../../etc/passwd'],
    ['a host that is upward', withEntry({ path: '../main/x', host: '..' }), '../main/x'],
    ['a dot', withEntry({ path: 'box-1/./x', instance: '.' }), 'box-1/./x'],
    ['an absolute path', withEntry({ path: '/etc/passwd' }), '/etc/passwd'],
    ['an empty host', withEntry({ path: '/etc/passwd', host: '', instance: 'etc' }), '/etc/passwd'],
    ['a path that climbs back', withEntry({ path: 'box-1/main/../../x' }), 'box-1/main/../../x'],
    ['a deeper path', withEntry({ path: 'box-1/main/a/b' }), 'box-1/main/a/b'],
    ['a path without an instance', withEntry({ path: 'box-1/x' }), 'box-1/x'],
    ['the manifest itself', withEntry({ path: 'gwc.manifest.json' }), 'gwc.manifest.json'],
    ['another host than the path', withEntry({ path: 'box-2/main/x' }), 'box-2/main/x'],
    ['a NUL', withEntry({ path: 'box-1/main/a\0b' }), 'a\\u0000b'],
    ['a line feed', withEntry({ path: 'box-1/main/a\nb' }), 'a\\nb'],
    ['a backslash', withEntry({ path: 'box-1/main/..\\..\\x' }), '..\\\\..\\\\x'],
    ['no name', withEntry({ path: 'box-1/main/' }), 'box-1/main/'],
  ])('is refused with %s', (_, text, reason) => {
    const parse = () => parseManifest(text, 'out/gwc.manifest.json');
    expect(parse).toThrow(FileError);
    expect(parse).toThrow(reason);
    expect(parse).toThrow(/^out\/gwc\.manifest\.json can't be trusted: .*; .* with `gwc build --force`$/);
  });

  it('of a newer gwc is left to that', () => {
    expect(() => parseManifest('{"version":2,"artifacts":[]}', 'm')).toThrow(
      /^m was written by a newer gwc; update this one$/,
    );
  });

  it('keeps no key that it does not know', () => {
    const text = JSON.stringify({ version: 1, gwc: '1', target: '2', artifacts: [{ ...ENTRY, extra: 1 }] });
    expect(parseManifest(text, 'm').artifacts).toEqual([ENTRY]);
    const hostile = `{"version":1,"artifacts":[{"__proto__":${JSON.stringify(ENTRY)}}]}`;
    expect(() => parseManifest(hostile, 'm')).toThrow('entry 1');
  });
});
