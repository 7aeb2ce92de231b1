// The TCP ports of an instance, derived as its release does it.

import { at, isMap, type JsonMap } from '../document/json.ts';
import type { PortDerivation } from '../openclaw/release.ts';
import type { InstancePorts } from './fleet.ts';

/** How many ports beyond its base an instance owns while its browser is on. */
export const SPAN_LENGTH = 110;

export function derivePorts(base: number, config: JsonMap, derivation: PortDerivation): InstancePorts {
  const pins = findPins(config);
  if (at(config, 'browser', 'enabled') === false) {
    const span = { from: base, to: base };
    return { base, hasBrowser: false, control: undefined, relay: undefined, cdp: undefined, span, pins };
  }
  return {
    base,
    hasBrowser: true,
    control: base + derivation.control,
    relay: base + derivation.relay,
    cdp: { from: base + derivation.cdpFirst, to: base + derivation.cdpLast },
    span: { from: base, to: base + SPAN_LENGTH },
    pins,
  };
}

function findPins(config: JsonMap): readonly number[] {
  const profiles = at(config, 'browser', 'profiles');
  if (!isMap(profiles)) return [];
  return Object.keys(profiles)
    .map((name) => at(profiles, name, 'cdpPort'))
    .filter((port): port is number => typeof port === 'number' && Number.isInteger(port))
    .sort((a, b) => a - b);
}
