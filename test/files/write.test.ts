// Carrying out a plan where the disk changes under it.

import { mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../src/files/file-error.ts';
import { outputFolder, readManifest } from '../../src/files/output-folder.ts';
import { type Plan, planTree } from '../../src/files/plan.ts';
import { applyPlan } from '../../src/files/write.ts';
import { writeAtomic } from '../../src/files/write-atomic.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';
import { filesIn, folderWith, modeOf } from '../cli/gwc.ts';

function artifact(name: string, content: string): Artifact {
  const path = `box/main/${name}`;
  return { path, content, mode: 0o640, kind: 'env', host: 'box', instance: 'main', owner: 'claw', installPath: '/x' };
}

function planFor(root: string, artifacts: readonly Artifact[]): Plan {
  const folder = outputFolder(root, 'out');
  const manifest = folder.look('gwc.manifest.json');
  const previous = () => readManifest(manifest, folder, false);
  const versions = { gwc: '1', target: '1' };
  return planTree({ artifacts, instances: [], manifest, previous, ...versions, look: folder.look, force: false });
}

function apply(root: string, plan: Plan) {
  return applyPlan(plan, outputFolder(root, 'out'));
}

describe('applyPlan', () => {
  it('that is cut off leaves whole files, and none that the next build would take for foreign', () => {
    const root = folderWith();
    const plan = planFor(root, [artifact('a', '1'), artifact('b', '1'), artifact('c', '1')]);
    mkdirSync(join(root, 'box/main/b'), { recursive: true });
    expect(() => apply(root, plan)).toThrow(new FileError('cannot write out/box/main/b: it is a folder'));
    expect(readdirSync(join(root, 'box/main'))).toEqual(['a', 'b']);

    rmdirSync(join(root, 'box/main/b'));
    const next = planFor(root, [artifact('a', '2'), artifact('b', '2')]);
    expect(next.conflicts).toEqual([]);
    expect(apply(root, next)).toEqual({ wrote: 2, unchanged: 0, removed: 0 });
    expect(Object.keys(filesIn(root))).toEqual(['box/main/a', 'box/main/b', 'gwc.manifest.json']);
    expect(planFor(root, [artifact('a', '2'), artifact('b', '2')]).manifest.change).toBe('keep');
  });

  it('replaces a link that has just appeared, and does not write through it', () => {
    const root = folderWith({ victim: 'precious' });
    const plan = planFor(join(root, 'out'), [artifact('a', '1')]);
    mkdirSync(join(root, 'out/box/main'), { recursive: true });
    symlinkSync(join(root, 'victim'), join(root, 'out/box/main/a'));
    apply(join(root, 'out'), plan);
    expect(filesIn(root)).toMatchObject({ victim: 'precious', 'out/box/main/a': '1' });
  });

  it('gives a folder its name once it has all its files, and leaves nothing where it cannot have them', () => {
    const root = folderWith();
    const files = [artifact('a', '1'), artifact('b', '1')];
    const tooLong = artifact('x'.repeat(256), '1');
    expect(() => apply(root, planFor(root, [...files, tooLong]))).toThrow('too long');
    expect(readdirSync(root)).toEqual(['gwc.manifest.json']);

    const left = ['.gwc.99999999-0123456789ab.tmp', 'box/.gwc.99999999-0123456789ab.tmp'];
    for (const path of left) mkdirSync(join(root, path, 'main'), { recursive: true });
    apply(root, planFor(root, files));
    expect(readdirSync(root)).toEqual(['box', 'gwc.manifest.json']);
    expect(readdirSync(join(root, 'box'))).toEqual(['main']);
    expect(['box', 'box/main', 'box/main/a'].map((path) => modeOf(join(root, path)))).toEqual(['0755', '0755', '0640']);
  });

  it('takes a file that is gone already as removed', () => {
    const root = folderWith();
    apply(root, planFor(root, [artifact('a', '1'), artifact('b', '1')]));
    const both = [planFor(root, []), planFor(root, [])];
    expect(both.map((plan) => apply(root, plan).removed)).toEqual([2, 2]);
    expect(readdirSync(root)).toEqual(['gwc.manifest.json']);
  });

  it('of two builds at once leaves the files of one of them, whole', () => {
    const root = folderWith();
    const [one, two] = ['one', 'two'].map((content) => planFor(root, [artifact('a', content.repeat(9999))]));
    apply(root, one!);
    apply(root, two!);
    expect(readFileSync(join(root, 'box/main/a'), 'utf8')).toBe('two'.repeat(9999));
    expect(readdirSync(join(root, 'box/main'))).toEqual(['a']);
  });
});

describe('writeAtomic', () => {
  it.each([0o600, 0o644, 0o666, 0o400])('gives the exact mode %o', (mode) => {
    const path = join(folderWith({ a: 'old' }), 'a');
    writeAtomic(path, 'new', mode);
    expect(modeOf(path)).toBe(mode.toString(8).padStart(4, '0'));
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('leaves no temporary file where it fails', () => {
    const root = folderWith();
    mkdirSync(join(root, 'a'));
    expect(() => writeAtomic(join(root, 'a'), 'x', 0o600)).toThrow(/EISDIR/);
    expect(readdirSync(root)).toEqual(['a']);
  });

  it('leaves the old file where it fails', () => {
    const root = folderWith({ a: 'old' });
    expect(() => writeAtomic(join(root, 'a/b'), 'x', 0o600)).toThrow(/ENOTDIR/);
    writeFileSync(join(root, 'b'), 'x');
    expect(filesIn(root)).toEqual({ a: 'old', b: 'x' });
  });
});
