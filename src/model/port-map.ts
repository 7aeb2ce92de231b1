// The fleet's TCP ports as plain data: what `gwc ports` shows.

import { nextFreeBase } from './auto-ports.ts';
import type { Fleet, Host, Instance, PortRange, ReservedRange } from './fleet.ts';
import { instanceClaims, portClaims, portCollisions } from './port-claims.ts';

/** By host name. */
export interface PortMap {
  readonly hosts: Readonly<Record<string, HostPorts>>;
}

export interface HostPorts {
  /** By instance name; an instance without a valid port is left out. */
  readonly instances: Readonly<Record<string, InstancePortMap>>;
  readonly reserved: readonly ReservedPorts[];
  /** Ports that more than one of them wants; absent where there are none. */
  readonly collisions?: readonly CollidingPorts[];
  /** The first base port whose whole span is free; null where there is none. */
  readonly nextFree: number | null;
}

/** Ranges are the first and the last port. Null: with the browser off there is none. */
export interface InstancePortMap {
  readonly base: number;
  /** Of canvas widgets and MCP apps. */
  readonly sandbox: number | null;
  readonly control: number | null;
  readonly relay: number | null;
  readonly cdp: readonly [number, number] | null;
  readonly span: readonly [number, number];
  /** Pinned CDP ports, ascending. */
  readonly pins: readonly number[];
  /** What else it listens on, webhooks and the like; absent where there is nothing. */
  readonly listeners?: readonly ListenerPorts[];
}

export interface ReservedPorts {
  readonly from: number;
  readonly to: number;
  readonly note?: string;
}

export interface ListenerPorts {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

export interface CollidingPorts {
  readonly from: number;
  readonly to: number;
  /** One alone is in its own way. */
  readonly instances: readonly string[];
  readonly reserved: boolean;
}

export function portMap(fleet: Pick<Fleet, 'hosts'>): PortMap {
  return { hosts: byName(fleet.hosts.map((host) => [host.name, hostPorts(host)])) };
}

function hostPorts(host: Host): HostPorts {
  const collisions = portCollisions(portClaims(host)).map(({ from, to, instances, isReserved }) => {
    return { from, to, instances, reserved: isReserved };
  });
  return {
    instances: byName(host.instances.flatMap(instancePorts)),
    reserved: host.reserved.map(reservedPorts),
    ...(collisions.length > 0 ? { collisions } : {}),
    nextFree: nextFreeBase(host) ?? null,
  };
}

function instancePorts(instance: Instance): readonly (readonly [string, InstancePortMap])[] {
  const { name, ports } = instance;
  if (!ports) return [];
  const { base, sandbox, control, relay, cdp, span, pins } = ports;
  const listeners = instanceClaims(instance)
    .filter(({ role }) => role === 'listener')
    .map((listener) => ({ from: listener.from, to: listener.to, name: listener.name }));
  const map = {
    base,
    sandbox: sandbox ?? null,
    control: control ?? null,
    relay: relay ?? null,
    cdp: cdp ? pair(cdp) : null,
    span: pair(span),
    pins,
    ...(listeners.length > 0 ? { listeners } : {}),
  };
  return [[name, map]];
}

function reservedPorts({ from, to, note }: ReservedRange): ReservedPorts {
  return { from, to, ...(note === '' ? {} : { note }) };
}

function pair({ from, to }: PortRange): readonly [number, number] {
  return [from, to];
}

/** Without prototype: any name is a key like any other. */
function byName<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
