// The rules of isolation as the kernel's own: what belongs to the other instances of the host, an instance can't open.

import type { Instance } from '../model/fleet.ts';
import { instancePaths } from '../model/instance-paths.ts';
import { isInside } from '../model/paths.ts';
import { systemdWord } from './quoting.ts';
import type { Directive } from './unit-sections.ts';

/** A line of paths for each other instance; in system scope its ports as well, which a user's manager can't forbid. */
export function siblingDirectives(instance: Instance, neighbours: readonly Instance[]): readonly Directive[] {
  const needed = neededPaths(instance);
  const siblings = neighbours.filter((other) => other !== instance);
  const paths = siblings
    .map((sibling) => hiddenPaths(sibling, needed))
    .filter((hidden) => hidden.length > 0)
    // Missing is no fault (`-`): a sibling may not have run yet.
    .map((hidden): Directive => ['InaccessiblePaths', hidden.map((path) => systemdWord(`-${path}`)).join(' ')]);
  return instance.service.scope === 'system' ? [...paths, ...siblings.flatMap(deniedPorts)] : paths;
}

/** What the instance itself must reach. */
function neededPaths(instance: Instance): readonly string[] {
  const program = instance.command.filter((word) => word.startsWith('/'));
  return [...instancePaths(instance).map(({ path }) => path), instance.home, ...program];
}

/** The sibling's own, the places aside that hold something the instance needs, and those that lie in another one of them. */
function hiddenPaths(sibling: Instance, needed: readonly string[]): readonly string[] {
  const { os } = sibling;
  const paths = instancePaths(sibling)
    .map(({ path }) => path)
    .filter((path) => !needed.some((own) => isInside(own, path, os)));
  return [...new Set(paths)].filter((path) => !paths.some((outer) => outer !== path && isInside(path, outer, os)));
}

function deniedPorts({ ports }: Instance): readonly Directive[] {
  if (!ports) return [];
  const { from, to } = ports.span;
  const pins = ports.pins.filter((port) => port < from || port > to).map(String);
  return [from === to ? `${from}` : `${from}-${to}`, ...pins].map((range) => ['SocketBindDeny', `tcp:${range}`]);
}
