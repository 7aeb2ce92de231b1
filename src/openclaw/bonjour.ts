// Whether a gateway advertises itself in the local network. All gateways of a host do so under one name, the host's own.
// Source: src/gateway/server-discovery-runtime of both releases; extensions/bonjour of 2026.9.

import { at, isList, type JsonMap } from '../document/json.ts';
import { isPluginOn } from './channel-accounts.ts';
import { isTrue } from './listener.ts';
import type { Os, ReleaseLine } from './release.ts';

export interface Advertiser {
  readonly os: Os;
  readonly config: JsonMap;
  readonly env: Readonly<Record<string, string>>;
}

/** As far as the config and the environment decide it; inside a container 2026.9 stays silent. */
export function isAdvertised({ os, config, env }: Advertiser, line: ReleaseLine): boolean {
  if (at(config, 'discovery', 'mdns', 'mode') === 'off') return false;
  if (isTrue(variable('OPENCLAW_DISABLE_BONJOUR', config, env))) return false;
  return line.bonjour === 'gateway' || hasPlugin(config, os);
}

/** A service's environment wins over `env` in openclaw.json. */
function variable(name: string, config: JsonMap, env: Advertiser['env']): string | undefined {
  const set = env[name] ?? at(config, 'env', 'vars', name) ?? at(config, 'env', name);
  return typeof set === 'string' ? set : undefined;
}

function hasPlugin(config: JsonMap, os: Os): boolean {
  const allowed = at(config, 'plugins', 'allow');
  if (isList(allowed) && allowed.length > 0 && !allowed.includes('bonjour')) return false;
  const isEnabled = os === 'macos' || at(config, 'plugins', 'entries', 'bonjour', 'enabled') === true;
  return isEnabled && isPluginOn(config, 'bonjour');
}
