// `port: auto`: each instance keeps the base that the lock gives it; a new one gets the first that is free on its host.

import type { Fleet, Host, Instance } from './fleet.ts';
import { BASE_STEP, FIRST_BASE, nextFreeBase } from './free-ports.ts';
import type { LockedPorts } from './port-lock.ts';

export interface AutoPorts {
  /** Of every `port: auto` in the fleet that has a base. */
  readonly ports: LockedPorts;
  /** Those that the lock had no base for. */
  readonly added: readonly Instance[];
  /** Those that no base is left for. */
  readonly unplaced: readonly Instance[];
}

/** `fleet` has been resolved with the lock's ports, so that a locked instance claims its span. */
export function settleAutoPorts(fleet: Fleet): AutoPorts {
  const settled = fleet.hosts.map((host) => ({ host, ...settleHost(host) }));
  return {
    ports: new Map(settled.map(({ host, ports }) => [host.name, ports])),
    added: settled.flatMap(({ added }) => added),
    unplaced: settled.flatMap(({ unplaced }) => unplaced),
  };
}

function settleHost(host: Host) {
  const auto = host.instances.filter(({ isAuto }) => isAuto);
  const ports = new Map(auto.flatMap(({ name, port }) => (port === undefined ? [] : [[name, port] as const])));
  const added: Instance[] = [];
  const unplaced: Instance[] = [];
  let from: number | undefined = FIRST_BASE;
  for (const instance of auto.filter(({ port }) => port === undefined)) {
    const base: number | undefined = from === undefined ? undefined : nextFreeBase(host, from);
    // The bases go upward in whole steps, so the next search starts beyond this one's span.
    from = base === undefined ? undefined : base + BASE_STEP;
    (base === undefined ? unplaced : added).push(instance);
    if (base !== undefined) ports.set(instance.name, base);
  }
  return { ports, added, unplaced };
}
