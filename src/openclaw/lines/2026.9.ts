// OpenClaw 2026.9. Source: the package openclaw@2026.9.6 and the units that its installer wrote.

import type { ReleaseLine } from '../release.ts';

export const line20269: ReleaseLine = {
  since: '2026.9.0',
  releases: ['2026.9.6'],
  ports: { control: 2, relay: 10, cdpFirst: 11, cdpLast: 110 },
  systemd: [
    ['Unit', 'After', 'network-online.target'],
    ['Unit', 'Wants', 'network-online.target'],
    ['Unit', 'StartLimitBurst', '10'],
    ['Unit', 'StartLimitIntervalSec', '300'],
    ['Service', 'Restart', 'always'],
    ['Service', 'RestartSec', '5'],
    ['Service', 'RestartPreventExitStatus', '78'],
    ['Service', 'TimeoutStopSec', '330'],
    ['Service', 'TimeoutStartSec', '30'],
    ['Service', 'SuccessExitStatus', '0 143'],
    ['Service', 'OOMPolicy', 'continue'],
    ['Service', 'KillMode', 'mixed'],
    ['Install', 'WantedBy', 'default.target'],
  ],
  launchd: {
    RunAtLoad: true,
    KeepAlive: true,
    ExitTimeOut: 20,
    ProcessType: 'Interactive',
    ThrottleInterval: 10,
    Umask: 0o077,
    StandardInPath: '/dev/null',
  },
  hasReadonlyConfig: true,
};
