// openclaw.json against the schema of its release, and against what that release checks beyond its schema.

import type { JsonMap } from '../../document/json.ts';
import { toPointer } from '../../document/path.ts';
import { checker } from './check.ts';
import { EARLY_RELEASE, EARLY_SCHEMA } from './early-release.ts';
import { keyHistory } from './history.ts';
import type { RootSchema } from './json-schema.ts';
import { refinementsFor } from './refinements/index.ts';
import type { Refinement } from './refinements/refinement.ts';
import { refiner } from './refinements/run.ts';
import { shippedSchema } from './shipped.ts';
import { structureOf } from './structure.ts';
import { type ConfigFault, tell } from './tell.ts';

/** Every fault of a config, in words; of one place one fault. */
export type CheckConfig = (config: JsonMap) => readonly ConfigFault[];

/** Checks configs for a known release. */
export function configChecker(release: string): CheckConfig {
  if (release === EARLY_RELEASE) return checkBy(EARLY_SCHEMA, release, []);
  const schema = shippedSchema(release);
  return checkBy(schema, release, refinementsFor(schema, release));
}

/** Checks configs by a schema that a release of the person's own printed (`openclaw config schema`). */
export function ownSchemaChecker(printed: JsonMap, release: string): CheckConfig {
  const schema = structureOf(printed);
  return checkBy(schema, release, refinementsFor(schema, release));
}

function checkBy(root: RootSchema, release: string, refinements: readonly Refinement[]): CheckConfig {
  const check = checker(root);
  const refine = refiner(refinements);
  const speaker = `OpenClaw ${release}`;
  return (config) => {
    const context = { root, config, speaker, history: (path: ConfigFault['path']) => keyHistory(path, release) };
    const faults = new Map<string, ConfigFault>();
    const add = (fault: ConfigFault) => {
      const place = `${toPointer(fault.path)} ${fault.part}`;
      if (!faults.has(place)) faults.set(place, fault);
    };
    for (const fault of check(config)) for (const told of tell(fault, context)) add(told);
    for (const complaint of refine(config)) add({ part: 'value', suggestions: [], ...complaint });
    return [...faults.values()];
  };
}
