// What programs may do in a sandbox: each runs in a transient service with the very directives of an instance's unit.

import { expect, it } from 'vitest';
import type { Instance } from '../../src/model/fleet.ts';
import { HARDENING } from '../../src/openclaw/hardening.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import type { Scenario } from './scenario.ts';

/** What an agent's tools do all day, in the workspace and in /tmp. */
const EVERYDAY: readonly string[] = [
  'git init -q repository && git -C repository -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m first',
  'node -e \'new Function("return 1")(); require("node:fs").readFileSync("/etc/passwd")\'',
  "python3 -c 'import sqlite3, socket; socket.socket(socket.AF_INET6)'",
  'echo text > file && tar -cf archive.tar file && tar -xf archive.tar && rm archive.tar',
  'ln -sf file link && mkfifo pipe && chmod 755 file && rm link pipe',
  'sleep 5 & ps aux | grep -q "sleep 5" && kill $!',
  'file=$(mktemp) && echo text > "$file" && rm "$file"',
  "ssh-keygen -q -t ed25519 -N '' -f key && rm key key.pub",
  'getent hosts localhost',
];

/** What `strict` takes away; the table of docs/hardening.md. */
const BEYOND_STRICT: readonly string[] = [
  'unshare --user --map-root-user true',
  'python3 -c "import ctypes, sys; sys.exit(ctypes.CDLL(None).ptrace(0, 0, 0, 0) != 0)"',
  'mkdir -p shared && chmod g+s shared',
  'touch ~/file && rm ~/file',
];

export function toolTests(scenario: Scenario, instance: () => Instance, level: 'standard' | 'strict'): void {
  it(`what an agent's tools do works with \`${level}\``, async () => {
    const commands = level === 'standard' ? [...EVERYDAY, ...BEYOND_STRICT] : EVERYDAY;
    expect(await failing(scenario, instance(), commands)).toEqual([]);
  });

  it(`${level === 'standard' ? '`sudo` is lost' : 'further namespaces, tracing, set-group-id folders and the home are lost'} with \`${level}\``, async () => {
    const commands = level === 'standard' ? ['sudo -n true', 'su -c true'] : BEYOND_STRICT;
    expect(await failing(scenario, instance(), commands)).toEqual(commands);
  });
}

/** Those of the commands that end with an error. */
async function failing(
  { box, artifacts }: Scenario,
  instance: Instance,
  commands: readonly string[],
): Promise<readonly string[]> {
  const { user, group = user, home, workspace, service } = instance;
  const unit = artifacts.find((file) => file.kind === 'systemd-unit' && file.instance === instance.name)!.content;
  const keys = [...HARDENING.map(({ key }) => key), 'ReadWritePaths', 'InaccessiblePaths', 'SocketBindDeny'];
  const directives = unit.split('\n').filter((line) => keys.includes(line.split('=')[0]!));
  const account = service.scope === 'system' ? [`User=${user}`, `Group=${group}`] : [];
  const properties = [...account, ...directives, `WorkingDirectory=${workspace}`, `Environment=HOME=${home}`];
  const script = commands.map((command, index) => `(${command}) > /dev/null 2>&1 || echo ${index}`).join('\n');
  const manager = service.scope === 'system' ? 'systemd-run' : 'systemd-run --user';
  const output = await box.run(
    `mkdir -p ${workspace}
    ${manager} --quiet --pipe --wait ${properties.map((it) => `-p ${shellWord(it)}`).join(' ')} /bin/bash --norc -c ${shellWord(`${script}\necho end`)}`,
    service.scope === 'user' ? { user } : {},
  );
  const lines = output.trim().split('\n');
  expect(lines.pop()).toBe('end');
  return lines.map((index) => commands[Number(index)]!);
}
