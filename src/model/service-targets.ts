// What can run a gateway on each system.

import type { Os } from '../openclaw/release.ts';
import type { ServiceTarget } from './fleet.ts';

/** The system's own first. Podman runs under systemd. */
export const SERVICE_TARGETS: Readonly<Record<Os, readonly [ServiceTarget, ...ServiceTarget[]]>> = {
  linux: ['systemd', 'quadlet', 'compose'],
  macos: ['launchd', 'compose'],
};
