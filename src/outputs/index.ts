// Every output, in the order of the documentation.

import type { ManagerId } from '../managers/manager.ts';
import type { Fleet } from '../model/fleet.ts';
import { ansibleFiles, type FleetOutput } from './ansible.ts';
import { type Artifact, type Fill, type Output, TemplateError, type Templates } from './artifact.ts';
import { composeOutput, quadletOutput } from './container-files.ts';
import { gatewayEnvOutput, openclawConfigOutput, secretsExampleOutput } from './instance-files.ts';
import { launchdPlistOutput } from './launchd-plist.ts';
import { systemdUnitOutput } from './systemd-unit.ts';
import { workspaceFilesOutput } from './workspace-files.ts';

/** What an instance has under every manager. */
const COMMON: readonly Output[] = [openclawConfigOutput, gatewayEnvOutput, secretsExampleOutput, workspaceFilesOutput];

/** The service's own file. */
const SERVICE: Readonly<Record<ManagerId, Output>> = {
  systemd: systemdUnitOutput,
  launchd: launchdPlistOutput,
  quadlet: quadletOutput,
  compose: composeOutput,
};

export const OUTPUTS: readonly Output[] = [...COMMON, ...Object.values(SERVICE)];

export const TEMPLATE_NAMES: readonly string[] = OUTPUTS.flatMap(({ template }) => template?.name ?? []).sort();

const FLEET_EMITTERS: Readonly<Record<FleetOutput, (fleet: Fleet) => readonly Artifact[]>> = { ansible: ansibleFiles };

export interface EmitOptions {
  /** The user's own templates, by file name. */
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
  for (const { name, instances } of fleet.hosts) {
    if (hosts !== undefined && !hosts.includes(name)) continue;
    for (const instance of instances.filter(({ managed }) => managed)) {
      for (const output of [...COMMON, SERVICE[instance.service.manager.id]]) {
        yield* output.emit(instance, { neighbours: instances, render: rendererOf(output, templates) });
      }
    }
  }
  if (hosts === undefined) for (const output of emit) yield* FLEET_EMITTERS[output](fleet);
}

export function rendererOf({ id, template }: Output, own: Templates = {}): Fill {
  return (view) => {
    if (!template) throw new Error(`the output ${id} has no template`);
    try {
      return (own[template.name] ?? template.fill)(view);
    } catch (error) {
      throw new TemplateError(template.name, error instanceof Error ? error.message : String(error));
    }
  };
}
