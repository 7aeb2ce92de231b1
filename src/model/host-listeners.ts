// The browsers and other listeners of an instance as its host sees them: those of a container stay in its network.

import { type CdpEndpoint, cdpEndpoints, LOOPBACK } from '../openclaw/cdp.ts';
import type { Listener } from '../openclaw/listener.ts';
import { listenersOf } from '../openclaw/listeners.ts';
import { isContainer } from './container.ts';
import type { Instance } from './fleet.ts';

/** Names of the host's own address inside a container. Source: podman-run(1), --network; Docker's `host-gateway`. */
const HOST_NAMES: readonly string[] = ['host.containers.internal', 'host.docker.internal'];

/** Browsers that its config pins, or reaches by URL; `LOOPBACK` is the host. */
export function hostBrowsers(instance: Instance): readonly CdpEndpoint[] {
  const endpoints = cdpEndpoints(instance.config);
  if (!isContainer(instance)) return endpoints;
  return endpoints
    .filter(({ host }) => host !== LOOPBACK)
    .map((endpoint) => (HOST_NAMES.includes(endpoint.host) ? { ...endpoint, host: LOOPBACK } : endpoint));
}

/** Webhooks and the like; none where the port isn't settled. */
export function hostListeners(instance: Instance): readonly Listener[] {
  const { config, env, port: base } = instance;
  return base === undefined || isContainer(instance) ? [] : listenersOf({ config, env, base });
}
