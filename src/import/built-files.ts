// A hosts.yaml's text → the files that a build of it writes for each instance, read back as the found ones are. Findings
// don't matter here: what is wrong on the machine is built all the same.

import { validate } from '../build.ts';
import { groupBy } from '../diagnostics/group.ts';
import type { JsonMap } from '../document/json.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Artifact } from '../targets/artifact.ts';
import { emitFleet } from '../targets/index.ts';
import { parseEnvFile, type Variables } from './env-file.ts';
import { parsePropertyList } from './launchd/property-list.ts';
import { assignedVariables } from './systemd/assigned-variables.ts';
import { type Sections, settleDirectives, valuesOf } from './systemd/directives.ts';
import { parseUnit } from './systemd/unit-text.ts';

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
  const sections = settleDirectives(parseUnit(unit).assignments);
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
