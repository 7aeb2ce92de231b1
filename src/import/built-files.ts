// A hosts.yaml's text → the files that a build of it writes for each instance, read back as the found ones are. Findings
// don't matter here: what is wrong on the machine is built all the same.

import { validate } from '../build.ts';
import { groupBy } from '../diagnostics/collections.ts';
import type { JsonMap } from '../document/json.ts';
import { assignedVariables } from '../managers/systemd-values.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Artifact } from '../outputs/artifact.ts';
import { emitFleet } from '../outputs/index.ts';
import { parseEnvFile, type Variables } from './env-file.ts';
import { parsePropertyList } from './launchd/find-services.ts';
import { mergeAssignments, parseUnit, type Sections, valuesOf } from './systemd/unit-files.ts';

export interface BuiltFiles {
  /** Of the unit; empty for a launchd job. */
  readonly sections: Sections;
  /** Of the launchd job; empty for a unit. */
  readonly job: JsonMap;
  readonly environment: Variables;
  readonly config: JsonMap;
  /** Where the unit or job is installed. */
  readonly servicePath: string;
}

/** By instance; without those that a build can't write. */
export function buildFiles(text: string): ReadonlyMap<string, BuiltFiles> {
  const { fleet } = validate(text);
  const byInstance = groupBy(emitted(fleet), ({ instance }) => instance);
  return new Map([...byInstance].map(([instance, artifacts]) => [instance, readBack(artifacts)]));
}

function emitted(fleet: Fleet): readonly Artifact[] {
  try {
    return emitFleet(fleet);
  } catch {
    // A value that no file can carry, which is a finding of its own: the others are built without it.
    const names = fleet.hosts.flatMap(({ instances }) => instances.map(({ name }) => name));
    return names.length < 2 ? [] : names.flatMap((name) => emitted(only(fleet, name)));
  }
}

function only(fleet: Fleet, name: string): Fleet {
  return {
    ...fleet,
    hosts: fleet.hosts.map((host) => ({
      ...host,
      instances: host.instances.filter((instance) => instance.name === name),
    })),
  };
}

function readBack(artifacts: readonly Artifact[]): BuiltFiles {
  const content = (kind: Artifact['kind']) => artifacts.find((artifact) => artifact.kind === kind)?.content ?? '';
  const unit = content('systemd-unit');
  const job = content('launchd-plist');
  const service = artifacts.find(({ kind }) => kind === 'systemd-unit' || kind === 'launchd-plist');
  const sections = mergeAssignments(parseUnit(unit).assignments);
  return {
    sections,
    job: job === '' ? {} : (parsePropertyList(new TextEncoder().encode(job)) ?? {}),
    environment: new Map([
      ...assignedVariables(valuesOf(sections, 'Service', 'Environment')),
      ...parseEnvFile(content('env')),
    ]),
    config: JSON.parse(content('openclaw-config') || '{}'),
    servicePath: service?.installPath ?? '',
  };
}
