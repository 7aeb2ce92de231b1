// Finds paths that are one place, or lie inside one another, in time that grows with the text of the paths.

import type { InstancePath } from './instance-paths.ts';

export type Pair<T> = readonly [earlier: T, later: T];

/** Of items with one key each after the first, beside the first: n-1 pairs for n of them. */
export function* repeats<T>(items: Iterable<T>, keyOf: (item: T) => string): Generator<Pair<T>> {
  const firsts = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, item);
    else yield [first, item];
  }
}

export type Owned = Pick<InstancePath, 'identity' | 'role' | 'instance'>;

/**
 * Each path after the first at its place, beside the earliest of another instance that it may not share the place with.
 * The paths of an instance stand together.
 */
export function* clashes<T extends Owned>(paths: Iterable<T>, mayShare: (a: T, b: T) => boolean): Generator<Pair<T>> {
  const places = new Map<string, T[]>();
  for (const path of paths) {
    const earlier = foreign(places, path.identity, path).find((other) => !mayShare(path, other));
    if (earlier) yield [earlier, path];
    occupy(places, path);
  }
}

/**
 * For a path the nearest folder of another instance that it lies inside of, unless a folder of its own instance lies
 * between: where that one lies says it already.
 */
export function enclosures<T extends Owned>(folders: Iterable<T>): (path: Owned) => T | undefined {
  const places = new Map<string, T[]>();
  const own = new Map<Owned['instance'], string[]>();
  for (const folder of folders) {
    occupy(places, folder);
    const siblings = own.get(folder.instance);
    if (siblings) siblings.push(folder.identity);
    else own.set(folder.instance, [folder.identity]);
  }
  return (path) => {
    const { identity, instance } = path;
    for (let end = identity.lastIndexOf('/'); end > 0; end = identity.lastIndexOf('/', end - 1)) {
      const place = identity.slice(0, end);
      if (!places.has(place)) continue;
      if (own.get(instance)?.includes(place)) return undefined;
      const [outer] = foreign(places, place, path);
      if (outer) return outer;
    }
    return undefined;
  };
}

/** The first of each role is enough: whatever comes later is compared with it. */
function occupy<T extends Owned>(places: Map<string, T[]>, path: T): void {
  const occupants = places.get(path.identity);
  if (occupants === undefined) places.set(path.identity, [path]);
  else if (!occupants.some(({ role }) => role === path.role)) occupants.push(path);
}

function foreign<T extends Owned>(places: ReadonlyMap<string, T[]>, place: string, { instance }: Owned): readonly T[] {
  return places.get(place)?.filter((occupant) => occupant.instance !== instance) ?? [];
}
