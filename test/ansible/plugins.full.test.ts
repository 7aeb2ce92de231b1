// The playbook's steps that stop a launchd job, bring its plugins and load it again, run by real Ansible. In place of `launchctl` and
// OpenClaw stand scripts that write down what they are told; there is no Mac.

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../cli/gwc.ts';
import { runPlay } from '../support/play.ts';

const LAUNCHCTL = `case "$*" in
  "print "*) test ! -e "$STATE/stopped" || exit 113; printf '\\tstate = running\\n\\tpid = 1\\n' ;;
  bootout*) echo "launchctl $*" >> "$STATE/told"; touch "$STATE/stopped" ;;
  *) echo "launchctl $*" >> "$STATE/told" ;;
esac`;
/** It changes the config that it is given, as OpenClaw does, which is to lie where its account can write. */
const OPENCLAW = `case "$*" in *--help) echo '  --accept-capabilities  what it may do'; exit ;; esac
echo "openclaw $* $OPENCLAW_CONFIG_READONLY $FROM_GATEWAY_ENV" >> "$STATE/told"
test -s "$OPENCLAW_CONFIG_PATH" && test "\${OPENCLAW_CONFIG_PATH#"$STATE/state/"}" = openclaw.json.plugins || exit 9
echo changed > "$OPENCLAW_CONFIG_PATH"`;
const AS = 'echo "as $2" >> "$STATE/told"; shift 2; exec "$@"';

it('a launchd job is stopped, plugins go and come as its account, and it is loaded again', () => {
  const folder = folderWith({
    crm1: '',
    'openclaw.json': '{}',
    'out/gateway.env': 'FROM_GATEWAY_ENV=yes\n',
    service: '',
  });
  for (const [name, script] of Object.entries({ launchctl: LAUNCHCTL, openclaw: OPENCLAW, sudo: AS })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const old = join(folder, 'state/npm/projects/old/node_modules/@acme/old');
  mkdirSync(old, { recursive: true });
  writeFileSync(join(old, 'openclaw.plugin.json'), '{\n  "id": "old-of-acme"\n}\n');
  const service = { service: 'ai.openclaw.main', user: 'root', scope: 'system', enabled: false };
  const vars = {
    gwc_managers: { launchd: 'launchd' },
    gwc_instance: {
      ...{ ...service, os: 'macos', target: 'launchd', stateDir: join(folder, 'state') },
      ...{ configPath: join(folder, 'openclaw.json'), command: [join(folder, 'openclaw')] },
    },
    gwc_unit: { item: { installPath: join(folder, 'service') } },
    gwc_tree: join(folder, 'out'),
    gwc_own: [{ kind: 'env', path: 'gateway.env' }],
    gwc_as: ['sudo', '-u', 'claw'],
    gwc_gone: ['npm:@acme/old@1.0.0'],
    gwc_coming: ['npm:@acme/demo@1.0.0', '/opt/a folder', join(folder, 'crm[1]')],
  };
  const start = { gwc_service: service, gwc_file: join(folder, 'service'), gwc_goal: 'restarted', gwc_inputs: [] };
  const include = (name: string) => ({ 'ansible.builtin.include_tasks': resolve(`templates/ansible/${name}.yaml`) });
  const tasks = [
    // As the playbook does for each instance.
    { 'ansible.builtin.set_fact': { gwc_ran: false } },
    ...[include('stop'), include('plugins'), { ...include('service-launchd'), vars: start }],
  ];
  const { status, stdout } = runPlay(
    folder,
    { vars, tasks },
    { PATH: `${folder}:${process.env['PATH']}`, STATE: folder },
  );
  expect(status, stdout).toBe(0);
  expect(readFileSync(join(folder, 'told'), 'utf8').trim().split('\n')).toEqual([
    'launchctl bootout system/ai.openclaw.main',
    'as claw',
    'as claw',
    'openclaw plugins uninstall old-of-acme --force 0 yes',
    'openclaw plugins install npm:@acme/demo@1.0.0 --force --accept-capabilities --pin 0 yes',
    'openclaw plugins install /opt/a folder --force --accept-capabilities 0 yes',
    `openclaw plugins install ${join(folder, 'crm[1]')} --force --accept-capabilities 0 yes`,
    'launchctl enable system/ai.openclaw.main',
    `launchctl bootstrap system ${join(folder, 'service')}`,
    'launchctl kickstart system/ai.openclaw.main',
  ]);
  expect(readFileSync(join(folder, 'openclaw.json'), 'utf8')).toBe('{}');
});

it.each([
  ['whose list is empty removes them', { plugins: [] }, 0],
  ['without a list would keep them, which the play refuses', {}, 2],
])('a container %s', (_, keys, code) => {
  const folder = folderWith();
  const name = 'Require a list of plugins where there was one';
  const all: readonly { readonly name: string }[] = parse(readFileSync('templates/ansible/instance.yaml', 'utf8'));
  const vars = {
    gwc_instance: { instance: 'shop', target: 'compose', ...keys },
    gwc_contained: ['quadlet', 'compose'],
    gwc_gone: ['npm:@acme/old@1.0.0'],
  };
  const { status, stdout } = runPlay(folder, { vars, tasks: all.filter((task) => task.name === name) });
  expect({ status, isSaid: stdout.includes('npm:@acme/old@1.0.0 would stay; write `plugins: []`') }, stdout).toEqual({
    status: code,
    isSaid: code !== 0,
  });
});
