// Which files of a workspace the playbook still installs, by the playbook's own tasks and real Ansible.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../cli/gwc.ts';
import { runPlay } from '../support/play.ts';

interface Task {
  readonly name: string;
}

const [{ tasks }] = parse(readFileSync('templates/ansible/playbook.yaml', 'utf8')) as [
  { readonly tasks: readonly Task[] },
];

function task(name: string): Task {
  return tasks.find((one) => one.name === name)!;
}

/** Of an instance `main` that has these files on the host already. */
function installed(there: Readonly<Record<string, string>>, isKnown: boolean): readonly string[] {
  const host = folderWith(there);
  const file = (kind: string, path: string) => ({
    kind,
    path,
    instance: 'main',
    installPath: join(host, path),
    sha256: '',
  });
  const artifacts = [
    file('openclaw-config', 'openclaw.json'),
    file('workspace', 'AGENTS.md'),
    file('workspace', 'SOUL.md'),
    file('workspace', 'BOOTSTRAP.md'),
    file('workspace-managed', 'TOOLS.md'),
  ];
  const applied = { deployment: { instance: 'main' }, files: isKnown ? [{ path: 'x', sha256: '' }] : [] };
  const result = join(host, 'result.json');
  const play = {
    tasks: [
      { 'ansible.builtin.set_fact': { gwc_files: artifacts, gwc_applied: { instances: [applied] } } },
      task('Look at the files that are there'),
      task('Leave alone what the workspace has'),
      {
        'ansible.builtin.copy': {
          dest: result,
          content:
            "{{ [gwc_files | map(attribute='path'), gwc_found.results | map(attribute='item.path')] | to_json }}",
        },
      },
    ],
  };
  const { status, stdout } = runPlay(host, play);
  expect(status, stdout).toBe(0);
  const [files, found] = JSON.parse(readFileSync(result, 'utf8'));
  expect(found).toEqual(files);
  return files;
}

it('installs all of them in a workspace that is new', () => {
  expect(installed({}, false)).toEqual(['openclaw.json', 'AGENTS.md', 'SOUL.md', 'BOOTSTRAP.md', 'TOOLS.md']);
});

it("leaves alone what is there and isn't managed, and puts back nothing that OpenClaw took away", () => {
  const there = { 'AGENTS.md': 'mine', 'TOOLS.md': 'mine', 'openclaw.json': '{}' };
  expect(installed(there, true)).toEqual(['openclaw.json', 'SOUL.md', 'TOOLS.md']);
});
