// Every output, in the order of the documentation.

import type { Fleet } from '../model/fleet.ts';
import type { Artifact } from './artifact.ts';
import type { Target } from './target.ts';
import { renderer } from './templates.ts';

export const TARGETS: readonly Target[] = [];

export interface EmitOptions {
  /** The person's own templates, by file name. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Only these hosts; all where absent. */
  readonly hosts?: readonly string[];
}

/** The files of every managed instance. */
export function emitFleet(fleet: Fleet, { templates, hosts }: EmitOptions = {}): readonly Artifact[] {
  const context = { line: fleet.target.line, render: renderer(templates) };
  return fleet.hosts
    .filter((host) => hosts === undefined || hosts.includes(host.name))
    .flatMap((host) => host.instances)
    .filter((instance) => instance.managed)
    .flatMap((instance) => TARGETS.flatMap((target) => target.emit(instance, context)));
}
