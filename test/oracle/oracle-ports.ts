// Every collision of ports on a host, by making a list of all ports of each instance and comparing all with all.

import { BESIDE_ITS_BASE, type Collision, pairOf, RESERVED, type Severity } from './collision.ts';
import { type HostPlan, type InstancePlan, isRecent, type ListenerName, type Ports, type Release } from './plan.ts';

const LAST_PORT = 65535;
const EPHEMERAL: Readonly<Record<HostPlan['os'], Ports>> = {
  linux: { from: 32768, to: 60999 },
  macos: { from: 49152, to: LAST_PORT },
};
const LISTENER_DEFAULTS: Readonly<Partial<Record<ListenerName, number>>> = {
  telegram: 8787,
  feishu: 3000,
  'nextcloud-talk': 8788,
  'voice-call': 3334,
  gmail: 8788,
};
const SIGNAL_DAEMON = 8080;
/** Bases closer than this have a warning. */
const SPACING = 20;
const CONTROL = 2;
const FIRST_CDP = 11;
const LAST_CDP = 110;

interface PortsOf {
  readonly instance: InstancePlan;
  readonly span: ReadonlySet<number>;
  readonly pins: readonly number[];
  readonly listeners: readonly number[];
  /** A sandbox host that the config has where it would be anyway: it stays there when the base moves. */
  readonly beside: readonly number[];
  /** Of Node.js, which runs without it where the port is taken by another one. */
  readonly inspector: readonly number[];
}

export function portCollisions(host: HostPlan, release: Release): readonly Collision[] {
  const all = host.instances.map((instance) => portsOf(instance, release));
  const reserved = new Set(host.reserved.flatMap(({ from, to }) => numbers(from, to)));
  return [
    ...all.flatMap((one) => alone(host, one, reserved)),
    ...all.flatMap((a, at) => all.slice(at + 1).flatMap((b) => between(host, a, b))),
  ];
}

function portsOf(instance: InstancePlan, release: Release): PortsOf {
  const { port, hasBrowser, pins, listeners, inspector } = instance;
  // gwc has a line of its own, which only `env` changes.
  const isInspected = inspector !== undefined && (inspector.where === 'env' || !instance.isManaged);
  const beside = isRecent(release) && port < LAST_PORT ? port + 1 : port;
  const written = listeners.sandbox;
  const isElsewhere = written !== undefined && written !== port + 1;
  return {
    instance,
    span: new Set(numbers(port, hasBrowser ? port + LAST_CDP : isElsewhere ? port : beside)),
    pins: hasBrowser ? pins : [],
    beside: written === undefined || isElsewhere ? [] : [written],
    inspector: isInspected ? [inspector.port ?? 9229] : [],
    // A Signal account without a daemon's URL has a daemon of its own.
    listeners: [
      ...(instance.bot?.kind === 'phone' ? [SIGNAL_DAEMON] : []),
      ...Object.entries(listeners).flatMap(([name, at]) => {
        if (name === 'sandbox' && !isElsewhere) return [];
        return [at === 'default' ? LISTENER_DEFAULTS[name as ListenerName]! : at];
      }),
    ],
  };
}

function alone(host: HostPlan, one: PortsOf, reserved: ReadonlySet<number>): readonly Collision[] {
  const { span, pins } = one;
  const listeners = [...one.listeners, ...one.inspector];
  const { name, port, hasBrowser } = one.instance;
  const ephemeral = EPHEMERAL[host.os];
  const found = (rule: string, isFound: boolean, other = name, severity: Severity = 'error'): readonly Collision[] =>
    isFound ? [{ rule, severity, host: host.name, pair: pairOf(name, other) }] : [];
  const ports = [...span];
  const own = hasBrowser ? [port, port + CONTROL] : [port];
  // The rest of the span is for browsers that may be added.
  const opened = ports.filter((it) => it <= port + FIRST_CDP);
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
    ...found('listen-port', hasTwice(listeners) || share(listeners, new Set([...opened, ...pins]))),
    ...found(
      'listen-port',
      listeners.some((it) => span.has(it) && !opened.includes(it) && !pins.includes(it)),
      name,
      'warning',
    ),
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
  const isBeside = share(a.beside, b.span) || share(b.beside, a.span);
  const isSame = a.instance.port === b.instance.port;
  const isOverlapping = share([...a.span], b.span);
  const isHeld = ({ span, pins, listeners }: PortsOf, port: number): boolean =>
    span.has(port) || pins.includes(port) || listeners.includes(port);
  const isTaken = (one: PortsOf, port: number): boolean => isHeld(one, port) || one.inspector.includes(port);
  const isCalled = ({ instance }: PortsOf, other: PortsOf) =>
    instance.plugin?.port !== undefined && isTaken(other, instance.plugin.port);
  const meets = (one: PortsOf, other: PortsOf) =>
    one.listeners.some((it) => isTaken(other, it)) || one.inspector.some((it) => isHeld(other, it));
  const isNear = Math.abs(a.instance.port - b.instance.port) < SPACING;
  return [
    ...found('port-unique', isSame),
    ...found('port-overlap', isOverlapping && !isSame),
    ...found('port-spacing', isNear && !isOverlapping, 'warning'),
    ...found('cdp-port', share(a.pins, new Set(b.pins)) || share(a.pins, b.span) || share(b.pins, a.span)),
    ...found('plugin-shared', isCalled(a, b) || isCalled(b, a), 'warning'),
    ...found('listen-port', meets(a, b) || meets(b, a)),
    ...found('listen-port', isBeside).map((one) => ({ ...one, thing: BESIDE_ITS_BASE })),
    ...found('listen-port', share(a.inspector, new Set(b.inspector)), 'warning'),
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
