// Refinements over a config, in one walk through it: a pattern costs nothing where the config doesn't go.

import { once } from '../../../diagnostics/once.ts';
import { isList, isMap, type Json, type JsonMap } from '../../../document/json.ts';
import { type Complaint, type Place, type Refinement, TOP } from './refinement.ts';

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
export function refiner(refinements: readonly Refinement[]): (config: JsonMap) => readonly Complaint[] {
  const root = branchOf(refinements.flatMap(({ patterns, find }) => patterns.map((pattern) => ({ pattern, find }))));
  return (config) => {
    const complaints: Complaint[] = [];
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

function walk({ finds, keys: keysOf }: Branch, place: Place, complaints: Complaint[]): void {
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
  complaints: Complaint[],
): void {
  const named = keys.get(String(key));
  const every = key === EVERY ? undefined : keys.get(EVERY);
  if (named) walk(named, { path: [...path, key], value, config }, complaints);
  if (every) walk(every, { path: [...path, key], value, config }, complaints);
}
