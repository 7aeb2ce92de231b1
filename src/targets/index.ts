// Every output, in the order of the documentation.

import type { Fleet } from '../model/fleet.ts';
import { ansibleFiles } from './ansible.ts';
import type { Artifact } from './artifact.ts';
import { composeTarget } from './compose.ts';
import type { FleetOutput } from './fleet-output.ts';
import { gatewayEnvTarget } from './gateway-env.ts';
import { launchdPlistTarget } from './launchd-plist.ts';
import { openclawConfigTarget } from './openclaw-config.ts';
import { quadletTarget } from './quadlet.ts';
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
  quadletTarget,
  composeTarget,
];

const FLEET_TARGETS: Readonly<Record<FleetOutput, (fleet: Fleet) => readonly Artifact[]>> = { ansible: ansibleFiles };

export interface EmitOptions {
  /** The person's own templates, by file name. */
  readonly templates?: Templates;
  /** Only these hosts, and nothing of the fleet as a whole; all where absent. */
  readonly hosts?: readonly string[];
  readonly emit?: readonly FleetOutput[];
}

/** The files of every managed instance, then those of the fleet. */
export function emitFleet(fleet: Fleet, options: EmitOptions = {}): readonly Artifact[] {
  return [...emitFiles(fleet, options)];
}

/** `emitFleet`, one file after the other. */
export function* emitFiles(fleet: Fleet, { templates, hosts, emit = [] }: EmitOptions = {}): Iterable<Artifact> {
  const context = { line: fleet.target.line, render: renderer(templates) };
  for (const { name, instances } of fleet.hosts) {
    if (hosts !== undefined && !hosts.includes(name)) continue;
    const hostContext = { ...context, neighbours: instances };
    for (const instance of instances.filter(({ managed }) => managed)) {
      for (const target of TARGETS) yield* target.emit(instance, hostContext);
    }
  }
  if (hosts === undefined) for (const output of emit) yield* FLEET_TARGETS[output](fleet);
}
