// docs/gitops.md: what it shows is what the sample repository has, and each recipe does what the page says.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { parsePropertyList } from '../../src/import/launchd/find-services.ts';
import { LAUNCHD_KEYS } from '../../src/managers/launchd.ts';
import { readAction } from './github-action.ts';
import { cloneSample, edit, git, lineOf, programFolder, runScript, SLOW } from './sample.ts';

const page = readFileSync('docs/gitops.md', 'utf8');
const blocks = [...page.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text]) => text!);
const PATH = `${programFolder()}:${process.env['PATH']}`;
const AT_WORK = { PATH, CI: '', GITHUB_ACTIONS: '' };
const IN_CI = { PATH, CI: 'true', GITHUB_ACTIONS: '' };

function shown(part: string): string {
  const found = blocks.filter((text) => text.includes(part));
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('docs/gitops.md', SLOW, () => {
  it.each(['.github/workflows/gwc.yml', '.gitlab-ci.yml', '.pre-commit-config.yaml', '.gitattributes'])(
    'shows %s as the sample repository has it',
    (path) => {
      expect(blocks).toContain(readFileSync(`examples/gitops/${path}`, 'utf8'));
      expect(page).toContain(`\`${path}\``);
    },
  );

  it('tells of a copy of the action', () => {
    const copy = '.github/actions/gwc/action.yml';
    expect(page).toContain(`\`${copy}\``);
    expect(readFileSync(`examples/gitops/${copy}`, 'utf8')).toBe(readFileSync('action.yml', 'utf8'));
  });

  it('lists the inputs of the action', () => {
    const rows = Object.entries(readAction().inputs).map(
      ([name, input]) =>
        `| \`${name}\` | ${input.default === '' ? '' : `\`${input.default}\``} | ${input.description} |`,
    );
    expect(page).toContain(`| input | default | meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`);
  });

  it('has a launchd job that launchd knows every key of', () => {
    execFileSync('plistutil', ['-i', '-', '-f', 'bin'], { input: shown('<plist') });
    const job = parsePropertyList(Buffer.from(shown('<plist')))!;
    expect(Object.keys(job).filter((key) => !(key in LAUNCHD_KEYS))).toEqual([]);
    expect(job['ProgramArguments']).toEqual(['/bin/sh', '-c', 'git pull --quiet --ff-only && exec gwc apply']);
  });

  it('names the version of this package', () => {
    const named = [...page.matchAll(/gwc\/releases\/v([\d.]+\d)/g)].map(([, version]) => version);
    expect(named).toEqual([manifest.version]);
    expect(readAction().inputs['version']!.default).toBe(manifest.version);
  });

  it.each([
    ['plain CI', 'gwc build --check\n'],
    ['Jenkins', /sh '(.*)'/.exec(shown('pipeline {'))![1]!],
    ['GitLab', parse(shown('before_script')).gwc.script.join('\n')],
  ])('fails in %s only where something is wrong', (_, script) => {
    const clone = cloneSample();
    expect(runScript(script, clone, IN_CI).status).toBe(0);
    edit(clone, 'out/server-1/main/openclaw.json', '18789', '18790');
    expect(runScript(script, clone, IN_CI).status).toBe(1);
  });

  it.each([
    ['Jenkins', /sh '(.*)'/.exec(shown('pipeline {'))![1]!, /junit '(.*)'/.exec(shown('pipeline {'))![1]!],
    [
      'GitLab',
      parse(shown('before_script')).gwc.after_script.join('\n'),
      parse(shown('before_script')).gwc.artifacts.reports.junit,
    ],
  ])('leaves a JUnit report for %s', (_, script, file) => {
    const clone = cloneSample();
    edit(clone, 'hosts.yaml', 'port: 19789', 'port: 18850');
    runScript(script, clone, IN_CI);
    const xml = readFileSync(join(clone, file), 'utf8');
    expect(xml).toContain(
      '<testcase name="rescue: port-overlap (hosts.server-2.instances.rescue.port)" classname="gwc.server-2">',
    );
    expect(xml).toContain('<testcase name="main" classname="gwc.server-1"/>');
  });

  it('shows a hook for git itself', () => {
    const clone = cloneSample();
    const hook = join(clone, '.git/hooks/pre-commit');
    mkdirSync(join(clone, '.git/hooks'), { recursive: true });
    writeFileSync(hook, shown('#!/bin/sh'));
    chmodSync(hook, 0o755);
    edit(clone, 'hosts.yaml', 'port: 19789', 'port: 19909');
    const commit = () => runScript('git commit --all --message=moved', clone, AT_WORK);
    expect(commit().status).toBe(1);
    expect(runScript('gwc build', clone, AT_WORK).status).toBe(0);
    expect(commit().status).toBe(0);
  });
});

/** Two branches that each add an instance, in front of one that is there; the second merged into the first. */
function merge(...additions: readonly { readonly name: string; readonly before: string }[]) {
  const clone = cloneSample();
  for (const { name, before } of additions) {
    git(clone, 'switch', '--quiet', '--create', name, 'main');
    edit(clone, 'hosts.yaml', before, `      ${name}: { port: auto }\n${before}`);
    expect(runScript('gwc build', clone, AT_WORK).status).toBe(0);
    git(clone, 'add', '--all');
    git(clone, 'commit', '--quiet', '--message=added');
  }
  git(clone, 'switch', '--quiet', additions[0]!.name);
  const { log } = runScript(`git merge --no-edit ${additions[1]!.name}`, clone, AT_WORK);
  return { clone, log };
}

function lockedIn(clone: string): unknown {
  return JSON.parse(readFileSync(join(clone, 'hosts.lock.json'), 'utf8')).ports['server-1'];
}

describe('merging', SLOW, () => {
  it('resolves a lock that git can not merge', () => {
    const { clone, log } = merge(
      { name: 'legal', before: '      sales:' },
      { name: 'billing', before: '      support:' },
    );
    expect(log).toContain('CONFLICT (content): Merge conflict in hosts.lock.json');
    const conflicted = runScript('gwc build', clone, AT_WORK);
    expect(conflicted.status).toBe(1);
    expect(conflicted.log).toContain(`--> hosts.lock.json:${lineOf(clone, 'hosts.lock.json', '<<<<<<<')}:1`);
    expect(runScript(shown('--ours'), clone, AT_WORK).status).toBe(0);
    expect(runScript('git commit --quiet --no-edit && gwc build --check', clone, IN_CI).status).toBe(0);
    expect(lockedIn(clone)).toEqual({ billing: 19269, legal: 19149, sales: 18909, support: 19029 });
  });

  it('finds a port that two branches gave, where git merges them', () => {
    const { clone, log } = merge({ name: 'legal', before: '      sales:' }, { name: 'zoo', before: '\n  server-2:' });
    expect(log).not.toContain('CONFLICT');
    expect(lockedIn(clone)).toEqual({ legal: 19149, sales: 18909, support: 19029, zoo: 19149 });
    const doubled = runScript('gwc build', clone, AT_WORK);
    expect(doubled.status).toBe(1);
    expect(doubled.log).toContain('error[port-unique]');
    edit(clone, 'hosts.lock.json', '      "legal": 19149,\n', '');
    expect(runScript('gwc build && gwc build --check', clone, AT_WORK).status).toBe(0);
    expect(lockedIn(clone)).toEqual({ legal: 19269, sales: 18909, support: 19029, zoo: 19149 });
  });
});
