// The check that the rules on a path of one's own share: no two instances of a host give the key one place.

import { groupBy } from '../diagnostics/collections.ts';
import type { Fleet, Host } from '../model/fleet.ts';
import { followsState, type InstancePath, isUsualPlace, keyPath, modelPath } from '../model/instance-paths.ts';
import { ownPlace, type Pair } from '../model/path-clashes.ts';
import { isInside, pathIdentity, showPath } from '../model/paths.ts';
import type { Finding } from './rule.ts';

/** Each instance that shares another one's place, beside the one that the place is left to. */
export function* uniquePath(fleet: Fleet, key: UniqueKey): Generator<Finding> {
  for (const host of fleet.hosts) {
    for (const [path, owner] of sharers(host, key)) yield finding(host, path, owner);
  }
}

export const UNIQUE_KEYS = ['stateDir', 'configPath', 'workspace'] as const;

type UniqueKey = (typeof UNIQUE_KEYS)[number];

/** Those that have to move, each with whose place it is. */
export function* sharers({ instances }: Host, key: UniqueKey): Generator<Pair<InstancePath>> {
  const paths = instances.map((instance) => keyPath(instance, key)).filter(({ path }) => path.startsWith('/'));
  for (const group of groupBy(paths, ({ identity }) => identity).values()) {
    const owner = ownerOf(group);
    for (const path of group) if (path !== owner && !movesWithState(path, owner)) yield [path, owner];
  }
}

/**
 * Of those in a state folder of their own, if any: who is there by default, of several who has the state folder by default,
 * then one that gwc doesn't manage, then the first.
 */
function ownerOf(group: readonly InstancePath[]): InstancePath {
  const atHome = group.filter(({ path, instance }) => isInside(path, instance.stateDir, instance.os));
  const able = atHome.length > 0 ? atHome : group;
  const rank = (path: InstancePath) => {
    const { instance } = path;
    if (!isUsualPlace(path)) return instance.managed ? 4 : 3;
    return isUsualPlace(keyPath(instance, 'stateDir')) ? 0 : instance.managed ? 2 : 1;
  };
  return able.reduce((best, path) => (rank(path) < rank(best) ? path : best));
}

function finding(host: Host, path: InstancePath, owner: InstancePath): Finding {
  const own = ownPlace(host, path);
  const example = own === undefined ? '' : `, such as \`${own}\``;
  return {
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} is already used by \`${owner.instance.name}\`${spelling(path, owner)}; give each instance a \`${path.key[0]}\` of its own${example}`,
    related: [{ at: modelPath(owner), message: `the ${owner.what} of \`${owner.instance.name}\`` }],
    suggestions: own === undefined ? [] : [own],
  };
}

/** Whether two paths meet only because their state folders are one: then that is the finding. */
export function followState(a: InstancePath, b: InstancePath): boolean {
  return followsState(b) && movesWithState(a, b);
}

/** Whether it is gone once its instance has a state folder other than that of the owner. */
function movesWithState(path: InstancePath, owner: InstancePath): boolean {
  return followsState(path) && stateIdentity(path) === stateIdentity(owner);
}

/** Says so where two paths that are one place differ in their text. */
export function spelling(a: InstancePath, b: InstancePath): string {
  return a.path === b.path ? '' : ` (written ${showPath(b.path)} there, which is one place on ${a.instance.os})`;
}

function stateIdentity({ instance }: InstancePath): string {
  return pathIdentity(instance.stateDir, instance.os);
}
