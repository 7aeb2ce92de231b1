// Every output, in the order of the documentation.

import type { Fleet } from '../model/fleet.ts';
import type { Artifact } from './artifact.ts';
import { gatewayEnvTarget } from './gateway-env.ts';
import { launchdPlistTarget } from './launchd-plist.ts';
import { openclawConfigTarget } from './openclaw-config.ts';
import { secretsExampleTarget } from './secrets-example.ts';
import { systemdUnitTarget } from './systemd-unit.ts';
import type { Target } from './target.ts';
import { renderer, type Templates } from './templates.ts';

export const TARGETS: readonly Target[] = [
  openclawConfigTarget,
  gatewayEnvTarget,
  secretsExampleTarget,
  systemdUnitTarget,
  launchdPlistTarget,
];

export interface EmitOptions {
  /** The person's own templates, by file name. */
  readonly templates?: Templates;
  /** Only these hosts; all where absent. */
  readonly hosts?: readonly string[];
}

/** The files of every managed instance. */
export function emitFleet(fleet: Fleet, { templates, hosts }: EmitOptions = {}): readonly Artifact[] {
  const context = { line: fleet.target.line, render: renderer(templates) };
  return fleet.hosts
    .filter((host) => hosts === undefined || hosts.includes(host.name))
    .flatMap(({ instances }) =>
      instances
        .filter((instance) => instance.managed)
        .flatMap((instance) => {
          const siblings = instances.filter((other) => other !== instance);
          return TARGETS.flatMap((target) => target.emit(instance, { ...context, siblings }));
        }),
    );
}
