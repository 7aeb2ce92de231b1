// Every collision of ports on a host, by making a list of all ports of each instance and comparing all with all.

import { type Collision, pairOf, RESERVED, type Severity } from './collision.ts';
import type { HostPlan, InstancePlan, ListenerName, Ports } from './plan.ts';

const LAST_PORT = 65535;
const EPHEMERAL: Readonly<Record<HostPlan['os'], Ports>> = {
  linux: { from: 32768, to: 60999 },
  macos: { from: 49152, to: LAST_PORT },
};
const LISTENER_DEFAULTS: Readonly<Record<ListenerName, number>> = {
  telegram: 8787,
  feishu: 3000,
  'nextcloud-talk': 8788,
  'voice-call': 3334,
};
/** Bases closer than this have a warning. */
const SPACING = 20;
const CONTROL = 2;
const LAST_CDP = 110;

interface PortsOf {
  readonly instance: InstancePlan;
  readonly span: ReadonlySet<number>;
  readonly pins: readonly number[];
  readonly listeners: readonly number[];
}

export function portCollisions(host: HostPlan): readonly Collision[] {
  const all = host.instances.map(portsOf);
  const reserved = new Set(host.reserved.flatMap(({ from, to }) => numbers(from, to)));
  return [
    ...all.flatMap((one) => alone(host, one, reserved)),
    ...all.flatMap((a, at) => all.slice(at + 1).flatMap((b) => between(host, a, b))),
  ];
}

function portsOf(instance: InstancePlan): PortsOf {
  const { port, hasBrowser, pins, listeners } = instance;
  return {
    instance,
    span: new Set(hasBrowser ? numbers(port, port + LAST_CDP) : [port]),
    pins: hasBrowser ? pins : [],
    listeners: Object.entries(listeners).map(([name, at]) =>
      at === 'default' ? LISTENER_DEFAULTS[name as ListenerName] : at,
    ),
  };
}

function alone(host: HostPlan, one: PortsOf, reserved: ReadonlySet<number>): readonly Collision[] {
  const { span, pins, listeners } = one;
  const { name, port, hasBrowser } = one.instance;
  const ephemeral = EPHEMERAL[host.os];
  const found = (rule: string, isFound: boolean, other = name, severity: Severity = 'error'): readonly Collision[] =>
    isFound ? [{ rule, severity, host: host.name, pair: pairOf(name, other) }] : [];
  const ports = [...span];
  const own = hasBrowser ? [port, port + CONTROL] : [port];
  return [
    ...found(
      'port-range',
      ports.some((it) => it > LAST_PORT),
    ),
    ...found('port-privileged', port < 1024),
    ...found(
      'port-ephemeral',
      ports.some((it) => it >= ephemeral.from && it <= ephemeral.to),
      name,
      'warning',
    ),
    ...found(
      'port-reserved',
      ports.some((it) => reserved.has(it)),
      RESERVED,
    ),
    ...found('cdp-port', hasTwice(pins) || share(pins, new Set(own))),
    ...found(
      'cdp-port',
      pins.some((it) => reserved.has(it)),
      RESERVED,
    ),
    ...found('listen-port', hasTwice(listeners) || share(listeners, span) || share(listeners, new Set(pins))),
    ...found(
      'listen-port',
      listeners.some((it) => reserved.has(it)),
      RESERVED,
    ),
  ];
}

function between(host: HostPlan, a: PortsOf, b: PortsOf): readonly Collision[] {
  const found = (rule: string, isFound: boolean, severity: Severity = 'error'): readonly Collision[] =>
    isFound ? [{ rule, severity, host: host.name, pair: pairOf(a.instance.name, b.instance.name) }] : [];
  const isSame = a.instance.port === b.instance.port;
  const isOverlapping = share([...a.span], b.span);
  const isTaken = ({ span, pins, listeners }: PortsOf, port: number): boolean =>
    span.has(port) || pins.includes(port) || listeners.includes(port);
  const isNear = Math.abs(a.instance.port - b.instance.port) < SPACING;
  return [
    ...found('port-unique', isSame),
    ...found('port-overlap', isOverlapping && !isSame),
    ...found('port-spacing', isNear && !isOverlapping, 'warning'),
    ...found('cdp-port', share(a.pins, new Set(b.pins)) || share(a.pins, b.span) || share(b.pins, a.span)),
    ...found('listen-port', a.listeners.some((it) => isTaken(b, it)) || b.listeners.some((it) => isTaken(a, it))),
  ];
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function share(a: readonly number[], b: ReadonlySet<number>): boolean {
  return a.some((one) => b.has(one));
}

function hasTwice(all: readonly number[]): boolean {
  return new Set(all).size < all.length;
}
