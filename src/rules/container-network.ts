// Addresses in a config that mean something else inside of a container, or that nobody outside of it reaches.

import { at } from '../document/json.ts';
import type { Instance } from '../model/fleet.ts';
import { formatInterval } from '../model/intervals.ts';
import { cdpEndpoints, LOOPBACK } from '../openclaw/cdp.ts';
import { listenersOf } from '../openclaw/listeners.ts';
import type { Finding } from './rule.ts';

export function* containerNetwork(instance: Instance): Generator<Finding> {
  const { config, env, port, path, service } = instance;
  const key = (...keys: readonly (string | number)[]) => [...path, 'config', ...keys];
  if (at(config, 'gateway', 'bind') === 'tailnet') {
    const message =
      "a container has no tailnet address; write `bind: custom` with the host's own in `customBindHost`, or `loopback` and run `tailscale serve` on the host";
    yield { at: key('gateway', 'bind'), message, suggestions: ['custom', 'loopback'] };
  }
  const mode = at(config, 'gateway', 'tailscale', 'mode');
  if (mode === 'serve' || mode === 'funnel') {
    const message = `a container has no Tailscale to \`${mode}\` with; write \`off\`, and run \`tailscale ${mode} ${port}\` on the host`;
    yield { at: key('gateway', 'tailscale', 'mode'), message, suggestions: ['off'] };
  }
  for (const { name, path: place, ...range } of port === undefined ? [] : listenersOf({ config, env, base: port })) {
    const message = `the ${name} on ${formatInterval(range)} stays inside of the container: the host has its base port alone`;
    yield { severity: 'warning', at: key(...place), message };
  }
  const host = service.target === 'compose' ? 'host.docker.internal' : 'host.containers.internal';
  for (const { path: place, key: kind } of cdpEndpoints(config).filter((endpoint) => endpoint.host === LOOPBACK)) {
    if (kind !== 'cdpUrl') continue;
    const message = `a loopback address is the container itself; a browser of the host is at \`${host}\``;
    yield { severity: 'warning', at: key(...place), message };
  }
}
