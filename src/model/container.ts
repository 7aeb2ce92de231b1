// An instance in a container has a network of its own. Inside, it listens on its base port and drives its browsers; the host
// publishes the base port, and nothing else of it. Source: OpenClaw docs/install/docker.md, podman.md; its Dockerfile.

import { at } from '../document/json.ts';
import { isIpv4 } from '../openclaw/gateway-auth.ts';
import type { Instance, InstancePorts, ServiceTarget } from './fleet.ts';

/** The program in OpenClaw's image. */
export const CONTAINER_COMMAND = '/usr/local/bin/openclaw';

export function officialImage(release: string): string {
  return `ghcr.io/openclaw/openclaw:${release}`;
}

export function isContainerTarget(target: ServiceTarget): boolean {
  return target === 'quadlet' || target === 'compose';
}

export function isContainer({ service }: Pick<Instance, 'service'>): boolean {
  return isContainerTarget(service.target);
}

/** Of the container itself: that of its unit or project. */
export function containerName({ service }: Pick<Instance, 'service'>): string {
  return service.name.replace(/\.service$/, '');
}

/** Whether a Compose project can have that name. */
export function isProjectName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]*$/.test(name);
}

/** What it claims on the host. */
export function containerPorts(base: number): InstancePorts {
  const span = { from: base, to: base };
  return { base, hasBrowser: false, control: undefined, relay: undefined, cdp: undefined, span, pins: [] };
}

/** The host's address that the base port is published on, by `gateway.bind`; undefined: all of them. */
export function publishedAddress({ config }: Instance): string | undefined {
  const bind = at(config, 'gateway', 'bind');
  const custom = at(config, 'gateway', 'customBindHost');
  if (bind === 'lan') return undefined;
  return bind === 'custom' && isIpv4(custom) ? custom : '127.0.0.1';
}
