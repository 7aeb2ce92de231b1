// The launchd jobs of a macos machine that run a gateway, read from their property lists.

import { parse, parseBinary } from 'plist';
import { at, isList, isMap, type Json, type JsonMap, mapOf } from '../../document/json.ts';
import type { Disk } from '../disk.ts';
import { readEnvFile } from '../env-file.ts';
import { type Account, accountNamed, type Machine, quietly } from '../found-machine.ts';
import type { FoundService } from '../found-service.ts';
import { parseGatewayCommand } from '../gateway-command.ts';
import { concernsOpenclaw, followLaunch, serviceVariables, unclearText } from '../launch.ts';

/** What the user called the machine. */
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
  const accountOf = (name: string) => accountNamed(name, accounts) ?? { name, home: `/Users/${name}` };
  const starter = user === undefined ? owner : accountOf(user);
  const variables = isMap(job['EnvironmentVariables']) ? job['EnvironmentVariables'] : {};
  const environment = new Map([
    ['HOME', starter.home],
    ...Object.entries(variables).map(([name, value]) => [name, String(value)] as const),
  ]);
  const launch = followLaunch(programArguments(job), environment, disk, notes);
  const account = launch.user === undefined || scope === 'user' ? starter : accountOf(launch.user);
  const command = parseGatewayCommand(launch.words);
  const set = serviceVariables(launch, environment, account);
  const unclear = unclearText(launch);
  if (!command || (set.get('OPENCLAW_SERVICE_KIND') ?? 'gateway') !== 'gateway' || unclear !== undefined) {
    const text = unclear ?? 'this job runs no `gateway` that could be made out; it is left out';
    notes.push({ place: path, text });
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
    files: [path, ...launch.scripts, ...launch.generated],
    account,
    environmentFile: launch.generated[1],
    ...(group === undefined ? {} : { group }),
    isEnabled: isEnabled(job, label, scope, account, disk),
    command,
    environment: set,
    inherited: [],
    dropIns: [],
    isInstallers: set.get('OPENCLAW_SERVICE_MARKER') === 'openclaw' && launch.scripts.length === 0,
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

/** Undefined where it is no property list, or none of a dictionary. */
export function parsePropertyList(bytes: Uint8Array): JsonMap | undefined {
  try {
    const isBinary = new TextDecoder('latin1').decode(bytes.subarray(0, 6)) === 'bplist';
    const value = toJson(isBinary ? parseBinary(bytes) : quietly(() => parse(new TextDecoder().decode(bytes))));
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Dates and data, which no key of a job takes, become null. */
function toJson(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return null;
  return mapOf(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}
