// systemd's own programs as a ServiceManager: the system's manager, and those of accounts.

import { groupBy } from '../diagnostics/collections.ts';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { splitAssignment } from '../managers/systemd-values.ts';
import type { Deployment } from '../outputs/deployment.ts';
import type { Account, Machine, RunResult } from './machine.ts';
import { ServiceError, type ServiceManager, type ServiceState, UNKNOWN_STATE } from './service-manager.ts';

/** A user's manager is up this long after lingering was turned on. In milliseconds. */
const MANAGER_TIME = 30_000;
const POLL = 250;
const JOURNAL_SECONDS = 20;

const PROPERTIES = [
  'ActiveState',
  'SubState',
  'UnitFileState',
  'MainPID',
  'NRestarts',
  'ControlGroup',
  'InvocationID',
  'DropInPaths',
  'NeedDaemonReload',
] as const;

export function systemd(machine: Machine): ServiceManager {
  const run = async (deployment: Deployment, ...args: readonly string[]): Promise<RunResult> => {
    const { scope, user } = deployment;
    if (scope === 'system') return machine.run(['systemctl', ...args]);
    const argv = ['systemctl', '--user', ...args];
    if (user === machine.self.name) return machine.run(argv, { env: sessionOf(machine.self.uid) });
    // As the account itself: by `--machine` each command would be a login of its own.
    const session = await managerSession(deployment, machine);
    return typeof session === 'string' ? { code: 1, stdout: '', stderr: session } : machine.run(argv, session);
  };
  const must = async (deployment: Deployment, ...args: readonly string[]) => {
    const result = await run(deployment, ...args);
    if (result.code !== 0) throw commandFailed(deployment, args, result);
  };
  /** Of services of one manager. */
  const show = async (deployments: readonly Deployment[]): Promise<readonly ServiceState[]> => {
    const names = deployments.map(({ service }) => service);
    const { code, stdout } = await run(deployments[0]!, 'show', `--property=${PROPERTIES.join(',')}`, '--', ...names);
    // Without a unit of that name it answers all the same.
    const blocks = code === 0 ? stdout.trim().split('\n\n') : [];
    return deployments.map((_, index) => readState(blocks[index]));
  };
  const state = async (deployment: Deployment) => (await show([deployment]))[0]!;
  /** What of the journal is the service's: what the manager says of it, too, or its gateway alone. */
  const journal = async ({ scope, service, user }: Deployment): Promise<Journal> => {
    if (scope === 'system') return { all: ['-u', service], own: [`_SYSTEMD_UNIT=${service}`] };
    const own = `_SYSTEMD_USER_UNIT=${service}`;
    if (user === machine.self.name) return { all: ['--user', '-u', service], own: ['--user', own] };
    const uid = `_UID=${(await machine.account(user))?.uid ?? ''}`;
    return { all: [uid, own, '+', uid, `USER_UNIT=${service}`], own: [uid, own] };
  };
  return {
    prepare: (deployments) =>
      linger(deployments, machine, (deployment) => run(deployment, 'show', '--property=Version')),
    state,
    states: async (deployments) => {
      const managers = groupBy(deployments, ({ scope, user }) => (scope === 'system' ? '' : user));
      const answers = await Promise.all(
        [...managers.values()].map(async (own) => {
          const states = await show(own);
          return own.map((deployment, index) => [deployment, states[index]!] as const);
        }),
      );
      const byDeployment = new Map(answers.flat());
      return deployments.map((deployment) => byDeployment.get(deployment)!);
    },
    reload: (deployment) => must(deployment, 'daemon-reload'),
    enable: (deployment) => must(deployment, 'enable', '--', deployment.service),
    disable: (deployment) => must(deployment, 'disable', '--', deployment.service),
    restart: async (deployment) => {
      // It may have been started too often by now.
      await run(deployment, 'reset-failed', '--', deployment.service);
      await must(deployment, 'restart', '--', deployment.service);
    },
    stop: async (deployment) => {
      if ((await state(deployment)).text === 'inactive (dead)') return;
      await must(deployment, 'stop', '--', deployment.service);
      await run(deployment, 'reset-failed', '--', deployment.service);
    },
    output: async (deployment, lines, since) => {
      const { own, all } = await journal(deployment);
      const options = [
        '-n',
        String(lines),
        `--since=@${Math.floor(since / 1000)}`,
        '-o',
        'cat',
        '--no-pager',
        '--quiet',
      ];
      for (const part of [own, all]) {
        const { stdout } = await machine.run(['journalctl', ...options, ...part], { seconds: JOURNAL_SECONDS });
        const printed = stdout.split('\n').filter((line) => line.trim() !== '');
        if (printed.length > 0) return { lines: printed, isGateways: part === own };
      }
      return { lines: [], isGateways: false };
    },
    outputCommand: async (deployment, { lines, isFollowed }) => [
      ...['journalctl', ...(await journal(deployment)).all, '-n', String(lines)],
      ...(isFollowed ? ['-f'] : []),
    ],
  };
}

