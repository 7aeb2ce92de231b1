// OpenClaw gateways of a machine that neither hosts.yaml nor the record of the last apply knows, such as one that was installed
// by hand: their units or property lists, as `gwc import` finds them.

import { openDisk } from '../import/disk.ts';
import { readAccounts } from '../import/found-machine.ts';
import type { FoundService } from '../import/found-service.ts';
import type { Scope } from '../openclaw/names.ts';
import type { Deployment } from '../outputs/deployment.ts';
import type { Machine } from './machine.ts';

export interface UnlistedGateway {
  readonly service: string;
  readonly scope: Scope;
  readonly user: string;
  /** The unit or the property list. */
  readonly file: string;
  /** Where its command or its environment says so. */
  readonly port?: number;
  /** Whether it starts at boot. */
  readonly enabled: boolean;
}

/** Of the system, and of the accounts that the known ones have. */
export async function unlistedGateways(
  known: readonly Deployment[],
  machine: Machine,
): Promise<readonly UnlistedGateway[]> {
  const disk = openDisk(machine.root);
  const users = new Set(['root', machine.self.name, ...known.map(({ user }) => user)]);
  const accounts = readAccounts(disk, machine.os).filter(({ name }) => users.has(name));
  // Each alone: reading property lists takes a library that no other system needs.
  const look =
    machine.os === 'macos'
      ? (await import('../import/launchd/find-services.ts')).findJobs
      : (await import('../import/systemd/find-services.ts')).findUnits;
  const listed = new Set([...known, ...known.flatMap(({ unmanaged = [] }) => unmanaged)].map(identityOf));
  return look({ disk, accounts, hostName: '', notes: [] })
    .map(unlistedOf)
    .filter((found) => !listed.has(identityOf(found)));
}

function identityOf({ scope, user, service }: Pick<UnlistedGateway, 'scope' | 'user' | 'service'>): string {
  return scope === 'system' ? service : `${user} ${service}`;
}

function unlistedOf({ name, scope, account, files, command, environment, isEnabled }: FoundService): UnlistedGateway {
  const port = command.port ?? Number(environment.get('OPENCLAW_GATEWAY_PORT'));
  const hasPort = Number.isInteger(port);
  return { service: name, scope, user: account.name, file: files[0]!, ...(hasPort && { port }), enabled: isEnabled };
}
