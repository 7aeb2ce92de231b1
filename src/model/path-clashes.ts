// Finds paths that are one place, or lie inside one another, in time that grows with the text of the paths.

import { oncePer } from '../diagnostics/collections.ts';
import type { Host, Instance } from './fleet.ts';
import { followsState, type InstancePath, instancePaths, placeInState, STATE, servicePaths } from './instance-paths.ts';
import { pathIdentity, perInstance, resolvePath } from './paths.ts';

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

/** As hosts.yaml spells it; `beside` is the place that it would otherwise be near. Nothing where every idea is taken. */
export function ownPlace(host: Host, path: InstancePath, beside?: InstancePath): string | undefined {
  const { known, heirs, isFree, isVacant, take } = adviceOf(host);
  const key = `${path.role} ${path.identity}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  // Where a value is inherited, whoever inherits it moves along, unless it stays where it is.
  const movers = (heirs.get(key) ?? [path.instance]).map((instance) => ({ ...path, instance }));
  const fits = (accepts: (place: string, mover: Occupant) => boolean) => (text: string) =>
    movers.every((mover) => {
      const place = placed(text, mover.instance);
      return (place === path.identity && mover.instance !== path.instance) || accepts(place, mover);
    });
  const place =
    placesFor(path, beside).find(fits(isFree)) ??
    // The state folder lies in another's and has to move as well.
    placesInState(path).find(fits(isVacant));
  if (place === undefined) return undefined;
  for (const mover of movers)
    take({ ...mover, identity: placed(place, mover.instance), isInState: place.startsWith(STATE) });
  known.set(key, place);
  return place;
}

/** In the order of liking. */
function placesFor(path: InstancePath, beside: InstancePath | undefined): readonly string[] {
  const inState = placesInState(path);
  if (inState.length > 0) return beside ? inState : [perInstance(path), ...inState];
  const stem = perInstance({ ...(beside ?? path), isFile: path.isFile });
  if (path.role !== 'state') return [stem];
  return [stem, ...['~/.openclaw', '/srv/openclaw'].map((folder) => `${folder}-$(instance)`), `${stem}-1`];
}

/** The usual place and, in case something else is there, others beside it. */
function placesInState(path: InstancePath): readonly string[] {
  const usual = usualPlace(path);
  if (usual === undefined) return [];
  if (usual === STATE) return [usual];
  const end = path.isFile ? usual.search(/\.[^./]+$/) : -1;
  const [stem, extension] = end === -1 ? [usual, ''] : [usual.slice(0, end), usual.slice(end)];
  return [usual, ...[1, 2, 3].map((number) => `${stem}-${number}${extension}`)];
}

/** Below the state folder, of the instance's own keys. */
export function usualPlace(path: InstancePath): string | undefined {
  return path.key.length === 1 ? placeInState(path) : undefined;
}

function placed(text: string, { name, stateDir, home, os }: Instance): string {
  const values: Readonly<Record<string, string>> = { '$(stateDir)': stateDir, '$(instance)': name, '$$(': '$(' };
  const written = text.replace(/\$\((stateDir|instance)\)|\$\$\(/g, (found) => values[found]!);
  return pathIdentity(resolvePath(written, home), os);
}

interface Occupant extends Pick<InstancePath, 'identity' | 'instance' | 'role' | 'isFile'> {
  /** Whether it is the state folder, or moves along with it. */
  readonly isInState?: boolean;
}

const adviceOf = oncePer((host: Host) => {
  const heirs = new Map<string, Instance[]>();
  const occupants = new Map<string, Occupant[]>();
  const territory = new Map<string, Instance | 'several'>();
  const around = new Map<string, Instance | 'several'>();
  const own = (map: Map<string, Instance | 'several'>, place: string, instance: Instance) =>
    map.set(place, map.has(place) && map.get(place) !== instance ? 'several' : instance);
  const take = (path: Occupant) => {
    const there = occupants.get(path.identity);
    if (there) there.push(path);
    else occupants.set(path.identity, [path]);
    for (const folder of foldersAround(path.identity)) own(around, folder, path.instance);
  };
  for (const path of host.instances.flatMap((instance) => [...servicePaths(instance), ...instancePaths(instance)])) {
    const { identity, instance, role } = path;
    const key = `${role} ${identity}`;
    const known = heirs.get(key);
    if (known) known.push(instance);
    else heirs.set(key, [instance]);
    take({ ...path, isInState: role === 'state' || followsState(path) });
    if (role === 'state' || role === 'workspace') own(territory, identity, instance);
  }
  const isOthers = (owner: Instance | 'several' | undefined, instance: Instance) =>
    owner !== undefined && owner !== instance;
  const isVacant = (place: string, mover: Occupant) => !occupants.get(place)?.some((other) => isInTheWay(other, mover));
  const isFree = (place: string, mover: Occupant) =>
    isVacant(place, mover) &&
    // What gwc itself puts into a state folder could meet what the instance has there.
    (mover.role === 'state' ? !around.has(place) : !isOthers(around.get(place), mover.instance)) &&
    !foldersAround(place).some((folder) => isOthers(territory.get(folder), mover.instance));
  return { known: new Map<string, string>(), heirs, isFree, isVacant, take };
});

/** An instance's own folder may serve two ends, a file may not. Of two that share a state folder one moves. */
function isInTheWay(other: Occupant, mover: Occupant): boolean {
  if (other.instance === mover.instance) return other.role !== mover.role && (other.isFile || mover.isFile);
  return !(other.isInState && placed(STATE, other.instance) === placed(STATE, mover.instance));
}

/** Every folder that a path lies in. */
function foldersAround(path: string): readonly string[] {
  const found: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) found.push(path.slice(0, end));
  return found;
}
