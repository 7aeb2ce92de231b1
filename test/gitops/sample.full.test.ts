// The sample repository, cloned and broken: the action finds it, and annotates the line that is wrong.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { annotationsIn } from '../support/workflow-commands.ts';
import { runAction } from './github-action.ts';
import { cloneSample, edit, git, lineOf, programFolder, runScript, SLOW } from './sample.ts';

const env = { PATH: `${programFolder()}:${process.env['PATH']}` };
const UPDATE = process.env['UPDATE'] === '1';

function checked(folder: string) {
  const { succeeded, log } = runAction(folder, { env, done: ['install'] });
  const annotations = annotationsIn(log).map(
    ({ level, properties: { file, line, title } }) => `${level} ${title} ${file}:${line}`,
  );
  return { succeeded, annotations, messages: annotationsIn(log).map(({ message }) => message) };
}

/** What the annotations ask for: a build where the person works, not in CI. */
function rebuild(folder: string): void {
  expect(runScript('gwc build', folder, { ...env, CI: '', GITHUB_ACTIONS: '' }).status).toBe(0);
}

if (UPDATE) runScript('gwc build', 'examples/gitops', { ...env, CI: '', GITHUB_ACTIONS: '' });

describe('examples/gitops', SLOW, () => {
  it('is right as it is', () => {
    const clone = cloneSample();
    expect(checked(clone)).toEqual({ succeeded: true, annotations: [], messages: [] });
    rebuild(clone);
    expect(git(clone, 'status', '--porcelain')).toBe('');
  });

  it('is caught with a port that clashes', () => {
    const clone = cloneSample();
    edit(clone, 'hosts.yaml', 'port: 19789', 'port: 18850');
    const { succeeded, annotations, messages } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual([`error port-overlap hosts.yaml:${lineOf(clone, 'hosts.yaml', 'port: 18850')}`]);
    expect(messages[0]).toContain('18850');
  });

  it('is caught with an output that was edited', () => {
    const clone = cloneSample();
    const path = 'out/server-1/main/openclaw.json';
    edit(clone, path, '"port": 18789', '"port": 18790');
    const { succeeded, annotations, messages } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual([`error drift ${path}:${lineOf(clone, path, '18790')}`]);
    expect(messages[0]).toContain('differs from what hosts.yaml says');
    rebuild(clone);
    expect(checked(clone).succeeded).toBe(true);
  });

  it('is caught with a file that nothing asks for any more', () => {
    const clone = cloneSample();
    const text = readFileSync(join(clone, 'hosts.yaml'), 'utf8');
    edit(clone, 'hosts.yaml', text.slice(text.indexOf('      rescue:')), '');
    const { succeeded, annotations, messages } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual([
      // The comma before the first entry that goes.
      `error drift out/gwc.manifest.json:${lineOf(clone, 'out/gwc.manifest.json', 'server-2/rescue') - 2}`,
      'error drift out/server-2/rescue/gateway.env:1',
      'error drift out/server-2/rescue/openclaw-gateway-rescue.service:1',
      'error drift out/server-2/rescue/openclaw.json:1',
      'error drift out/server-2/rescue/secrets.env.example:1',
    ]);
    expect(messages[1]).toContain('is stale');
    rebuild(clone);
    expect(checked(clone).succeeded).toBe(true);
    expect(git(clone, 'status', '--porcelain', 'out/server-2/rescue').match(/^ D /gm)).toHaveLength(4);
  });

  it('is caught with a lock that lacks an instance', () => {
    const clone = cloneSample();
    edit(clone, 'hosts.yaml', '      support:', '      billing:\n        port: auto # new\n      support:');
    const { succeeded, annotations, messages } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual([`error lock-file hosts.yaml:${lineOf(clone, 'hosts.yaml', '# new')}`]);
    expect(messages[0]).toContain('`billing` has no port in hosts.lock.json');
    rebuild(clone);
    expect(checked(clone).succeeded).toBe(true);
    // A locked port never moves.
    expect(git(clone, 'diff', '--unified=0', 'hosts.lock.json')).toMatch(/\+ +"billing": 19149,?\n$/);
  });

  it('is caught with a lock that has an instance too many', () => {
    const clone = cloneSample();
    edit(clone, 'hosts.yaml', '      support:\n        port: auto\n', '');
    const { succeeded, annotations } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual([`error lock-file hosts.lock.json:${lineOf(clone, 'hosts.lock.json', '"support"')}`]);
    rebuild(clone);
    expect(checked(clone).succeeded).toBe(true);
  });

  it('is caught with a key that OpenClaw has retired', () => {
    const clone = cloneSample();
    edit(clone, 'hosts.yaml', 'browser: { enabled: false }', 'browser: { enabled: false, relayBindHost: 127.0.0.1 }');
    const { succeeded, annotations, messages } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual([`error openclaw-schema hosts.yaml:${lineOf(clone, 'hosts.yaml', 'relayBindHost:')}`]);
    expect(messages[0]).toContain('relayBindHost');
  });

  it('is caught without its output folder', () => {
    const clone = cloneSample();
    const files = git(clone, 'ls-files', 'out').trim().split('\n');
    rmSync(join(clone, 'out'), { recursive: true });
    const { succeeded, annotations } = checked(clone);
    expect(succeeded).toBe(false);
    expect(annotations).toEqual(files.toSorted().map((file) => `error drift ${file}:1`));
  });
});
