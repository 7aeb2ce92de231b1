// The state of an instance, kept and put back by the playbook, run by real Ansible: as `gwc apply` does it.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith } from '../cli/gwc.ts';
import { runPlay } from '../support/play.ts';

const STATE = {
  'agents/main/sessions.json': 'before',
  '.hidden/key': 'before',
  "it's a $name *": 'before',
  'cache/more': 'before',
  'workspace/AGENTS.md': 'before',
  'openclaw.json': 'before',
  '.env': 'before',
};
const MOVED = ["it's a $name *", '.hidden/key', 'agents/main/sessions.json'];

/** Runs it in this folder, whose state folder is `state`. */
function run(folder: string, state: 'kept' | 'back', file = '') {
  const stateDir = join(folder, 'state');
  const play = {
    vars: {
      gwc_state: state,
      gwc_record: join(folder, 'gwc/applied.json'),
      gwc_instance: { instance: 'main', stateDir, workspace: `${stateDir}/workspace` },
      gwc_release_before: '2026.9.5',
      gwc_own: [{ installPath: `${stateDir}/openclaw.json` }, { installPath: '/etc/systemd/system/cache.service' }],
      gwc_as: ['env'],
      gwc_snapshot_file: file,
    },
    tasks: [{ 'ansible.builtin.include_tasks': resolve('templates/ansible/snapshot.yaml') }],
  };
  const { status, stdout } = runPlay(folder, play);
  expect(status, stdout).toBe(0);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

it('holds what a release may move on, in a file of gwc’s own names; put back, nothing of the next release is left', () => {
  const folder = folderWith();
  const state = join(folder, 'state');
  write(state, STATE);
  symlinkSync('/nonexistent', join(state, 'dangling'));
  run(folder, 'kept');
  const snapshots = join(folder, 'gwc/snapshots/localhost/main');
  const [name = '', ...others] = readdirSync(snapshots);
  expect([name, others]).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-2026\.9\.5\.tar$/),
    [],
  ]);
  const modes = [snapshots, join(snapshots, name)].map((path) => (statSync(path).mode & 0o777).toString(8));
  expect(modes).toEqual(['700', '600']);

  write(state, Object.fromEntries(Object.keys(STATE).map((path) => [path, 'after'])));
  write(state, { 'agents/new': 'after', 'new/one': 'after' });
  rmSync(join(state, 'dangling'));
  run(folder, 'back', join(snapshots, name));
  for (const path of Object.keys(STATE))
    expect([path, readFileSync(join(state, path), 'utf8')]).toEqual([path, MOVED.includes(path) ? 'before' : 'after']);
  expect(['agents/new', 'new'].filter((path) => existsSync(join(state, path)))).toEqual([]);
  expect(readdirSync(state)).toContain('dangling');
});

it('of an empty state, too; the last three are kept, and nothing that was cut off', () => {
  const folder = folderWith();
  mkdirSync(join(folder, 'state'));
  const snapshots = join(folder, 'gwc/snapshots/localhost/main');
  write(snapshots, { '2026-01-01.tar': '', '2026-01-02.tar': '', '2026-01-03.tar': '', '2026-01-04.tar.part': '' });
  run(folder, 'kept');
  expect(readdirSync(snapshots).sort()).toEqual([
    '2026-01-02.tar',
    '2026-01-03.tar',
    expect.stringMatching(/-2026\.9\.5\.tar$/),
  ]);
  write(join(folder, 'state'), { new: 'after' });
  run(folder, 'back', join(snapshots, readdirSync(snapshots).sort().at(-1)!));
  expect(readdirSync(join(folder, 'state'))).toEqual([]);
});
