// OpenClaw 2026.3. Source: the package openclaw@2026.3.13 (src/daemon, src/config/port-defaults).

import type { ReleaseLine } from '../release.ts';

export const line20263: ReleaseLine = {
  since: '2026.3.0',
  releases: ['2026.3.13'],
  ports: { control: 2, relay: 3, cdpFirst: 11, cdpLast: 110 },
  systemd: [
    ['Unit', 'After', 'network-online.target'],
    ['Unit', 'Wants', 'network-online.target'],
    ['Service', 'Restart', 'always'],
    ['Service', 'RestartSec', '5'],
    ['Service', 'TimeoutStopSec', '30'],
    ['Service', 'SuccessExitStatus', '0 143'],
    ['Service', 'KillMode', 'control-group'],
    ['Install', 'WantedBy', 'default.target'],
  ],
  launchd: { RunAtLoad: true, KeepAlive: true, ThrottleInterval: 1, Umask: 0o077 },
  hasReadonlyConfig: false,
};
