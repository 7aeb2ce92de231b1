// An instance in a container has a network of its own. Inside, it listens on its base port and drives its browsers; the host
// publishes the base port, and nothing else of it. Source: OpenClaw docs/install/docker.md, podman.md; its Dockerfile.

import { posix } from 'node:path';
import { at } from '../document/json.ts';
import { unitStem } from '../managers/systemd.ts';
import { isIpv4 } from '../openclaw/gateway-auth.ts';
import { npmPackage } from '../openclaw/plugins.ts';
import { filledConfig } from './environment.ts';
import type { Instance, InstancePorts } from './fleet.ts';
import { type FolderOptions, instancePaths, writableFolders } from './instance-paths.ts';
import { isInside } from './paths.ts';

/** The program in OpenClaw's image. */
export const CONTAINER_COMMAND = '/usr/local/bin/openclaw';

export function officialImage(release: string): string {
  return `ghcr.io/openclaw/openclaw:${release}`;
}

export function isContainer({ service }: Pick<Instance, 'service'>): boolean {
  return service.manager.container !== undefined;
}

/** Of the container itself: that of its unit or project. */
export function containerName({ service }: Pick<Instance, 'service'>): string {
  return unitStem(service.name);
}

/** What it claims on the host. */
export function containerPorts(base: number): InstancePorts {
  const span = { from: base, to: base };
  return {
    base,
    hasBrowser: false,
    sandbox: undefined,
    control: undefined,
    relay: undefined,
    cdp: undefined,
    span,
    pins: [],
  };
}

/** The host's address that the base port is published on, by `gateway.bind`; undefined: all of them. */
export function publishedAddress(instance: Instance): string | undefined {
  const config = filledConfig(instance);
  const bind = at(config, 'gateway', 'bind');
  const custom = at(config, 'gateway', 'customBindHost');
  if (bind === 'lan') return undefined;
  return bind === 'custom' && isIpv4(custom) ? custom : '127.0.0.1';
}

export interface Mount {
  readonly path: string;
  readonly isReadonly: boolean;
  /** Whether the folder is the instance's alone, and not one that also holds other things. */
  readonly isOwn: boolean;
}

/** The config's folder is mounted, not the file: a new openclaw.json takes the old one's place by its name. Folders of `plugins` are read. */
export function containerMounts(instance: Instance, options: FolderOptions): readonly Mount[] {
  const { os, configPath, workingDirectory, plugins = [] } = instance;
  const own = new Set(instancePaths(instance).flatMap(({ path, isFile }) => (isFile ? [] : [path])));
  const folders = writableFolders(instance, options);
  const writable = folders.map((path): Mount => ({ path, isReadonly: false, isOwn: own.has(path) }));
  const read = [posix.dirname(configPath), workingDirectory, ...plugins.filter((spec) => !npmPackage(spec))].filter(
    (path, index, paths) => paths.indexOf(path) === index && !folders.some((outer) => isInside(path, outer, os)),
  );
  return [...writable, ...read.map((path): Mount => ({ path, isReadonly: true, isOwn: false }))];
}
