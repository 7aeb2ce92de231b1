// Command lines for instances in containers, which apply itself leaves alone.

import { managerOf } from '../managers/index.ts';
import { unitStem } from '../managers/systemd.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { servicePlace } from './desired.ts';

/** Runs `argv` in the container of an instance, whose environment is the gateway's. Undefined where it has none. */
export function containerCommand(
  { target, service }: Deployment,
  argv: readonly string[],
  hasTerminal: boolean,
): readonly string[] | undefined {
  const engine = managerOf(target).container;
  return (
    engine && [engine.program, 'exec', '--interactive', ...(hasTerminal ? ['--tty'] : []), unitStem(service), ...argv]
  );
}

/** One Docker serves all users of a host, whoever the instance's account is. */
export function isOfRootsDocker({ target }: Deployment): boolean {
  return managerOf(target).container?.controlBy !== undefined;
}

export type ControlAction = 'start' | 'stop' | 'restart' | 'logs';

/** Undefined where a service manager controls it. */
export function controlCommand(
  deployment: Deployment,
  action: ControlAction,
  ...options: readonly string[]
): readonly string[] | undefined {
  const start = managerOf(deployment.target).container?.controlBy?.(servicePlace(deployment).path);
  // `start` alone wants a container that was made before.
  return start && [...start, ...(action === 'start' ? ['up', '--detach'] : [action]), ...options];
}
