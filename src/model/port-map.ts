// The fleet's TCP ports as plain data: what `gwc ports` shows.

import type { Fleet, Host, InstancePorts, PortRange, ReservedRange } from './fleet.ts';
import { nextFreeBase } from './free-ports.ts';

/** By host name. */
export interface PortMap {
  readonly hosts: Readonly<Record<string, HostPorts>>;
}

export interface HostPorts {
  /** By instance name; an instance whose port hosts.yaml doesn't settle is left out. */
  readonly instances: Readonly<Record<string, InstancePortMap>>;
  readonly reserved: readonly ReservedPorts[];
  /** The first base port whose whole span is free; null where there is none. */
  readonly nextFree: number | null;
}

/** Ranges are the first and the last port. Null: with the browser off there is none. */
export interface InstancePortMap {
  readonly base: number;
  readonly control: number | null;
  readonly relay: number | null;
  readonly cdp: readonly [number, number] | null;
  readonly span: readonly [number, number];
  /** Pinned CDP ports, ascending. */
  readonly pins: readonly number[];
}

export interface ReservedPorts {
  readonly from: number;
  readonly to: number;
  readonly note?: string;
}

export function portMap(fleet: Fleet): PortMap {
  return { hosts: byName(fleet.hosts.map((host) => [host.name, hostPorts(host)])) };
}

function hostPorts(host: Host): HostPorts {
  const instances = host.instances.flatMap(({ name, ports }) => (ports ? [[name, instancePorts(ports)] as const] : []));
  return {
    instances: byName(instances),
    reserved: host.reserved.map(reservedPorts),
    nextFree: nextFreeBase(host) ?? null,
  };
}

function instancePorts({ base, control, relay, cdp, span, pins }: InstancePorts): InstancePortMap {
  return {
    base,
    control: control ?? null,
    relay: relay ?? null,
    cdp: cdp ? pair(cdp) : null,
    span: pair(span),
    pins: pins.map(({ port }) => port),
  };
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
