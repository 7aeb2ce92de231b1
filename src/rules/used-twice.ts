// Paths that one instance gives to two of its own things.

import { followsState, type InstancePath, modelPath } from '../model/instance-paths.ts';
import { showPath } from '../model/path-text.ts';
import type { Finding } from './rule.ts';

/** Files that are another file or a folder of their instance. `envFiles` may name what gwc reads anyway. */
export function* usedTwice(paths: readonly InstancePath[]): Generator<Finding> {
  const places = new Map<string, InstancePath>();
  for (const path of paths) {
    const first = places.get(path.identity);
    if (first === undefined) places.set(path.identity, path);
    else if ((path.isFile || first.isFile) && path.role !== 'envFile') {
      const [later, other] = followsState(path) ? [first, path] : [path, first];
      yield {
        at: modelPath(later),
        message: `${later.what} ${showPath(later.path)} is the ${other.what} of the same instance; write another path`,
        related: [{ at: modelPath(other), message: `the ${other.what}` }],
      };
    }
  }
}
