// Of a value that fits none of several alternatives: which one the person meant, and so which faults to tell.

import type { Fault, Faults } from './check.ts';

/** The faults of the alternative that the value nearly fits; where none is nearer than the others, the fault as it is. */
export function closestFaults(fault: Fault): Faults {
  if (fault.kind !== 'alternatives') return [fault];
  const branches = (fault.branches ?? []).map((faults) => faults.flatMap(closestFaults));
  const rightType = branches.filter((faults) => !faults.some(isWrongType));
  const meant = rightType.filter((faults) => !faults.some(saysOtherKind));
  const told = meant.length > 0 ? leastOf(meant) : unknownKind(rightType);
  if (told === undefined || told.some(isOfValueItself)) return [fault];
  return told.map((inner) => ({ ...inner, path: [...fault.path, ...inner.path] }));
}

function isWrongType({ path, kind }: Fault): boolean {
  return path.length === 0 && kind === 'type';
}

/** A key such as `source: env` says which alternative a map is. */
function saysOtherKind({ path, kind, schema }: Fault): boolean {
  return path.length === 1 && kind === 'value' && schema.const !== undefined;
}

/** Told better together with what the other alternatives take. */
function isOfValueItself({ path, kind }: Fault): boolean {
  return path.length === 0 && kind !== 'missing-keys' && kind !== 'size' && kind !== 'combination';
}

/** The shortest list, if it is the only one so short, or all so short say the same. */
function leastOf(branches: readonly Faults[]): Faults | undefined {
  const fewest = Math.min(...branches.map((faults) => faults.length));
  const shortest = branches.filter((faults) => faults.length === fewest);
  const texts = new Set(
    shortest.map((faults) => JSON.stringify(faults.map(({ path, kind, keys }) => [path, kind, keys]))),
  );
  return texts.size === 1 ? shortest[0] : undefined;
}

/** Where the key that says the kind has a value of none: its values in all alternatives. */
function unknownKind(branches: readonly Faults[]): Faults | undefined {
  const kinds = branches.flatMap((faults) => faults.filter(saysOtherKind));
  const keys = new Set(kinds.map(({ path }) => path[0]));
  const [first] = kinds;
  if (first === undefined || keys.size > 1) return undefined;
  return [{ ...first, schema: { enum: kinds.map(({ schema }) => schema.const!) } }];
}
