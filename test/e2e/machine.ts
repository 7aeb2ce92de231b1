// A box as a host of hosts.yaml: OpenClaw on it, an output tree to install from, and what the tests ask about gateways.

import { readFileSync } from 'node:fs';
import type { Instance } from '../../src/model/fleet.ts';
import { environmentFile } from '../../src/model/instance-paths.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import { PROGRAM } from '../support/program.ts';
import { type Box, bootBox } from './box.ts';
import { openClaw, RELEASE } from './openclaw.ts';
import { PROGRAM_FOLDER } from './program.ts';

/** As after `npm install -g`: Node.js and OpenClaw in /usr/bin, and gwc. */
export async function bootMachine(name: string, folders: readonly string[] = []): Promise<Box> {
  const { folder, command } = openClaw();
  const box = await bootBox(name, [folder, PROGRAM_FOLDER, ...folders]);
  await box.run(`ln -sf ${command[0]} /usr/bin/node; ln -sf ${command[1]} /usr/bin/openclaw; touch /root/booted`);
  const gwc = `#!/bin/sh\nexec ${PROGRAM} "$@"\n`;
  await box.run('cat > /usr/local/bin/gwc; chmod 755 /usr/local/bin/gwc', { input: gwc });
  return box;
}

/** The same with a stub in place of OpenClaw. */
export async function bootStubMachine(name: string, folders: readonly string[] = []): Promise<Box> {
  const box = await bootMachine(name, folders);
  await installStub(box);
  return box;
}

/** In a package like OpenClaw's. What runs stays as it is. */
export async function installStub(box: Box): Promise<void> {
  const folder = '/usr/lib/node_modules/openclaw';
  const manifest = JSON.stringify({ name: 'openclaw', version: RELEASE });
  await box.run(
    `mkdir -p ${folder}; echo '${manifest}' > ${folder}/package.json
    cat > ${folder}/openclaw.mjs; chmod 755 ${folder}/openclaw.mjs; ln -sf ${folder}/openclaw.mjs /usr/bin/openclaw`,
    { input: readFileSync('test/e2e/stub-gateway.mjs') },
  );
}

export function systemctl({ service, user }: Instance): string {
  return service.scope === 'system' ? 'systemctl' : `systemctl --user -M ${user}@`;
}

export async function property(box: Box, instance: Instance, name: string): Promise<string> {
  const command = `${systemctl(instance)} show -P ${name} ${instance.service.name}`;
  return (await box.run(command)).trim();
}

export function mainPid(box: Box, instance: Instance): Promise<string> {
  return property(box, instance, 'MainPID');
}

/** Every gateway answers on its base port. */
export async function untilHealthy(box: Box, instances: readonly Instance[]): Promise<void> {
  const ports = instances.map(({ port }) => port).join(' ');
  const script = `for p in ${ports}; do until curl -sf -m 5 -o /dev/null 127.0.0.1:$p/healthz; do sleep 0.5; done; done`;
  const { code } = await box.attempt(script);
  if (code === 0) return;
  throw new Error(`not all of ${ports} answer: ${await box.run('journalctl -b --no-pager -o cat -n 40')}`);
}

export async function isHealthy(box: Box, { port }: Instance): Promise<boolean> {
  return (await box.attempt(`curl -sf -m 60 -o /dev/null 127.0.0.1:${port}/healthz`)).code === 0;
}

/** The HTTP status of a request that needs the gateway's token. */
export async function statusWithToken(box: Box, { port }: Instance, token: string): Promise<string> {
  const header = shellWord(`Authorization: Bearer ${token}`);
  const url = `http://127.0.0.1:${port}/tools/invoke`;
  return box.run(
    `curl -s -m 300 -o /dev/null -w '%{http_code}' -H ${header} -H 'Content-Type: application/json' -d '{}' ${url}`,
  );
}

/** OpenClaw's own command line with the environment of an instance's service, as its account. */
export function openclaw(box: Box, instance: Instance, args: string): Promise<string> {
  const { secrets, secretsFile, user } = instance;
  const files = [...(secrets.length > 0 ? [secretsFile] : []), environmentFile(instance)];
  return box.run(
    `set -a; ${files.map((file) => `. ${shellWord(file)}; `).join('')}set +a; cd /
    export XDG_RUNTIME_DIR=/run/user/$(id -u ${user}); exec /usr/sbin/runuser -u ${user} -- openclaw ${args}`,
  );
}

export interface Listener {
  readonly port: number;
  /** The unit of the process that listens. */
  readonly unit: string;
}

/** Every TCP listener of the box. */
export async function listeners(box: Box): Promise<readonly Listener[]> {
  const lines = await box.run(
    `ss -ltnpH | while read -r _ _ _ address _ process; do
      pid=$(sed 's/.*pid=\\([0-9]*\\).*/\\1/' <<< "$process"); echo "\${address##*:} $(sed -n s/^0:://p /proc/$pid/cgroup)"; done`,
  );
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [port, cgroup = ''] = line.split(' ');
      return { port: Number(port), unit: /[^/]*\.service$/.exec(cgroup)?.[0] ?? cgroup };
    });
}

/** Runs a script as an instance's account in the name spaces of its service: it sees and may what the gateway does. */
export async function inside(box: Box, instance: Instance, script: string): Promise<string> {
  const { user } = instance;
  const pid = await mainPid(box, instance);
  const enter = `nsenter -t ${pid} -m $([ /proc/1/ns/user -ef /proc/${pid}/ns/user ] || echo -U --preserve-credentials)`;
  const { stdout, stderr } = await box.attempt(
    `u=$(id -u ${user}); g=$(id -g ${user}); exec ${enter} -S $u -G $g -- /bin/bash --norc -c ${shellWord(script)} 2>&1`,
  );
  return stdout + stderr;
}
