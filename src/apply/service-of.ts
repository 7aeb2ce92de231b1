// Which program starts and stops the gateways of a machine.

import { launchd } from './launchctl.ts';
import type { Machine } from './machine.ts';
import { offline } from './offline.ts';
import type { ServiceManager } from './service-manager.ts';
import { systemd } from './systemctl.ts';

export function serviceManagerOf(machine: Machine): ServiceManager {
  if (machine.isOffline) return offline(machine);
  return machine.os === 'macos' ? launchd(machine) : systemd(machine);
}
