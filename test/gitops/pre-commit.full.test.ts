// The hooks through the real pre-commit: the sample's own, and those of .pre-commit-hooks.yaml.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { cloneSample, commitAll, edit, git, newFolder, programFolder, runScript, SLOW } from './sample.ts';

const INSTALLING = 600_000;
const REV = `v${manifest.version}`;

/** What a clone of this repository would have, as a repository of its own. */
function hookRepository(tag: string): string {
  const folder = newFolder();
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path), { force: true });
  }
  commitAll(folder);
  git(folder, 'tag', tag);
  return folder;
}

describe('pre-commit', SLOW, () => {
  const env = {
    PATH: `${programFolder()}:${process.env['PATH']}`,
    PRE_COMMIT_HOME: newFolder(),
    CI: '',
    GITHUB_ACTIONS: '',
  };
  let repo: string;

  beforeAll(() => {
    repo = hookRepository(REV);
    expect(runScript('pre-commit install-hooks', cloneWithHooks(), env).status).toBe(0);
  }, INSTALLING);

  function cloneWithHooks(hooks: unknown = [{ id: 'gwc-validate' }, { id: 'gwc-check' }]): string {
    return cloneWith([{ repo, rev: REV, hooks }]);
  }

  function cloneWith(repos: unknown): string {
    const clone = cloneSample();
    writeFileSync(join(clone, '.pre-commit-config.yaml'), stringify({ repos }));
    git(clone, 'add', '--all');
    return clone;
  }

  it('runs what the sample repository has', () => {
    const clone = cloneWith(parse(readFileSync('examples/gitops/.pre-commit-config.yaml', 'utf8')).repos);
    const run = () => runScript('pre-commit run --all-files', clone, env);
    expect(run().log).toMatch(/^gwc build --check\.+Passed$/m);
    edit(clone, 'hosts.yaml', 'port: 19789', 'port: 18850');
    expect(run().log).toContain('error[port-overlap]');
  });

  it('passes the sample repository', () => {
    const { status, log } = runScript('pre-commit run --all-files', cloneWithHooks(), env);
    expect(log).toMatch(/^gwc validate\.+Passed\ngwc build --check\.+Passed\n$/);
    expect(status).toBe(0);
  });

  it('refuses a commit with a finding, and shows it', () => {
    const clone = cloneWithHooks();
    edit(clone, 'hosts.yaml', 'port: 19789', 'port: 18850');
    const { status, log } = runScript('pre-commit install && git commit --all --message=clash', clone, env);
    expect(status).toBe(1);
    expect(log).toMatch(/^gwc validate\.+Failed$/m);
    expect(log).toContain('error[port-overlap]');
  });

  it('refuses a commit with an output that was edited', () => {
    const clone = cloneWithHooks();
    edit(clone, 'out/server-1/main/openclaw.json', '18789', '18790');
    git(clone, 'add', '--all');
    const { status, log } = runScript('pre-commit run', clone, env);
    expect(status).toBe(1);
    expect(log).toMatch(/^gwc validate\.+Passed$/m);
    expect(log).toMatch(/^gwc build --check\.+Failed$/m);
    expect(log).toMatch(/^changed +out\/server-1\/main\/openclaw\.json$/m);
  });

  it('takes the arguments that docs/gitops.md shows', () => {
    const block = [...readFileSync('docs/gitops.md', 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map(([, text]) => text!)
      .find((text) => text.includes('args:'))!;
    const clone = cloneWithHooks(parse(block).repos[0].hooks);
    mkdirSync(join(clone, 'fleet'));
    for (const name of ['hosts.yaml', 'hosts.lock.json', 'out'])
      renameSync(join(clone, name), join(clone, 'fleet', name));
    git(clone, 'add', '--all');
    const run = () => runScript('pre-commit run --all-files', clone, env);
    expect(run().log).toMatch(/^gwc validate\.+Passed\ngwc build --check\.+Passed\n$/);
    edit(clone, 'fleet/out/server-1/main/openclaw.json', '18789', '18790');
    git(clone, 'add', '--all');
    expect(run().log).toContain('fleet/out/server-1/main/openclaw.json');
  });
});
