// What `build --emit ansible` adds to an output tree: real Ansible takes it, and so does its linter where it is installed.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from '../../src/build.ts';
import { folderWith, gwc } from '../cli/gwc.ts';

const FLEET = readFileSync('examples/mixed-fleet/hosts.yaml', 'utf8');
const FOLDER = '_fleet/ansible';

/** Modules that ansible-core itself has. */
const BUILTIN = /^ansible\.builtin\.[a-z_]+$/;
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'name hosts serial any_errors_fatal gather_facts become become_user module_defaults vars tasks when loop loop_control register until ' +
    'retries delay changed_when failed_when check_mode diff no_log block rescue environment'
  ).split(' '),
);

function files(text: string): readonly (readonly [string, string])[] {
  const { artifacts } = build(text, { emit: ['ansible'] });
  return artifacts.filter(({ kind }) => kind === 'ansible').map(({ path, content }) => [path, content]);
}

function tree(): string {
  const folder = folderWith();
  for (const [path, content] of files(FLEET)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return join(folder, FOLDER);
}

function run(program: string, args: readonly string[], cwd: string) {
  const env = { ...process.env, ANSIBLE_NOCOLOR: '1', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('build --emit ansible', () => {
  it('lists every host that has something to install', () => {
    const inventory = new Map(files(FLEET)).get(`${FOLDER}/inventory.yaml`);
    expect(parse(inventory!)).toEqual({ gwc: { hosts: { 'prod-1': {}, 'prod-2': {}, studio: {} } } });
    const none = files('version: 1\nhosts: { box: { user: a, instances: { x: { port: 18789, managed: false } } } }\n');
    expect(parse(new Map(none).get(`${FOLDER}/inventory.yaml`)!)).toEqual({ gwc: { hosts: {} } });
  });

  it('has every file of the playbook', () => {
    const names = files(FLEET).map(([path]) => path.split('/').at(-1));
    expect(names.sort()).toEqual(['inventory.yaml', ...readdirSync('templates/ansible')].sort());
  });

  it('uses the modules of ansible-core alone, by their full names, and no shell', () => {
    const modules: string[] = [];
    const collect = (task: Record<string, unknown>): void => {
      for (const inner of ['tasks', 'block', 'rescue']) (task[inner] as never[] | undefined)?.forEach(collect);
      modules.push(...Object.keys(task).filter((key) => !KEYWORDS.has(key)));
    };
    for (const [path, content] of files(FLEET)) if (!path.endsWith('inventory.yaml')) parse(content).forEach(collect);
    expect(modules.filter((name) => !BUILTIN.test(name) || /\.(shell|raw|script)$/.test(name))).toEqual([]);
    expect(modules.length).toBeGreaterThan(30);
  });

  it('stands in the manifest, and leaves the tree with the first build that is not asked for it', async () => {
    const cwd = folderWith({ 'hosts.yaml': FLEET });
    await gwc(['build', '--emit', 'ansible'], { cwd });
    expect(await gwc(['build', '--emit', 'ansible', '--check'], { cwd })).toMatchObject({ code: 0 });
    expect(await gwc(['build', '--host', 'prod-1'], { cwd })).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, 'out', FOLDER, 'playbook.yaml'))).toBe(true);
    expect((await gwc(['build'], { cwd })).stderr).toMatch(/removed 12 /);
    expect(existsSync(join(cwd, 'out/_fleet'))).toBe(false);
  });

  it('passes `ansible-playbook --syntax-check`', () => {
    const args = ['--inventory', 'inventory.yaml', '--syntax-check', 'playbook.yaml'];
    expect(run('ansible-playbook', args, tree())).toMatchObject({ status: 0 });
  });

  it("passes ansible-lint's profile `production`", () => {
    const folder = tree();
    const { status, output } = run(
      'ansible-lint',
      ['--profile', 'production', '--offline', ...readdirSync(folder)],
      folder,
    );
    expect({ status, output }).toMatchObject({
      status: 0,
      output: expect.stringContaining('0 failure(s), 0 warning(s)'),
    });
  });
});
