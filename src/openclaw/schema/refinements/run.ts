// Refinements over a config, in one walk through it: a pattern costs nothing where the config doesn't go.

import { isList, isMap, type Json, type JsonMap } from '../../../document/json.ts';
import { type Complaint, type Place, type Refinement, TOP } from './refinement.ts';

/** Patterns that begin alike share their beginning. */
interface Branch {
  readonly finds: Refinement['find'][];
  readonly keys: Map<string, Branch>;
}

const EVERY = '*';

/** A function that finds what the refinements complain of. */
export function refiner(refinements: readonly Refinement[]): (config: JsonMap) => readonly Complaint[] {
  const root = newBranch();
  for (const { patterns, find } of refinements) {
    for (const pattern of patterns) branchAt(root, pattern).finds.push(find);
  }
  return (config) => {
    const complaints: Complaint[] = [];
    walk(root, { path: [], value: config, config }, complaints);
    return complaints;
  };
}

function newBranch(): Branch {
  return { finds: [], keys: new Map() };
}

function branchAt(root: Branch, pattern: string): Branch {
  return pattern === TOP ? root : pattern.split('.').reduce(branchFor, root);
}

function branchFor({ keys }: Branch, key: string): Branch {
  const known = keys.get(key);
  if (known) return known;
  const added = newBranch();
  keys.set(key, added);
  return added;
}

function walk({ finds, keys }: Branch, place: Place, complaints: Complaint[]): void {
  for (const find of finds) for (const complaint of find(place)) complaints.push(complaint);
  if (keys.size === 0) return;
  const { value } = place;
  if (isList(value)) for (const [index, item] of value.entries()) walkKey(keys, index, item, place, complaints);
  else if (isMap(value)) for (const key of Object.keys(value)) walkKey(keys, key, value[key]!, place, complaints);
}

function walkKey(
  keys: Branch['keys'],
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
