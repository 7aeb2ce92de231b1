// OpenClaw 2026.6. Source: the package openclaw@2026.6.11 (src/daemon). No extension relay listens; its port stays reserved.

import type { ReleaseLine } from '../release.ts';

export const line20266: ReleaseLine = {
  since: '2026.6.11',
  releases: ['2026.6.11'],
  ports: { control: 2, relay: 3, cdpFirst: 11, cdpLast: 110 },
  systemd: [
    ['Unit', 'After', 'network-online.target'],
    ['Unit', 'Wants', 'network-online.target'],
    ['Unit', 'StartLimitBurst', '5'],
    ['Unit', 'StartLimitIntervalSec', '60'],
    ['Service', 'Restart', 'always'],
    ['Service', 'RestartSec', '5'],
    ['Service', 'RestartPreventExitStatus', '78'],
    ['Service', 'TimeoutStopSec', '30'],
    ['Service', 'TimeoutStartSec', '30'],
    ['Service', 'SuccessExitStatus', '0 143'],
    ['Service', 'OOMPolicy', 'continue'],
    ['Service', 'KillMode', 'control-group'],
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
  servicePath: {
    linux: ['/usr/local/bin', '/usr/bin', '/bin', '~/.local/bin', '~/.npm-global/bin', '~/bin', '~/.nix-profile/bin'],
    macos: ['/opt/homebrew/bin', '/opt/homebrew/sbin', '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'],
  },
  launchdOutput: ({ home, profileSuffix }) => ({
    stdout: `${home}/Library/Logs/openclaw/gateway${profileSuffix}.log`,
    stderr: '/dev/null',
  }),
  hasReadonlyConfig: false,
  bonjour: 'plugin',
  trustedProxy: { excludesToken: true, loopbackNeedsConsent: true },
};
