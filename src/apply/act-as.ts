// What a command needs to run as an instance, by its service as it is on this machine now: the account, the folder, the whole
// environment, and on systemd the service's own sandbox. Values of secrets go to that command, and nowhere else.

import { at } from '../document/json.ts';
import { readable } from '../files/file-error.ts';
import { openDisk } from '../import/disk.ts';
import { parseEnvFile, type Variables } from '../import/env-file.ts';
import { envFile } from '../import/systemd/find-services.ts';
import {
  dropIns,
  lastValueOf,
  mergeAssignments,
  parseUnit,
  type Sections,
  unitFolders,
  valuesOf,
} from '../import/systemd/unit-files.ts';
import { assignedVariables, expandSpecifiers, splitWords } from '../managers/systemd-values.ts';
import type { EnvFile } from '../model/fleet.ts';
import { environmentFile } from '../model/instance-paths.ts';
import { type Deployment, environmentReader } from '../outputs/deployment.ts';
import { SERVICE_MARKERS, unsetVariables } from '../outputs/service-environment.ts';
import { servicePlace } from './desired.ts';
import { ownFiles } from './freshness.ts';
import { type Account, lookThrough, type Machine, textAt } from './machine.ts';
import { sessionOf } from './systemctl.ts';

export interface Actor {
  readonly account: Account;
  /** The service's working directory. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Further groups, of the service's own. */
  readonly groups: readonly string[];
}

/** Of an instance that is no container: who runs a command as it; else why nobody can. */
export async function actorOf(deployment: Deployment, machine: Machine): Promise<Actor | string> {
  const { user, group, command, home, os } = deployment;
  const account = await machine.account(user, group);
  if (!account) return `this machine has no account ${user}`;
  if (machine.self.uid !== 0 && machine.self.uid !== account.uid) return `only ${user} and root can; run it with sudo`;
  if (readable(() => lookThrough(command[0]!, machine))?.kind === 'missing') return `${command[0]} is not installed`;
  const seen = asSeen(deployment, account, machine);
  const service = os === 'macos' ? await jobSettings(deployment, seen) : unitSettings(deployment, account, seen);
  if (typeof service === 'string') return service;
  const { environment, envFiles, unset, folder, groups } = service;
  const read = envFiles.map((file) => ({ ...file, variables: variablesAt(file.path, seen) }));
  // As for the service: without one of them it doesn't start, and with its variables missing it is somebody else.
  const lost = read.find(
    ({ path, optional, variables }) => typeof variables === 'string' && (!optional || PATTERN.test(path)),
  );
  const sudo = deployment.scope === 'system' && machine.self.uid !== 0 ? '; run it with sudo' : '';
  if (lost) return `${lost.path} ${lost.variables}${sudo}`;
  const variables = new Map([
    ['HOME', home],
    ['USER', user],
    ['LOGNAME', user],
    ...(os === 'macos' ? [] : Object.entries(sessionOf(account.uid))),
    ...(os === 'macos' ? [] : ownVariables(deployment, machine.seenBy(account))),
    ...environment,
    ...read.flatMap(({ variables: found }) => (typeof found === 'string' ? [] : [...found])),
  ]);
  for (const name of [...unset, ...MARKERS]) variables.delete(name);
  return { account, folder, env: Object.fromEntries(variables), groups };
}

/** What the gateway reads by itself, as the account: whatever is in its environment wins. */
function ownVariables(deployment: Deployment, machine: Machine): Variables {
  const found = ownFiles(deployment).map((path) => variablesAt(path, machine));
  return new Map(found.flatMap((variables) => (typeof variables === 'string' ? [] : [...variables])));
}

/** An account's own service may name any file: what root or another account alone may read is not read for it. */
function asSeen({ scope }: Deployment, account: Account, machine: Machine): Machine {
  return scope === 'user' ? machine.seenBy(account) : machine;
}

/** What has these is the service itself to OpenClaw, and restarts and reports otherwise than a command does. */
const MARKERS = SERVICE_MARKERS.map(([name]) => name);

interface ServiceSettings {
  readonly environment: Variables;
  /** In the order of reading. */
  readonly envFiles: readonly EnvFile[];
  readonly unset: readonly string[];
  readonly folder: string;
  readonly groups: readonly string[];
}

function unitSettings(deployment: Deployment, account: Account, machine: Machine): ServiceSettings | string {
  const unit = readUnit(deployment, account, machine);
  if (typeof unit === 'string') return unit;
  const values = (key: string) => valuesOf(unit, 'Service', key);
  return {
    environment: new Map(assignedVariables(values('Environment'))),
    envFiles: values('EnvironmentFile').map(envFile),
    unset: values('UnsetEnvironment').flatMap(splitWords),
    folder: folderOf(lastValueOf(unit, 'Service', 'WorkingDirectory'), deployment),
    groups: values('SupplementaryGroups').flatMap(splitWords),
  };
}

function folderOf(written: string | undefined, { home, stateDir }: Deployment): string {
  return written?.replace(/^-/, '').replace(/^~$/, home) ?? stateDir;
}

/** With what adds to it, and its specifiers replaced. */
function readUnit(deployment: Deployment, { uid }: Account, machine: Machine): Sections | string {
  const { scope, home, user, service, host } = deployment;
  const { path } = servicePlace(deployment);
  const text = textAt(path, machine);
  if (text === undefined) return `its unit ${path} is missing or cannot be read; \`gwc apply\` installs it`;
  const added = dropIns(openDisk(machine.root), unitFolders(scope, home), service);
  const lines = [text, ...added.map((file) => textAt(file, machine) ?? '')].flatMap(
    (one) => parseUnit(one).assignments,
  );
  const context = { name: service, scope, account: { name: user, home, uid: String(uid) }, hostName: host };
  return mergeAssignments(lines.map((line) => ({ ...line, value: expandSpecifiers(line.value, context) })));
}

