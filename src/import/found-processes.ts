// What shows that a state folder is in use: gateways that run right now, by /proc of a linux machine, and the texts that may start
// one besides units and jobs (scripts, timetables, process managers). They are searched for state folders; nothing of them is shown.

import { posix } from 'node:path';
import { splitAssignment } from '../managers/systemd-values.ts';
import type { Disk } from './disk.ts';
import type { Variables } from './env-file.ts';
import { composeFiles, quadletFolders } from './found-containers.ts';
import type { Machine } from './found-machine.ts';
import { type GatewayCommand, parseGatewayCommand } from './gateway-command.ts';
import { identify } from './identity.ts';
import { mayBeSecret } from './secret-values.ts';

export interface FoundProcess {
  readonly stateDir: string;
  readonly profile?: string;
  readonly command: GatewayCommand;
  readonly environment: Variables;
}

export function findProcesses({ disk, accounts }: Machine): readonly FoundProcess[] {
  const ids = disk.list('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    const words = parts(disk.start(`/proc/${id}/cmdline`));
    const command = commandOf(words);
    if (!command || IN_CONTAINER.test(new TextDecoder().decode(disk.start(`/proc/${id}/cgroup`)))) return [];
    const environment: Variables = new Map(
      parts(disk.start(`/proc/${id}/environ`))
        .filter((entry) => entry.includes('='))
        .map(splitAssignment)
        .filter(([name, value]) => name === 'HOME' || OWN.test(name) || mayBeSecret(name, value)),
    );
    const home = environment.get('HOME');
    const account = accounts.find((one) => one.home === home);
    if (!account) return [];
    const { stateDir, profile } = identify({ account, command, environment, inherited: [], envFiles: [] }, disk);
    return [{ stateDir, ...(profile === undefined ? {} : { profile }), command, environment }];
  });
}

/** Its paths are not the host's. */
const IN_CONTAINER = /docker|containerd|kubepods|libpod|lxc/;

/** What a shell has besides says nothing of the gateway. */
const OWN = /^(OPENCLAW|CLAWDBOT|MOLTBOT)_/;

/** A gateway of newer releases is called `openclaw-gateway`, whatever its command was. */
function commandOf(words: readonly string[]): GatewayCommand | undefined {
  if (/^(openclaw|clawdbot|moltbot)-gateway\b/.test(words[0] ?? '')) return { program: [], options: new Map() };
  return words.some((word) => /openclaw|clawdbot|moltbot/i.test(word)) ? parseGatewayCommand(words) : undefined;
}

function parts(bytes: Uint8Array | undefined): readonly string[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\0')
    .filter((part) => part !== '');
}

const MOST_FILES = 2000;

export function startTexts(machine: Machine): readonly string[] {
  const { disk, accounts } = machine;
  const homes = accounts.map(({ home }) => home);
  const folders = [
    '/etc/cron.d',
    '/var/spool/cron',
    '/var/spool/cron/crontabs',
    '/etc/systemd/system',
    '/etc/systemd/user',
    '/etc/supervisor/conf.d',
    '/etc/init.d',
    '/Library/LaunchDaemons',
    '/Library/LaunchAgents',
    '/usr/local/bin',
    ...quadletFolders(accounts),
    ...homes.flatMap((home) =>
      ['bin', 'scripts', '.local/bin', '.config/systemd/user', 'Library/LaunchAgents'].map((name) => `${home}/${name}`),
    ),
  ];
  const files = [
    '/etc/crontab',
    '/etc/rc.local',
    ...folders.flatMap((folder) => filesOf(folder, disk)),
    ...homes.flatMap((home) => [
      `${home}/.pm2/dump.pm2`,
      ...filesOf(home, disk).filter((path) => /(\.sh|\/ecosystem\.config\.\w+)$/.test(path)),
    ]),
    ...composeFiles(machine),
  ];
  return [...new Set(files)].slice(0, MOST_FILES).map((path) => new TextDecoder().decode(disk.start(path)));
}

function filesOf(folder: string, disk: Disk): readonly string[] {
  return disk.list(folder).map((name) => `${folder}/${name}`);
}

/** By its path, however the home in front of it is written, or by the profile it is named for. */
export function refersTo(text: string, path: string, home: string): boolean {
  const inner = path.startsWith(`${home}/`) ? path.slice(home.length) : path;
  const profile = /^\.openclaw-(.+)$/.exec(posix.basename(path))?.[1];
  const names = [
    inner,
    ...(profile === undefined ? [] : [`--profile ${profile}`, `--profile=${profile}`, `OPENCLAW_PROFILE=${profile}`]),
  ];
  // Words of a command are a list in JSON.
  const plain = text.replace(/["'],\s*["']/g, ' ');
  return names.some((name) => hasWord(text, name) || hasWord(plain, name));
}

function hasWord(text: string, word: string): boolean {
  for (let index = text.indexOf(word); index !== -1; index = text.indexOf(word, index + 1)) {
    if (!/[\w.-]/.test(text[index + word.length] ?? ' ')) return true;
  }
  return false;
}
