// The TCP ports of an instance, derived as its release does it.

import { at, isMap, type JsonMap } from '../document/json.ts';
import { isPort } from '../openclaw/listener.ts';
import { isBrowserOn } from '../openclaw/plugins.ts';
import type { PortDerivation, TargetRelease } from '../openclaw/release.ts';
import type { InstancePorts } from './fleet.ts';
import { formatInterval, type Interval } from './intervals.ts';

/** How many ports beyond its base an instance owns while its browser is on. */
export const SPAN_LENGTH = 110;

export function derivePorts(base: number, config: JsonMap, { version, facts }: TargetRelease): InstancePorts {
  const derivation = facts.ports;
  const pins = findPins(config);
  const sandbox = sandboxPort(base, config, derivation);
  if (!isBrowserOn(config, version)) {
    const { bridge = 0, canvas = 0 } = derivation;
    const highest = Math.max(sandbox === base + 1 ? sandbox : base, base + bridge, base + canvas);
    const span = { from: base, to: Math.min(highest, LAST_PORT) };
    return { base, hasBrowser: false, sandbox, control: undefined, relay: undefined, cdp: undefined, span, pins };
  }
  return {
    base,
    hasBrowser: true,
    sandbox,
    control: base + derivation.control,
    relay: derivation.relay === undefined ? undefined : base + derivation.relay,
    cdp: { from: base + derivation.cdpFirst, to: base + derivation.cdpLast },
    span: { from: base, to: base + SPAN_LENGTH },
    pins,
  };
}

const LAST_PORT = 65535;

function sandboxPort(base: number, config: JsonMap, { sandbox }: PortDerivation): number | undefined {
  if (sandbox === undefined) return undefined;
  const written = at(config, 'mcp', 'apps', 'sandboxPort');
  return isPort(written) ? written : base + sandbox;
}

function findPins(config: JsonMap): readonly number[] {
  const profiles = at(config, 'browser', 'profiles');
  if (!isMap(profiles)) return [];
  return Object.keys(profiles)
    .map((name) => at(profiles, name, 'cdpPort'))
    .filter((port): port is number => typeof port === 'number' && Number.isInteger(port))
    .sort((a, b) => a - b);
}

export interface PortRole extends Interval {
  readonly name: string;
}

/** The ports of the span that the instance opens by itself, gateway first, then the range in which its browsers get theirs. */
export function portRoles({ base, sandbox, control, relay, cdp, span }: InstancePorts): readonly PortRole[] {
  const single = (name: string, port: number | undefined): readonly PortRole[] =>
    port === undefined ? [] : [{ name, from: port, to: port }];
  return [
    ...single('gateway', base),
    ...single('sandbox host', sandbox !== undefined && sandbox <= span.to ? sandbox : undefined),
    ...single('control', control),
    ...single('extension relay', relay),
    ...(cdp ? [{ name: 'CDP range', ...cdp }] : []),
  ];
}

/** "is the gateway port", "lies in the CDP range 18800-18899", "lies among the ports 18789-18899": of whom is left to say. */
export function describeRole(ports: InstancePorts, port: number): string {
  const role = portRoles(ports).find(({ from, to }) => from <= port && port <= to);
  if (!role) return `lies among the ports ${formatInterval(ports.span)}`;
  return role.from === role.to ? `is the ${role.name} port` : `lies in the ${role.name} ${formatInterval(role)}`;
}