interface Journal {
  readonly all: readonly string[];
  readonly own: readonly string[];
}

/** Where systemctl is. */
export const PATH = '/usr/local/bin:/usr/bin:/bin';

/** Where a login would find its manager. */
export function sessionOf(uid: number): Readonly<Record<string, string>> {
  const runtime = `/run/user/${uid}`;
  return { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus` };
}

/** Who asks a service's manager, and with which environment; else why nobody can. */
export async function managerSession(
  { scope, user }: Deployment,
  machine: Machine,
): Promise<{ readonly account: Account; readonly env: Readonly<Record<string, string>> } | string> {
  if (scope === 'system') return { account: machine.self, env: { PATH } };
  const account = user === machine.self.name ? machine.self : await machine.account(user);
  if (!account) return `this machine has no account ${user}`;
  if (machine.self.uid !== 0 && machine.self.uid !== account.uid) return `only ${user} and root can; run it with sudo`;
  return { account, env: { PATH, ...sessionOf(account.uid) } };
}

/** Stands where an account's services start at boot. Source: loginctl(1). */
export function lingerMark(user: string): string {
  return `/var/lib/systemd/linger/${user}`;
}

function commandFailed({ scope, user }: Deployment, args: readonly string[], result: RunResult): ServiceError {
  const { code, stderr, stdout } = result;
  const reason = (stderr || stdout).trim().split('\n').slice(0, 3).join('; ') || `exit ${code}`;
  const command =
    scope === 'system' ? `\`systemctl ${args.join(' ')}\`` : `\`systemctl --user ${args.join(' ')}\` of ${user}`;
  return new ServiceError(`${command} failed: ${reason}`);
}

function readState(output: string | undefined): ServiceState {
  if (output === undefined) return UNKNOWN_STATE;
  const values = Object.fromEntries(output.split('\n').map(splitAssignment)) as Readonly<
    Record<string, string | undefined>
  >;
  const { ActiveState: active = 'inactive', SubState: sub = 'dead', UnitFileState: file = '' } = values;
  const pid = Number(values['MainPID'] ?? 0);
  return {
    isActive: ['active', 'activating', 'reloading'].includes(active),
    hasFailed: active === 'failed',
    isEnabled: file.startsWith('enabled'),
    text: `${active} (${sub})`,
    restarts: Number(values['NRestarts'] ?? 0),
    pid: pid > 0 ? pid : undefined,
    cgroup: values['ControlGroup'] || undefined,
    invocation: values['InvocationID'] || undefined,
    dropIns: (values['DropInPaths'] ?? '').split(' ').filter((path) => path !== ''),
    needsReload: values['NeedDaemonReload'] === 'yes',
  };
}

/** Services of a user start at boot only with lingering; and only then, or after a login, is there a manager to ask. */
async function linger(
  deployments: readonly Deployment[],
  machine: Machine,
  ask: (deployment: Deployment) => Promise<RunResult>,
): Promise<void> {
  const ofUsers = deployments.filter(({ scope }) => scope === 'user');
  const starting = new Set(ofUsers.filter(({ enabled }) => enabled).map(({ user }) => user));
  for (const user of starting) {
    if (machine.look(lingerMark(user)).kind !== 'missing') continue;
    const { code } = await machine.run(['loginctl', 'enable-linger', user]);
    if (code === 0) continue;
    throw new UsageError(
      `services of ${user} would not start at boot; run \`sudo loginctl enable-linger ${user}\` once`,
    );
  }
  const byUser = new Map(ofUsers.map((deployment) => [deployment.user, deployment]));
  for (const [user, deployment] of byUser) {
    const end = machine.now() + (starting.has(user) ? MANAGER_TIME : 0);
    while ((await ask(deployment)).code !== 0) {
      if (machine.now() >= end) {
        throw new UsageError(
          `the service manager of ${user} does not answer; run \`sudo loginctl enable-linger ${user}\`, or log in as ${user}`,
        );
      }
      await machine.sleep(POLL);
    }
  }
}
