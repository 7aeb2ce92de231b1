// What an apply has to know before it changes anything: whether it may, who owns what, what runs, and so what is to be done.

import type { Deployment } from '../targets/deployment.ts';
import type { Account, Machine } from './machine.ts';
import { type MissingSecrets, missingSecrets } from './missing-secrets.ts';
import { type ApplyPlan, planApply } from './plan-apply.ts';
import type { ApplyRecord } from './record.ts';
import { Refusal } from './refusal.ts';
import { type ApplyContext, accountKey, ownerLookup } from './run-steps.ts';
import type { ServiceManager, ServiceState } from './service-manager.ts';
import { type HostTree, nameOf, serviceIdentity } from './wanted.ts';

export interface Prepared {
  readonly plan: ApplyPlan;
  readonly missing: readonly MissingSecrets[];
  readonly ownerOf: ApplyContext['ownerOf'];
}

export interface PrepareOptions {
  /** Also where the record is that of another host. */
  readonly force: boolean;
}

/** Reads only. Throws a Refusal where the host's instances can't be this machine's. */
export async function prepare(
  { host, instances, containers }: HostTree,
  record: ApplyRecord,
  machine: Machine,
  manager: ServiceManager,
  { force }: PrepareOptions,
): Promise<Prepared> {
  const deployments = instances.map(({ deployment }) => deployment);
  const known = record.instances.map(({ deployment }) => deployment);
  refuseOtherMachine(host, deployments, machine);
  refuseOtherHost(host, known, force);
  const leftOver = record.containers.map(({ deployment }) => deployment).filter((one) => !isAmong(one, containers));
  refuseHeldPorts(deployments, leftOver);
  refuseWithoutRights([...deployments, ...known], machine);
  const accounts = await findAccounts(deployments, known, machine);
  const ownerOf = ownerLookup(accounts);
  const states = await statesOf(deployments, manager);
  const { isOffline, look } = machine;
  const plan = planApply({ wanted: instances, record, look, states, ownerOf, isOffline });
  const starting = isOffline ? [] : deployments.filter(({ enabled }) => enabled);
  return { plan, missing: starting.flatMap((deployment) => missingSecrets(deployment, machine)), ownerOf };
}

function refuseOtherMachine(host: string, deployments: readonly Deployment[], { os, isOffline }: Machine): void {
  const other = deployments.find((deployment) => deployment.os !== os);
  if (!other || isOffline) return;
  throw new Refusal(`${host} is a ${other.os} machine, and this is a ${os} one; name another one with --host`);
}

/** All that is there would be removed. */
function refuseOtherHost(host: string, known: readonly Deployment[], force: boolean): void {
  const [first] = known;
  if (force || !first || known.some((deployment) => deployment.host === host)) return;
  throw new Refusal(
    `this machine was applied as ${first.host}, and ${host} has none of its instances, which would be removed; ` +
      `name ${first.host} with --host, or say --force`,
  );
}

function isAmong({ target, host, instance }: Deployment, deployments: readonly Deployment[]): boolean {
  return deployments.some((one) => one.target === target && one.host === host && one.instance === instance);
}

/** A container that is wanted no longer answers where a gateway is to serve, and would pass for it. */
function refuseHeldPorts(deployments: readonly Deployment[], leftOver: readonly Deployment[]): void {
  for (const container of leftOver) {
    const next = deployments.find(({ port }) => port === container.port);
    if (!next) continue;
    throw new Refusal(
      `${nameOf(next)} is to have port ${next.port}, which is that of the ${container.target} container ` +
        `${nameOf(container)}; the Ansible playbook brought it up, and takes it down`,
    );
  }
}

/** What the service managers and file owners ask for, and no more. */
function refuseWithoutRights(deployments: readonly Deployment[], { self, isOffline }: Machine): void {
  if (isOffline || self.uid === 0) return;
  const other = deployments.find(({ scope, user }) => scope === 'system' || user !== self.name);
  if (!other) return;
  const reason =
    other.scope === 'system'
      ? `${other.service} is a service of the system`
      : `${other.service} belongs to ${other.user}`;
  throw new Refusal(`${reason}, and you are ${self.name}: run it as root, with sudo`);
}

/** Throws a Refusal for an account that the machine doesn't have. */
async function findAccounts(
  wanted: readonly Deployment[],
  known: readonly Deployment[],
  machine: Machine,
): Promise<ReadonlyMap<string, Account>> {
  const accounts = new Map<string, Account>();
  for (const { user, group, scope } of [...wanted, ...known]) {
    const key = accountKey(user, group);
    if (accounts.has(key)) continue;
    const account = await machine.account(user, group);
    const name = group === undefined ? user : `${user}:${group}`;
    if (account) accounts.set(key, account);
    else if (wanted.some((one) => accountKey(one.user, one.group) === key) || scope === 'user')
      throw new Refusal(`there is no account ${name} ${machine.isOffline ? `in ${machine.root}` : 'on this machine'}`);
  }
  return accounts;
}

async function statesOf(
  deployments: readonly Deployment[],
  manager: ServiceManager,
): Promise<ReadonlyMap<string, ServiceState>> {
  const states = new Map<string, ServiceState>();
  for (const deployment of deployments) states.set(serviceIdentity(deployment), await manager.state(deployment));
  return states;
}
