// The TCP ports of an instance, derived as its release does it.

import { at, isMap, type JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import type { PortDerivation } from '../openclaw/release.ts';
import type { InstancePorts, PortPin } from './fleet.ts';

/** How many ports beyond its base an instance owns while its browser is on. */
export const SPAN_LENGTH = 110;

export function derivePorts(
  base: number,
  config: JsonMap,
  configPath: Path,
  derivation: PortDerivation,
): InstancePorts {
  const pins = findPins(config, configPath);
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

function findPins(config: JsonMap, configPath: Path): readonly PortPin[] {
  const profiles = at(config, 'browser', 'profiles');
  if (!isMap(profiles)) return [];
  return Object.keys(profiles)
    .flatMap((name) => {
      const port = at(profiles, name, 'cdpPort');
      const path = [...configPath, 'browser', 'profiles', name, 'cdpPort'];
      return typeof port === 'number' && Number.isInteger(port) ? [{ port, path }] : [];
    })
    .sort((a, b) => a.port - b.port);
}
