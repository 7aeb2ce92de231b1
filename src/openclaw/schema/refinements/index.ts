// Every refinement of a release.

import { once } from '../../../diagnostics/collections.ts';
import type { Finding } from '../../../document/finding.ts';
import { isList, isMap, type Json, type JsonMap } from '../../../document/json.ts';
import { factsOf, releaseOf } from '../../release.ts';
import { isLenient } from '../../release-data.ts';
import { keysBelow, type RootSchema } from '../json-schema.ts';
import { agentRefinements } from './agents.ts';
import { channelRefinements, EARLY_CHANNEL_REFINEMENTS, SEARCH_REFINEMENTS } from './channels.ts';
import { GATEWAY_REFINEMENTS, serverRefinements } from './gateway.ts';
import { OTHER_REFINEMENTS } from './other.ts';
import { type Place, type Refinement, type Refinements, TOP } from './refinement.ts';
import { RETIRED_MODELS } from './retired-models.ts';
import { SECRET_REFINEMENTS } from './secrets.ts';
import { TEXT_REFINEMENTS } from './texts.ts';
import { TOOL_REFINEMENTS } from './tools.ts';

/** Without those that the release, or the nearest that is known, was seen not to have. */
export function refinementsFor(schema: RootSchema, release: string): readonly Refinement[] {
  const { nearest } = releaseOf(release);
  return Object.entries(allRefinements(schema, nearest))
    .filter(([name]) => !isLenient(nearest, name))
    .map(([, refinement]) => refinement);
}

/** Those that a known release may have. */
export function allRefinements(schema: RootSchema, release: string): Refinements {
  const hasEntries = keysBelow(schema, 'agents').includes('entries');
  return {
    ...TEXT_REFINEMENTS,
    ...agentRefinements(hasEntries),
    ...TOOL_REFINEMENTS,
    ...serverRefinements(keysBelow(schema, 'mcp', 'servers', '*')),
    ...GATEWAY_REFINEMENTS,
    ...SECRET_REFINEMENTS,
    ...OTHER_REFINEMENTS,
    ...(hasEntries ? RETIRED_MODELS : {}),
    ...channelRefinements(
      schema,
      factsOf(release).bundledChannels,
      hasEntries ? ['owner', 'last', 'none'] : ['last', 'none'],
    ),
    ...EARLY_CHANNEL_REFINEMENTS,
    ...SEARCH_REFINEMENTS,
  };
}

/** What is left of a pattern below a place. */
interface Rest {
  readonly pattern: string;
  readonly find: Refinement['find'];
}

/** Patterns that begin alike share their beginning. `keys` are looked at where a config goes on: few of them are needed. */
interface Branch {
  readonly finds: readonly Refinement['find'][];
  readonly keys: () => ReadonlyMap<string, Branch>;
}

const EVERY = '*';

/** A function that finds what the refinements complain of. */
export function refiner(refinements: readonly Refinement[]): (config: JsonMap) => readonly Finding[] {
  const root = branchOf(refinements.flatMap(({ patterns, find }) => patterns.map((pattern) => ({ pattern, find }))));
  return (config) => {
    const complaints: Finding[] = [];
    walk(root, { path: [], value: config, config }, complaints);
    return complaints;
  };
}

function branchOf(rests: readonly Rest[]): Branch {
  return {
    finds: rests.filter(({ pattern }) => pattern === TOP).map(({ find }) => find),
    keys: once(() => {
      const below = new Map<string, Rest[]>();
      for (const { pattern, find } of rests) {
        if (pattern === TOP) continue;
        const key = pattern.split('.', 1)[0]!;
        const rest = { pattern: pattern.slice(key.length + 1), find };
        const known = below.get(key);
        if (known) known.push(rest);
        else below.set(key, [rest]);
      }
      return new Map(Array.from(below, ([key, inside]) => [key, branchOf(inside)]));
    }),
  };
}

function walk({ finds, keys: keysOf }: Branch, place: Place, complaints: Finding[]): void {
  for (const find of finds) for (const complaint of find(place)) complaints.push(complaint);
  const keys = keysOf();
  if (keys.size === 0) return;
  const { value } = place;
  if (isList(value)) for (const [index, item] of value.entries()) walkKey(keys, index, item, place, complaints);
  else if (isMap(value)) for (const key of Object.keys(value)) walkKey(keys, key, value[key]!, place, complaints);
}

function walkKey(
  keys: ReadonlyMap<string, Branch>,
  key: string | number,
  value: Json,
  { path, config }: Place,
  complaints: Finding[],
): void {
  const named = keys.get(String(key));
  const every = key === EVERY ? undefined : keys.get(EVERY);
  if (named) walk(named, { path: [...path, key], value, config }, complaints);
  if (every) walk(every, { path: [...path, key], value, config }, complaints);
}
