// The steps for launchd jobs and Compose projects, run by real Ansible. In place of `launchctl` and `docker` stand scripts that
// answer as those do, and write down what they are told to change.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/files/sha256.ts';
import { folderWith } from '../cli/gwc.ts';
import { runPlay } from '../support/play.ts';

/** What runs is the process PID. */
const LAUNCHCTL = `case "$*" in
  "print gui/"*) test ! -e "$STATE/stopped" || exit 113; printf '\tstate = running\n\tpid = %s\n' "$PID" ;;
  bootout*) echo "$*" >> "$STATE/told"; touch "$STATE/stopped" ;;
  *) echo "$*" >> "$STATE/told" ;;
esac`;
const DOCKER = `project=$(cat)
case "$*" in
  *" ps --quiet") echo 0123abcd ;;
  inspect*) printf '[{ "State": { "StartedAt": "%s" } }]' "$(date -u -d "@$(stat -c %Y "/proc/$PID")" +%FT%T.123456789Z)" ;;
  *) echo "$* < $project" >> "$STATE/told" ;;
esac`;

/** Two times that are as far apart are told apart. */
const sleep = () => spawnSync('sleep', ['3']);

/** What happens to a service after its start: its gateway.env or its own file is written, or its secrets with an old time. */
type Change = 'nothing' | 'environment' | 'secrets' | 'service';

const SERVICE = 'name: grünkohl';

interface Told {
  readonly status: number | null;
  readonly output: string;
  /** What the service manager was told to change. */
  readonly told: readonly string[];
}

const tasksOf = (manager: 'launchd' | 'compose') => [
  { 'ansible.builtin.include_tasks': resolve(`templates/ansible/service-${manager}.yaml`) },
];

/** Brings up a service that runs, with its secrets behind a link. */
function bringUp(manager: 'launchd' | 'compose', change: Change): Told {
  const folder = folderWith({ 'gateway.env': '', 'secrets.env': 'TOKEN=x\n', service: SERVICE });
  symlinkSync('secrets.env', join(folder, 'link.env'));
  for (const [name, script] of Object.entries({ launchctl: LAUNCHCTL, docker: DOCKER })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  sleep();
  const gateway = spawn('sleep', ['600'], { stdio: 'ignore' });
  sleep();
  if (change === 'environment') writeFileSync(join(folder, 'gateway.env'), 'A=1\n');
  if (change === 'secrets') utimesSync(join(folder, 'secrets.env'), 0, 0);
  if (change === 'service') writeFileSync(join(folder, 'service'), 'name: other');
  const written = { path: join(folder, 'service'), sha256: sha256(Buffer.from(SERVICE)) };
  const vars = {
    gwc_force: false,
    gwc_files: [],
    gwc_recorded: [written],
    gwc_service: { service: 'ai.openclaw.main', user: 'root', scope: 'user', enabled: true },
    gwc_file: join(folder, 'service'),
    gwc_is_new: false,
    gwc_goal: 'started',
    gwc_inputs: ['gateway.env', 'link.env', 'missing.env'].map((name) => join(folder, name)),
  };
  const env = { PATH: `${folder}:${process.env['PATH']}`, STATE: folder, PID: String(gateway.pid) };
  const { status, stdout, stderr } = runPlay(folder, { vars, tasks: tasksOf(manager) }, env);
  gateway.kill();
  const file = join(folder, 'told');
  const told = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return { status, output: stdout + stderr, told: told.map((line) => line.replaceAll(folder, '')) };
}

describe('a launchd job', () => {
  const again = ['bootout gui/0/ai.openclaw.main', 'enable gui/0/ai.openclaw.main', 'bootstrap gui/0 /service'];

  it.each([
    ['that was started with what is there is left alone', 'nothing', []],
    ['that was started before its environment was written is started again', 'environment', again],
    ['that was started before its secrets were put there, with an old time, is started again', 'secrets', again],
  ] as const)('%s', (_, change, told) => {
    const result = bringUp('launchd', change);
    expect(result, result.output).toMatchObject({ status: 0, told });
  });
});

describe('a Compose project', () => {
  const up = (...options: readonly string[]) => ['compose --file - up --detach', ...options, `< ${SERVICE}`].join(' ');

  it.each([
    ['that was started with what is there is left alone', 'nothing', [up()]],
    ['that was started before its environment was written is made anew', 'environment', [up('--force-recreate')]],
    [
      'that was started before its secrets were put there, with an old time, is made anew',
      'secrets',
      [up('--force-recreate')],
    ],
  ] as const)('%s', (_, change, told) => {
    const result = bringUp('compose', change);
    expect(result, result.output).toMatchObject({ status: 0, told });
  });

  it('whose file was changed since the playbook looked at it is left alone: root would do what it says', () => {
    const { status, output, told } = bringUp('compose', 'service');
    expect([status, told]).toEqual([2, []]);
    expect(output).toContain('/service was changed while the playbook ran; look at it, and run the playbook again.');
  });

  it('that is not there yet is nothing to ask about with --check', () => {
    const folder = folderWith({});
    const vars = {
      gwc_force: false,
      gwc_service: { enabled: true },
      gwc_file: join(folder, 'service'),
      gwc_is_new: true,
      gwc_goal: 'restarted',
      gwc_inputs: [],
    };
    const { status, stdout } = runPlay(folder, { vars, tasks: tasksOf('compose') }, {}, ['--check']);
    expect(status, stdout).toBe(0);
  });
});
