// The plan: for each state of the disk and of the earlier manifest, what is done. Pure, on a disk that is a map.

import { describe, expect, it } from 'vitest';
import { type Manifest, type ManifestEntry, manifestEntry } from '../../src/files/manifest.ts';
import type { OnDisk } from '../../src/files/output-folder.ts';
import { type PlanInput, planTree } from '../../src/files/plan.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';

const MANIFEST = 'gwc.manifest.json';

function artifact(path: string, content = 'new'): Artifact {
  const [host, instance] = path.split('/') as [string, string];
  return { path, content, mode: 0o600, kind: 'env', host, instance, owner: 'claw', installPath: `/${path}` };
}

function entry(path: string, content: string): ManifestEntry {
  return manifestEntry({ ...artifact(path), content });
}

function file(content: string, mode = 0o600): OnDisk {
  return { kind: 'file', mode, content: Buffer.from(content) };
}

interface Case {
  readonly disk?: Readonly<Record<string, OnDisk>>;
  readonly listed?: readonly ManifestEntry[];
  readonly hosts?: readonly string[];
  readonly force?: boolean;
}

function plan(artifacts: readonly Artifact[], { disk = {}, listed, force = false, hosts }: Case) {
  const previous: Manifest | undefined = listed && { gwc: '0', target: '0', artifacts: listed };
  const input: PlanInput = {
    artifacts,
    instances: [],
    manifest: disk[MANIFEST] ?? { kind: 'missing' },
    previous: () => previous,
    gwc: '1.0.0',
    target: '2026.9.6',
    force,
    look: (path) => disk[path] ?? { kind: 'missing' },
    ...(hosts ? { hosts } : {}),
  };
  return planTree(input);
}

function changes(artifacts: readonly Artifact[], given: Case): readonly string[] {
  const { steps, conflicts } = plan(artifacts, given);
  return [...steps.map(({ change, path }) => `${change} ${path}`), ...conflicts.map(({ path }) => `conflict ${path}`)];
}

const A = 'box/main/a';
const LINK: OnDisk = { kind: 'obstacle', at: A, what: 'a symbolic link' };

describe('a wanted file', () => {
  it.each<[string, Case, string]>([
    ['is missing', {}, 'create'],
    ['is missing though it was written', { listed: [entry(A, 'old')] }, 'create'],
    ['is there, ours and the same', { disk: { [A]: file('new') }, listed: [entry(A, 'new')] }, 'keep'],
    ['is there and the same, but not listed', { disk: { [A]: file('new') } }, 'keep'],
    ['has other permissions', { disk: { [A]: file('new', 0o644) }, listed: [entry(A, 'new')] }, 'mode'],
    ['has a sticky bit', { disk: { [A]: file('new', 0o4600) }, listed: [entry(A, 'new')] }, 'mode'],
    ['is ours and differs', { disk: { [A]: file('old') }, listed: [entry(A, 'old')] }, 'update'],
    ['is ours and was edited', { disk: { [A]: file('edited') }, listed: [entry(A, 'old')] }, 'update'],
    ['is foreign', { disk: { [A]: file('foreign') } }, 'conflict'],
    ['is foreign, by force', { disk: { [A]: file('foreign') }, force: true }, 'update'],
    ['is a link', { disk: { [A]: LINK }, listed: [entry(A, 'old')] }, 'conflict'],
    ['is a link, by force', { disk: { [A]: LINK }, force: true }, 'conflict'],
  ])('that %s', (_, given, change) => {
    expect(changes([artifact(A)], given)).toEqual([`${change} ${A}`]);
  });
});

describe('a file that is no longer wanted', () => {
  it.each<[string, Case, readonly string[]]>([
    ['is gone already', { listed: [entry(A, 'old')] }, []],
    ['is as gwc wrote it', { disk: { [A]: file('old') }, listed: [entry(A, 'old')] }, [`delete ${A}`]],
    ['has other permissions', { disk: { [A]: file('old', 0o777) }, listed: [entry(A, 'old')] }, [`delete ${A}`]],
    ['was edited', { disk: { [A]: file('edited') }, listed: [entry(A, 'old')] }, [`conflict ${A}`]],
    [
      'was edited, by force',
      { disk: { [A]: file('edited') }, listed: [entry(A, 'old')], force: true },
      [`delete ${A}`],
    ],
    ['is a link now', { disk: { [A]: LINK }, listed: [entry(A, 'old')] }, [`conflict ${A}`]],
    ['is a link now, by force', { disk: { [A]: LINK }, listed: [entry(A, 'old')], force: true }, [`conflict ${A}`]],
    ['was never listed', { disk: { [A]: file('old') }, listed: [] }, []],
    ['has no manifest', { disk: { [A]: file('old') } }, []],
  ])('and %s', (_, given, expected) => {
    expect(changes([], given)).toEqual(expected);
  });
});

describe('with --host', () => {
  const other = entry('other/main/a', 'old');
  const given: Case = {
    hosts: ['box'],
    listed: [other, entry('box/main/gone', 'old')],
    disk: { 'other/main/a': file('edited'), 'box/main/gone': file('old') },
  };

  it('the files of other hosts are left alone, and stay in the manifest', () => {
    expect(changes([artifact(A)], given)).toEqual([`create ${A}`, 'delete box/main/gone']);
    const { manifest } = plan([artifact(A)], given);
    expect(JSON.parse(textOf(manifest)).artifacts).toEqual([entry(A, 'new'), other]);
  });
});

describe('the manifest', () => {
  it('lists what is wanted, and is written where it differs', () => {
    const { manifest } = plan([artifact('box/main/b'), artifact(A)], {});
    expect(manifest).toMatchObject({ change: 'create', path: MANIFEST, mode: 0o644 });
    expect(JSON.parse(textOf(manifest))).toEqual({
      version: 1,
      gwc: '1.0.0',
      target: '2026.9.6',
      artifacts: [entry(A, 'new'), entry('box/main/b', 'new')],
      instances: [],
    });
    const same = { disk: { [MANIFEST]: file(textOf(manifest), 0o644) } };
    expect(plan([artifact(A), artifact('box/main/b')], same).manifest).toEqual({ change: 'keep', path: MANIFEST });
  });

  it('claims new files before they are written, beside those of the build before', () => {
    const gone = entry('box/main/gone', 'old');
    const { claim } = plan([artifact(A)], { listed: [gone], disk: { 'box/main/gone': file('old') } });
    expect(JSON.parse(Buffer.from(claim!).toString()).artifacts).toEqual([entry(A, 'new'), gone]);
  });

  it('claims nothing where nothing is new', () => {
    const given = { listed: [entry(A, 'old')], disk: { [A]: file('old') } };
    expect(plan([artifact(A)], given).claim).toBeUndefined();
  });
});

function textOf(step: object): string {
  return 'content' in step ? Buffer.from(step.content as Uint8Array).toString() : '';
}
