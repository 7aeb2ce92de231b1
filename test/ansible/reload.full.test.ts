// What the playbook makes of a gateway's log after a config-only change, run by real Ansible.

import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folderWith } from '../cli/gwc.ts';
import { runPlay } from '../support/play.ts';

const SEEN = 'config change detected; evaluating reload';
const PORT = 38_917;
const UP = `http://127.0.0.1:${PORT}/`;
/** Nothing listens there. */
const DOWN = 'http://127.0.0.1:9/';

/** A gateway that answers; in this process it couldn't while Ansible runs. */
const gateway = spawn('python3', ['-m', 'http.server', '--bind', '127.0.0.1', String(PORT)], {
  cwd: folderWith(),
  stdio: 'ignore',
});
beforeAll(() => {
  const wait = `until curl -sf -o /dev/null ${UP}; do sleep 0.2; done`;
  expect(spawnSync('timeout', ['30', 'sh', '-c', wait]).status).toBe(0);
});
afterAll(() => void gateway.kill());

/** `restarts: true`, or why the play ended. Without a log: it was rotated away since it was looked at. */
function outcome(health: string, log: string | undefined): string | undefined {
  const folder = folderWith(log === undefined ? {} : { log });
  const play = {
    vars: { gwc_instance: { health }, gwc_log: { stat: { path: join(folder, 'log'), size: 0 } } },
    tasks: [
      { 'ansible.builtin.include_tasks': resolve('templates/ansible/reload.yaml') },
      { 'ansible.builtin.debug': { msg: 'restarts: {{ gwc_restarts | bool }}' } },
    ],
  };
  const { stdout } = runPlay(folder, play);
  return /"msg": "(.*)"/.exec(stdout)?.[1];
}

it.each([
  ['that took it goes on', UP, `${SEEN}\nconfig hot reload applied\n`, 'restarts: False'],
  ['that asks for a restart gets one', UP, `${SEEN}\nconfig change requires gateway restart\n`, 'restarts: True'],
  [
    'that refused it ends the play',
    UP,
    `${SEEN}\nconfig reload skipped\n`,
    'its gateway refused the new openclaw.json',
  ],
  ['whose log was rotated away is restarted', UP, undefined, 'restarts: True'],
  ['that does not answer is restarted', DOWN, undefined, 'restarts: True'],
] as const)('a gateway %s', (_, health, log, expected) => {
  expect(outcome(health, log)).toBe(expected);
});