async function jobSettings(deployment: Deployment, machine: Machine): Promise<ServiceSettings | string> {
  const { envFiles, secretsFile, stateDir } = deployment;
  const { path } = servicePlace(deployment);
  const { parsePropertyList } = await import('../import/launchd/find-services.ts');
  const job = parsePropertyList(Buffer.from(textAt(path, machine) ?? ''));
  if (!job) return `its property list ${path} is missing or cannot be read; \`gwc apply\` installs it`;
  const ownFile = environmentFile(environmentReader(deployment));
  const own = [...(secretsFile === undefined ? [] : [secretsFile]), ownFile];
  const found = variablesAt(ownFile, machine);
  const variables = typeof found === 'string' ? new Map<string, string>() : found;
  return {
    environment: new Map(),
    envFiles: [...envFiles, ...own.map((file) => ({ path: file, optional: false }))],
    unset: unsetVariables(variables),
    folder: String(at(job, 'WorkingDirectory') ?? stateDir),
    groups: [],
  };
}

/** Why there are none, where the file can't be read. */
function variablesAt(path: string, machine: Machine): Variables | string {
  const found = readable(() => lookThrough(path, machine));
  if (found?.kind === 'file') return parseEnvFile(found.content.toString());
  if (found?.kind !== 'missing') return 'cannot be read';
  return PATTERN.test(path) ? 'is a pattern; with --sandbox systemd itself reads what it means' : 'does not exist';
}

const PATTERN = /[*?[]/;

/** Of systemd.service(5), and what systemd-run sets itself: they don't concern what a command may do. */
const SERVICE_ONLY =
  /^(Exec|Type$|ExitType$|Restart|Timeout|SuccessExitStatus$|RemainAfterExit$|GuessMainPID$|PIDFile$|BusName$|RuntimeMax|RuntimeRandomized|Watchdog|NotifyAccess$|Sockets$|FileDescriptorStore|NonBlocking$|RootDirectoryStartOnly$|USBFunction|OOMPolicy$|OpenFile$|ReloadSignal$|Standard(Input|Output|Error)|TTY|Kill|SendSIG|FinalKillSignal$|StartLimit)/;

export interface Sandboxed {
  /** Waits for the unit that it starts, with its streams, and has its exit code. */
  readonly command: readonly string[];
  /** What the command's own environment must have: values that are in no command line, which everybody sees. */
  readonly env: Readonly<Record<string, string>>;
  readonly relay: (signal: NodeJS.Signals) => readonly string[];
}

/** `argv` in the sandbox of the instance's unit, by the manager of its scope, as a unit of that name; else why there is none. */
export async function sandboxed(
  deployment: Deployment,
  argv: readonly string[],
  name: string,
  machine: Machine,
): Promise<Sandboxed | string> {
  const { os, scope, user } = deployment;
  if (os === 'macos') return 'launchd has no sandbox of its own; leave out --sandbox';
  if (scope === 'system' && machine.self.uid !== 0) return 'its sandbox is made by the system; run it with sudo';
  const account = await machine.account(user);
  if (!account) return `this machine has no account ${user}`;
  const unit = readUnit(deployment, account, asSeen(deployment, account, machine));
  if (typeof unit === 'string') return unit;
  const settings = [...(unit.get('Service') ?? [])].filter(([key]) => key !== 'Environment' && !SERVICE_ONLY.test(key));
  const isOwn = ([variable]: readonly [name: string, value: string]) => !OF_MANAGER.test(variable);
  const variables = [
    ...new Map([
      ...[...ownVariables(deployment, machine.seenBy(account))].filter(isOwn),
      ...assignedVariables(valuesOf(unit, 'Service', 'Environment')),
    ]),
  ];
  const manager = scope === 'user' ? ['--user'] : [];
  const properties = [
    ...settings.flatMap(([key, values]) => values.map((value) => `${key}=${value}`)),
    // They are the gateway's, which may be running: systemd would remove them at the end of this unit.
    ...(unit.get('Service')?.has('RuntimeDirectory') ? ['RuntimeDirectoryPreserve=yes'] : []),
    ...MARKERS.map((marker) => `UnsetEnvironment=${marker}`),
  ];
  return {
    command: [
      ...['systemd-run', ...manager, '--quiet', '--collect', '--wait', '--service-type=exec', `--unit=${name}`],
      // Both: a terminal of its own where all three streams are one, and else just these streams.
      ...['--pty', '--pipe'],
      ...properties.map((property) => `--property=${property}`),
      ...variables.map(
        ([variable, value]) => `--setenv=${isOwn([variable, value]) ? variable : `${variable}=${value}`}`,
      ),
      '--',
      ...[...IN_UNIT, ...argv].map((word, index) => (index === 0 ? word : word.replaceAll('$', () => '$$'))),
    ],
    env: Object.fromEntries(variables.filter(isOwn)),
    relay: (signal) => ['systemctl', ...manager, 'kill', `--signal=${signal}`, name],
  };
}

/** Decides which manager is asked, and by which program. */
const OF_MANAGER = /^(PATH|HOME|XDG_RUNTIME_DIR|(DBUS|LD|SYSTEMD)_.*)$/;

/**
 * Looks the program up in the PATH of the unit, and ends as a shell would where a signal ended it: to systemd-run that's no failure.
 * systemd takes `$$` for a `$`, and anything else behind one for a variable.
 */
const IN_UNIT = ['/bin/sh', '-c', 'trap : HUP INT QUIT TERM USR1 USR2; /usr/bin/env -- "$@"; exit $?', 'gwc'];
