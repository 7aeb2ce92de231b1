// What an apply has to know before it changes anything: whether it may, who owns what, what runs, and so what is to be done.

import { UsageError } from '../diagnostics/diagnostic.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { type Desired, type HostTree, nameOf, serviceIdentity } from './desired.ts';
import { type Freshness, freshness } from './freshness.ts';
import type { Account, Machine } from './machine.ts';
import { type ApplyPlan, planApply } from './plan-apply.ts';
import { type PluginWork, pluginDisk, pluginWork } from './plugins.ts';
import { accountProblems, merged, type Problem, preCheck, rightsProblems } from './pre-check.ts';
import type { ApplyRecord } from './record.ts';
import { type ApplyContext, accountKey, ownerLookup } from './run-steps.ts';
import type { ServiceManager, ServiceState } from './service-manager.ts';

export interface Prepared {
  readonly plan: ApplyPlan;
  /** What is missing on the machine: nothing is changed as long as there is anything. */
  readonly problems: readonly Problem[];
  readonly ownerOf: ApplyContext['ownerOf'];
  /** By `serviceIdentity`. */
  readonly running: ReadonlyMap<string, Freshness>;
}

export interface PrepareOptions {
  /** Also where files were changed on the machine. */
  readonly force: boolean;
  /** Where gwc keeps its record. */
  readonly recordFolder: string;
  /** Also files that an earlier apply took back. */
  readonly retry: boolean;
  /** Keep the state before another release has it. */
  readonly snapshots: boolean;
}

/** Reads only. Throws a UsageError where the host's instances can't be this machine's. */
export async function prepare(
  { host, instances: desired, containers }: HostTree,
  record: ApplyRecord,
  machine: Machine,
  manager: ServiceManager,
  { force, retry, snapshots, recordFolder }: PrepareOptions,
): Promise<Prepared> {
  const deployments = desired.map(({ deployment }) => deployment);
  const known = record.instances.map(({ deployment }) => deployment);
  refuseOtherMachine(host, deployments, machine);
  const all = [...deployments, ...known];
  const rights = rightsProblems(all, machine);
  const accounts = await findAccounts(all, machine);
  const accountOf = ({ user, group }: Deployment) => accounts.get(accountKey(user, group));
  const ownerOf = ownerLookup(accounts);
  const states = await statesOf(all, manager);
  const running = await freshnessOf(desired, states, record, machine);
  const { look, isOffline } = machine;
  // Without the rights to look, there is no telling what has to be done.
  const options = { isOffline, force, retry, snapshotsIn: snapshots && !isOffline ? recordFolder : undefined };
  const plugins = isOffline ? new Map() : pluginsOf(desired, record, machine);
  const input = { desired, record, plugins, look, states, running, ownerOf, ...options };
  const plan = rights.length > 0 ? NO_PLAN : planApply(input);
  const leftOver = record.containers.map(({ deployment }) => deployment).filter((one) => !isAmong(one, containers));
  const problems = merged([
    ...rights,
    ...(await missingAccounts(deployments, known, accountOf, machine)),
    ...containerProblems(deployments, leftOver),
    ...(await preCheck({ desired, plan, machine, accountOf, states, recordFolder })),
  ]);
  return { plan, problems, ownerOf, running };
}

function pluginsOf(
  desired: readonly Desired[],
  { instances }: ApplyRecord,
  machine: Machine,
): ReadonlyMap<string, PluginWork> {
  const before = new Map(instances.map(({ deployment }) => [serviceIdentity(deployment), deployment]));
  return new Map(
    desired.flatMap(({ deployment }) => {
      const identity = serviceIdentity(deployment);
      const work = pluginWork(deployment, before.get(identity), pluginDisk(machine));
      return work ? [[identity, work] as const] : [];
    }),
  );
}

const NO_PLAN: ApplyPlan = { steps: [], unchanged: [], drift: [], failed: [], blocked: [], left: [] };

function refuseOtherMachine(host: string, deployments: readonly Deployment[], { os, isOffline }: Machine): void {
  const other = deployments.find((deployment) => deployment.os !== os);
  if (!other || isOffline) return;
  throw new UsageError(`${host} is a ${other.os} machine, and this is a ${os} one; name another one with --host`);
}

/** All that is there would be removed. The record is gwc's own one: what accounts applied by themselves is no sign of the host. */
export function refuseOtherHost({ host }: HostTree, { instances }: ApplyRecord): void {
  const hosts = instances.map(({ deployment }) => deployment.host);
  const [first] = hosts;
  if (first === undefined || hosts.includes(host)) return;
  throw new UsageError(
    `this machine was applied as ${first}, not as ${host}, and what is only in ${first} would be removed; ` +
      `name ${first} with --host, or say --force if the host was renamed`,
  );
}

function isAmong({ target, host, instance }: Deployment, deployments: readonly Deployment[]): boolean {
  return deployments.some((one) => one.target === target && one.host === host && one.instance === instance);
}

/** A container that is no longer desired answers where a gateway is to serve, and would pass for it. */
function containerProblems(deployments: readonly Deployment[], leftOver: readonly Deployment[]): readonly Problem[] {
  return leftOver.flatMap((container) =>
    deployments
      .filter(({ port }) => port === container.port)
      .map((next) => ({
        instances: [nameOf(next)],
        what:
          `port ${next.port} is that of the ${container.target} container ${nameOf(container)}; ` +
          'the Ansible playbook brought it up, and takes it down',
        mend: [],
      })),
  );
}

async function findAccounts(
  deployments: readonly Deployment[],
  machine: Machine,
): Promise<ReadonlyMap<string, Account>> {
  const accounts = new Map<string, Account>();
  for (const { user, group } of deployments) {
    const key = accountKey(user, group);
    const account = accounts.has(key) ? undefined : await machine.account(user, group);
    if (account) accounts.set(key, account);
  }
  return accounts;
}

/** Of an instance that is to be removed, its account's service manager is asked. */
async function missingAccounts(
  deployments: readonly Deployment[],
  known: readonly Deployment[],
  accountOf: (deployment: Deployment) => Account | undefined,
  machine: Machine,
): Promise<readonly Problem[]> {
  const needed = [...deployments, ...known.filter(({ scope }) => scope === 'user')];
  const without = needed.filter((deployment) => !accountOf(deployment));
  return (await Promise.all(without.map((deployment) => accountProblems(deployment, machine)))).flat();
}

async function statesOf(
  deployments: readonly Deployment[],
  manager: ServiceManager,
): Promise<ReadonlyMap<string, ServiceState>> {
  const states = await manager.states(deployments);
  return new Map(deployments.map((deployment, index) => [serviceIdentity(deployment), states[index]!]));
}

async function freshnessOf(
  desired: readonly Desired[],
  states: ReadonlyMap<string, ServiceState>,
  { instances }: ApplyRecord,
  machine: Machine,
): Promise<ReadonlyMap<string, Freshness>> {
  const applied = new Map(instances.map((one) => [serviceIdentity(one.deployment), one]));
  const answers = desired.map(async (one): Promise<[string, Freshness]> => {
    const identity = serviceIdentity(one.deployment);
    return [identity, await freshness(one, states.get(identity)!, machine, applied.get(identity))];
  });
  return new Map(await Promise.all(answers));
}
