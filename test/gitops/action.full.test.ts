// action.yml: every step that is its own, from the installation on, and what its inputs change.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { annotationsIn } from '../support/workflow-commands.ts';
import { readAction, runAction } from './github-action.ts';
import { cloneSample, edit, lineOf, newFolder, programFolder, SLOW } from './sample.ts';

const UPLOAD = 'github/codeql-action/upload-sarif';
const env = { PATH: `${programFolder()}:${process.env['PATH']}` };
const done = ['install'];
const WARNING = ['port: 18789', 'port: 40000'] as const;
const CLASH = ['port: 19789', 'port: 18850'] as const;

function broken(...change: readonly [string, string]): string {
  const clone = cloneSample();
  edit(clone, 'hosts.yaml', ...change);
  return clone;
}

describe('action.yml', SLOW, () => {
  it('as a copy asks where the releases are', () => {
    expect(runAction(cloneSample(), { env })).toMatchObject({
      succeeded: false,
      log: expect.stringContaining('set its input releases to their URL'),
    });
  });

  it('checks, and writes what is uploaded', () => {
    const clone = broken(...CLASH);
    const { succeeded, log, outputs, used } = runAction(clone, { env, done, inputs: { sarif: 'gwc.sarif' } });
    expect(succeeded).toBe(false);
    const line = String(lineOf(clone, 'hosts.yaml', 'port: 18850'));
    expect(annotationsIn(log).map(({ properties }) => properties)).toMatchObject([
      { file: 'hosts.yaml', line, title: 'port-overlap' },
    ]);
    expect(outputs).toEqual({ sarif: 'gwc.sarif' });
    expect(used).toEqual({
      [UPLOAD]: { sarif_file: 'gwc.sarif', category: 'gwc' },
    });
    const [{ tool, results }] = JSON.parse(readFileSync(join(clone, 'gwc.sarif'), 'utf8')).runs;
    expect(tool.driver.semanticVersion).toBe(manifest.version);
    expect(results.map(({ ruleId }: { readonly ruleId: string }) => ruleId)).toEqual(['port-overlap']);
  });

  it('installs the executable of a release, where its checksums are those', () => {
    const releases = newFolder();
    const folder = join(releases, `v${manifest.version}`);
    mkdirSync(folder);
    const archive = `gwc-linux-${process.arch}.tar.gz`;
    execFileSync('tar', ['-czf', join(folder, archive), '-C', programFolder(), 'gwc']);
    const sum = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    writeFileSync(join(folder, 'SHA256SUMS'), `${sum(join(folder, archive))}  ${archive}\n`);
    const sums = sum(join(folder, 'SHA256SUMS'));
    const inputs = { releases: `file://${releases}`, sums };
    expect(runAction(cloneSample(), { inputs })).toMatchObject({ succeeded: true });
    for (const other of [{ sums: '0'.repeat(64) }, { version: '9.9.9' }])
      expect(runAction(cloneSample(), { inputs: { ...inputs, ...other } })).toMatchObject({ succeeded: false });
    writeFileSync(join(folder, archive), 'another one');
    expect(runAction(cloneSample(), { inputs })).toMatchObject({ succeeded: false });
  });

  it('uploads drift too', () => {
    const clone = broken('port: 19789', 'port: 19909');
    const { used } = runAction(clone, { env, done, inputs: { sarif: 'gwc.sarif' } });
    expect(used).toHaveProperty([UPLOAD]);
    const [{ results }] = JSON.parse(readFileSync(join(clone, 'gwc.sarif'), 'utf8')).runs;
    expect(results.length).toBeGreaterThan(1);
    expect(results.every(({ ruleId }: { readonly ruleId: string }) => ruleId === 'drift')).toBe(true);
  });

  it('uploads a clean log too, which closes the alerts of the one before', () => {
    const { succeeded, used } = runAction(cloneSample(), { env, done, inputs: { sarif: 'gwc.sarif' } });
    expect(succeeded).toBe(true);
    expect(used).toHaveProperty([UPLOAD]);
  });

  it('uploads nothing where no log is asked for, and nothing for a fork', () => {
    const clone = broken(...CLASH);
    const event = { pull_request: { head: { repo: { fork: true } } } };
    for (const options of [{}, { event, inputs: { sarif: 'gwc.sarif' } }]) {
      const { succeeded, used } = runAction(clone, { env, done, ...options });
      expect(succeeded).toBe(false);
      expect(used).not.toHaveProperty([UPLOAD]);
    }
  });

  it('uploads nothing where the file can not be read', () => {
    const { succeeded, log, outputs, used } = runAction(cloneSample(), {
      env,
      done,
      inputs: { sarif: 'gwc.sarif', file: 'fleet.yaml' },
    });
    expect(succeeded).toBe(false);
    expect(log).toContain('fleet.yaml');
    expect(outputs).toEqual({ sarif: '' });
    expect(used).not.toHaveProperty([UPLOAD]);
  });

  it('fails on warnings where it is told so', () => {
    const clone = broken(...WARNING);
    const options = { env, done, inputs: { out: '' } };
    const lenient = runAction(clone, options);
    expect(lenient.succeeded).toBe(true);
    expect(annotationsIn(lenient.log).map(({ level, properties: { title } }) => [level, title])).toEqual([
      ['warning', 'port-ephemeral'],
    ]);
    expect(runAction(clone, { ...options, inputs: { out: '', strict: 'true' } }).succeeded).toBe(false);
  });

  it('takes a file and an output folder in other places, named with spaces', () => {
    const clone = cloneSample();
    mkdirSync(join(clone, 'in fra'));
    for (const name of ['hosts.yaml', 'hosts.lock.json', 'out'])
      renameSync(join(clone, name), join(clone, 'in fra', name));
    const inputs = { file: 'in fra/hosts.yaml', out: 'in fra/out' };
    expect(runAction(clone, { env, done, inputs }).succeeded).toBe(true);
    edit(clone, 'in fra/out/server-1/main/openclaw.json', '18789', '18790');
    const { succeeded, log } = runAction(clone, { env, done, inputs });
    expect(succeeded).toBe(false);
    expect(annotationsIn(log).map(({ properties: { file } }) => file)).toEqual([
      'in fra/out/server-1/main/openclaw.json',
    ]);
  });

  it('says what each input is', () => {
    for (const { description } of Object.values(readAction().inputs)) expect(description).toMatch(/\.$/);
  });
});
