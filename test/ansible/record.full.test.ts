// What the playbook remembers of an instance that it removes and brings back, run by real Ansible.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ApplyRecord, parseRecord } from '../../src/apply/record.ts';
import { builtTree, hostsOf } from '../apply/built-tree.ts';
import { folderWith } from '../cli/gwc.ts';
import { runPlay } from '../support/play.ts';

const CONFIG = '/home/claw/.openclaw-main/openclaw.json';
const UNIT = '/home/claw/.config/systemd/user/openclaw-gateway-main.service';
const [OLD, NEW, UNITS] = ['ab', 'cd', 'ef'].map((pair) => pair.repeat(32)) as [string, string, string];

interface Recorded {
  readonly deployment: object;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

interface Change {
  readonly gwc_previous: Recorded | { readonly files: readonly [] };
  readonly gwc_next: readonly Recorded[];
  readonly gwc_removed?: string;
}

/** The record after each of these changes. */
function recordsAfter(...changes: readonly Change[]): readonly ApplyRecord[] {
  const folder = folderWith();
  const path = join(folder, 'applied.json');
  const play = {
    vars: { gwc_record: path, gwc_applied: { version: 1, instances: [], works: [], stopped: [] } },
    tasks: changes.flatMap((vars, index) => [
      { 'ansible.builtin.include_tasks': resolve('templates/ansible/record.yaml'), vars },
      { 'ansible.builtin.command': { argv: ['cp', path, `${path}.${index}`] } },
    ]),
  };
  const { status, stdout } = runPlay(folder, play);
  expect(status, stdout).toBe(0);
  return changes.map((_, index) => parseRecord(readFileSync(`${path}.${index}`, 'utf8'), path));
}

it('the files of an instance that was removed, without its unit, until it comes back', async () => {
  const { deployment } = (await builtTree(hostsOf({ main: '{ port: 18789 }' }))).instances[0]!;
  const unit = { path: UNIT, sha256: UNITS };
  const first = { deployment, files: [{ path: CONFIG, sha256: OLD }, unit] };
  const second = { deployment, files: [{ path: CONFIG, sha256: NEW }, unit] };
  const nothing = { files: [] } as const;
  const records = recordsAfter(
    { gwc_previous: nothing, gwc_next: [first] },
    { gwc_previous: first, gwc_next: [], gwc_removed: UNIT },
    { gwc_previous: nothing, gwc_next: [second] },
  );
  const seen = records.map(({ instances, left }) => [instances.map(({ files }) => files), left]);
  expect(seen).toEqual([
    [[first.files], undefined],
    [[], [{ path: CONFIG, sha256: OLD, user: 'claw' }]],
    [[second.files], undefined],
  ]);
});

it('removes what hosts.yaml has no longer, and leaves what it has as unmanaged', async () => {
  const of = async (instances: Readonly<Record<string, string>>) =>
    (await builtTree(hostsOf(instances))).instances.map(({ deployment }) => deployment);
  const old = await of({ gone: '{ port: 18789 }', given: '{ port: 18909 }', main: '{ port: 19029 }' });
  const wanted = await of({ given: '{ port: 18909, managed: false }', main: '{ port: 19029 }' });
  const [play] = parse(readFileSync('templates/ansible/playbook.yaml', 'utf8'));
  const task = play.tasks.find(
    ({ name }: { readonly name: string }) => name === 'Remove what hosts.yaml has no longer',
  );
  const { status, stdout } = runPlay(folderWith(), {
    vars: { gwc_wanted: wanted, gwc_applied: { instances: old.map((deployment) => ({ deployment })) } },
    tasks: [
      {
        'ansible.builtin.debug': { msg: 'removed {{ gwc_gone.deployment.instance }}' },
        loop: task.loop,
        loop_control: task.loop_control,
        when: task.when,
      },
    ],
  });
  expect(status, stdout).toBe(0);
  expect(stdout.match(/(?<="msg": ")removed \w+/g)).toEqual(['removed gone']);
});
