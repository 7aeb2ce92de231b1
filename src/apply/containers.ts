// Command lines for instances in containers, which apply itself leaves alone.

import { UsageError } from '../diagnostics/diagnostic.ts';
import { sha256 } from '../files/sha256.ts';
import { managerOf } from '../managers/index.ts';
import { unitStem } from '../managers/systemd.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { servicePlace } from './desired.ts';
import type { Machine } from './machine.ts';
import type { Applied } from './record.ts';

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

/**
 * The project's file as the playbook wrote it, for the standard input of Docker, where root controls what lies in an account's folder:
 * the account may write another one there, and Docker would do as root whatever that says. Undefined where it may be read in place.
 */
export function projectText({ deployment, files }: Applied, machine: Machine): Buffer | undefined {
  const { path, isAccounts } = servicePlace(deployment);
  if (!isAccounts || machine.self.uid !== 0 || deployment.user === machine.self.name) return undefined;
  const found = machine.look(path);
  const isRecorded = (digest: string) => files.some((file) => file.path === path && file.sha256 === digest);
  if (found.kind === 'file' && isRecorded(sha256(found.content))) return found.content;
  throw new UsageError(`${path} is not as the playbook wrote it: run the playbook again, which shows what it replaces`);
}

/** Undefined where a service manager controls it. */
export function controlCommand(
  deployment: Deployment,
  action: ControlAction,
  ...options: readonly string[]
): readonly string[] | undefined {
  return commandBy(deployment, servicePlace(deployment).path, action, options);
}

/** The same of a project whose file Docker reads from its standard input. */
export function controlByText(deployment: Deployment, action: ControlAction): readonly string[] | undefined {
  return commandBy(deployment, '-', action, []);
}

function commandBy(
  { target }: Deployment,
  file: string,
  action: ControlAction,
  options: readonly string[],
): readonly string[] | undefined {
  const start = managerOf(target).container?.controlBy?.(file);
  // `start` alone wants a container that was made before.
  return start && [...start, ...(action === 'start' ? ['up', '--detach'] : [action]), ...options];
}
