// Every service manager that gwc writes for. To add one, see ARCHITECTURE.md.

import type { Os } from '../openclaw/release.ts';
import { compose } from './compose.ts';
import { launchd } from './launchd.ts';
import type { Manager, ManagerId } from './manager.ts';
import { quadlet } from './quadlet.ts';
import { systemd } from './systemd.ts';

export const MANAGERS: readonly Manager[] = [systemd, launchd, quadlet, compose];

/** Throws for what is no manager's id. */
export function managerOf(id: ManagerId): Manager {
  const found = MANAGERS.find((manager) => manager.id === id);
  if (!found) throw new Error(`no manager ${id}`);
  return found;
}

/** The managers of a system, its own first: the one that an instance has where hosts.yaml names none. */
export function managersOf(os: Os): readonly [Manager, ...Manager[]] {
  return MANAGERS.filter((manager) => manager.os.includes(os)) as [Manager, ...Manager[]];
}

export function ownManager(os: Os): Manager {
  return managersOf(os)[0];
}
