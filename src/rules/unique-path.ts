// The check that the rules on a path of one's own share: no two instances of a host give the key one place.

import type { Fleet } from '../model/fleet.ts';
import { followsState, type InstancePath, keyPath, modelPath } from '../model/instance-paths.ts';
import { repeats } from '../model/path-clashes.ts';
import { perInstance, showPath } from '../model/path-text.ts';
import { pathIdentity } from '../model/paths.ts';
import type { Finding } from './rule.ts';

/** Each instance after the first at a place, with the first. Paths that aren't absolute are an error of their own. */
export function* uniquePath(fleet: Fleet, key: 'stateDir' | 'configPath' | 'workspace'): Generator<Finding> {
  for (const host of fleet.hosts) {
    const paths = host.instances.map((instance) => keyPath(instance, key)).filter(({ path }) => path.startsWith('/'));
    for (const [first, later] of repeats(paths, ({ identity }) => identity)) {
      if (followState(later, first)) continue;
      const own = perInstance(later);
      yield {
        at: modelPath(later),
        message: `${later.what} ${showPath(later.path)} is \`${first.instance.name}\`'s too${spelling(later, first)}; give each instance a \`${key}\` of its own, such as \`${own}\``,
        related: [{ at: modelPath(first), message: `the ${first.what} of \`${first.instance.name}\`` }],
        suggestions: [own],
      };
    }
  }
}

/** Whether two paths meet only because their state folders are one: then that is the finding. */
export function followState(a: InstancePath, b: InstancePath): boolean {
  return followsState(a) && followsState(b) && stateIdentity(a) === stateIdentity(b);
}

/** Says so where two paths that are one place differ in their text. */
export function spelling(a: InstancePath, b: InstancePath): string {
  return a.path === b.path ? '' : ` (written ${showPath(b.path)} there, which is one place on macos)`;
}

function stateIdentity({ instance }: InstancePath): string {
  return pathIdentity(instance.stateDir, instance.os);
}
