// openclaw.json against the schema of its release, and against what that release checks beyond its schema.

import type { Finding } from '../../document/finding.ts';
import { type JsonMap, type Path, toPointer } from '../../document/json.ts';
import { neighbours, releaseOf } from '../release.ts';
import { checker } from './check.ts';
import { tell } from './fault-message.ts';
import { isAmong, keyHistory } from './history.ts';
import type { RootSchema } from './json-schema.ts';
import { refinementsFor, refiner } from './refinements/index.ts';
import type { Refinement } from './refinements/refinement.ts';
import { shippedSchema } from './shipped.ts';
import { structureOf } from './structure.ts';

/** Every fault of a config, in words; of one place one fault. */
export type CheckConfig = (config: JsonMap) => readonly Finding[];

/** Checks configs for a known release. */
export function configChecker(release: string): CheckConfig {
  const schema = shippedSchema(release);
  return checkBy(schema, release, refinementsFor(schema, release));
}

/**
 * Checks configs for a release that gwc doesn't know, by those on both sides of it: what one of them takes passes, and a key that neither
 * knows may be new.
 */
export function neighbourChecker(version: string): CheckConfig {
  const [first, ...others] = neighbours(version)
    .filter((release) => release !== undefined)
    .map(configChecker);
  return (config) => {
    const alsoElsewhere = others.map((check) => new Set(check(config).map(placeOf)));
    return first!(config)
      .filter((fault) => alsoElsewhere.every((places) => places.has(placeOf(fault))))
      .map((fault) => (fault.part === 'key' ? { ...fault, severity: 'warning' } : fault));
  };
}

function placeOf({ at, part }: Finding): string {
  return `${toPointer(at)} ${part}`;
}

/** Checks configs by a schema that a release of the user's own printed (`openclaw config schema`). */
export function ownSchemaChecker(printed: JsonMap, release: string): CheckConfig {
  const schema = structureOf(printed);
  return checkBy(schema, release, refinementsFor(schema, release));
}

function checkBy(root: RootSchema, release: string, refinements: readonly Refinement[]): CheckConfig {
  const check = checker(root);
  const refine = refiner(refinements);
  const speaker = `OpenClaw ${release}`;
  const { movedKeys } = releaseOf(release).facts;
  return (config) => {
    const context = { root, config, speaker, history: (path: Path) => keyHistory(path, release) };
    const faults = new Map<string, Finding>();
    const add = (fault: Finding) => {
      const place = placeOf(fault);
      const found: Finding = isAmong(movedKeys, fault.at) ? { ...fault, severity: 'warning' } : fault;
      if (!faults.has(place)) faults.set(place, found);
    };
    for (const fault of check(config)) for (const message of tell(fault, context)) add(message);
    for (const complaint of refine(config)) add({ part: 'value', ...complaint });
    return [...faults.values()];
  };
}
