// The launchd jobs of a macos machine that run a gateway.

import { at, isList, isMap, type JsonMap } from '../../document/json.ts';
import { type Account, accountNamed } from '../accounts.ts';
import type { Disk } from '../disk.ts';
import { readEnvFile } from '../env-file.ts';
import type { FoundService } from '../found-service.ts';
import { parseGatewayCommand } from '../gateway-command.ts';
import { concernsOpenclaw, followLaunch } from '../launch.ts';
import type { Machine } from '../machine.ts';
import { parsePropertyList } from './property-list.ts';

/** What a person called the machine. */
export function computerName(disk: Disk): string | undefined {
  const system = readJob('/Library/Preferences/SystemConfiguration/preferences.plist', disk)?.['System'];
  return (
    textOf(at(system, 'Network', 'HostNames', 'LocalHostName')) ??
    textOf(at(system, 'System', 'HostName')) ??
    textOf(at(system, 'System', 'ComputerName'))
  );
}

/** Daemons first, then each account's agents. */
export function findJobs(machine: Machine): readonly FoundService[] {
  const { disk, accounts } = machine;
  const root = accounts.find(({ name }) => name === 'root') ?? { name: 'root', home: '/var/root', uid: '0' };
  const daemons = jobFiles(disk, '/Library/LaunchDaemons').map((path) => foundJob(path, 'system', root, machine));
  const agents = accounts.flatMap((account) =>
    jobFiles(disk, `${account.home}/Library/LaunchAgents`).map((path) => foundJob(path, 'user', account, machine)),
  );
  for (const path of jobFiles(disk, '/Library/LaunchAgents')) {
    const job = readJob(path, disk);
    if (job && concernsOpenclaw(JSON.stringify([path, job]), programArguments(job), disk)) {
      machine.notes.push({
        place: path,
        text: 'this agent runs for whoever logs in, which hosts.yaml has no word for; it is left out',
      });
    }
  }
  return [...daemons, ...agents].filter((service) => service !== undefined);
}

function jobFiles(disk: Disk, folder: string): readonly string[] {
  return disk
    .list(folder)
    .filter((name) => name.endsWith('.plist'))
    .map((name) => `${folder}/${name}`);
}

function readJob(path: string, disk: Disk): JsonMap | undefined {
  const bytes = disk.bytes(path);
  return bytes && parsePropertyList(bytes);
}

function foundJob(path: string, scope: 'user' | 'system', owner: Account, machine: Machine): FoundService | undefined {
  const { disk, accounts, notes } = machine;
  const job = readJob(path, disk);
  if (!job) {
    if (disk.kind(path) === 'file' && concernsOpenclaw(path, [], disk))
      notes.push({ place: path, text: 'this is no property list; it is left out' });
    return undefined;
  }
  if (!concernsOpenclaw(JSON.stringify([path, job]), programArguments(job), disk)) return undefined;
  const user = scope === 'system' ? textOf(job['UserName']) : undefined;
  const account = user === undefined ? owner : (accountNamed(user, accounts) ?? { name: user, home: `/Users/${user}` });
  const variables = isMap(job['EnvironmentVariables']) ? job['EnvironmentVariables'] : {};
  const environment = new Map([
    ['HOME', account.home],
    ...Object.entries(variables).map(([name, value]) => [name, String(value)] as const),
  ]);
  const launch = followLaunch(programArguments(job), environment, disk, notes);
  const command = parseGatewayCommand(launch.words);
  if (!command || (environment.get('OPENCLAW_SERVICE_KIND') ?? 'gateway') !== 'gateway') {
    notes.push({ place: path, text: 'this job runs no `gateway` that could be made out; it is left out' });
    return undefined;
  }
  const group = scope === 'system' ? textOf(job['GroupName']) : undefined;
  const label =
    textOf(job['Label']) ??
    path
      .split('/')
      .at(-1)!
      .replace(/\.plist$/, '');
  return {
    os: 'macos',
    scope,
    name: label,
    files: [path, ...launch.scripts],
    account,
    ...(group === undefined ? {} : { group }),
    isEnabled: isEnabled(job, label, scope, account, disk),
    command,
    environment: new Map([...environment, ...launch.variables]),
    envFiles: launch.files.map((file) => ({ ...file, variables: readEnvFile(file.path, disk) })),
    workingDirectory: launch.folder ?? textOf(job['WorkingDirectory']),
    sections: new Map(),
    job,
  };
}

function programArguments(job: JsonMap): readonly string[] {
  const program = textOf(job['Program']);
  const words = isList(job['ProgramArguments']) ? job['ProgramArguments'].map(String) : [];
  return program === undefined ? words : [program, ...words.slice(1)];
}

/** What `launchctl enable` and `disable` said wins over the job's own word. */
function isEnabled(job: JsonMap, label: string, scope: 'user' | 'system', { uid }: Account, disk: Disk): boolean {
  const name = scope === 'system' ? 'disabled' : `disabled.${uid ?? ''}`;
  const overrides = readJob(`/var/db/com.apple.xpc.launchd/${name}.plist`, disk);
  const isDisabled = overrides?.[label] ?? job['Disabled'] ?? false;
  return isDisabled !== true && (job['RunAtLoad'] === true || (job['KeepAlive'] ?? false) !== false);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
