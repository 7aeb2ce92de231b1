// What both kinds of container files say of an instance, still unquoted.

import { containerName, publishedAddress } from '../model/container.ts';
import { containerMounts, type Mount } from '../model/container-mounts.ts';
import type { Instance } from '../model/fleet.ts';
import type { ReleaseLine } from '../openclaw/release.ts';
import { healthUrl } from './health-url.ts';
import { type Environment, serviceEnvironment } from './service-environment.ts';
import { policyOf } from './unit-sections.ts';

export interface Container {
  /** Of the container itself: that of its unit or project. */
  readonly name: string;
  readonly environment: Environment;
  readonly mounts: readonly Mount[];
  /** `address:host port:container port`; every address where none is written. */
  readonly publish: string;
  /** Exits 0 where the gateway answers. */
  readonly healthCheck: readonly string[];
  /** How long a gateway may take to finish what it does, in seconds. */
  readonly stopSeconds: number;
}

export function containerOf(instance: Instance, line: ReleaseLine): Container {
  const { port } = instance;
  const environment = serviceEnvironment(instance, line);
  const address = publishedAddress(instance);
  return {
    name: containerName(instance),
    environment,
    mounts: containerMounts(instance, { isConfigReadonly: environment.get('OPENCLAW_CONFIG_READONLY') === '1' }),
    publish: `${address === undefined ? '' : `${address}:`}${port}:${port}`,
    healthCheck: ['node', '-e', healthScript(instance)],
    stopSeconds: Number(new Map(policyOf(line, 'Service')).get('TimeoutStopSec')),
  };
}

/** The image's own check asks port 18789. */
function healthScript(instance: Instance): string {
  const url = healthUrl(instance, '127.0.0.1');
  // Its certificate is for whoever comes from outside.
  const trust = url.startsWith('https:') ? 'process.env.NODE_TLS_REJECT_UNAUTHORIZED = 0; ' : '';
  return `${trust}fetch('${url}').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;
}
