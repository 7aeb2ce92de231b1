// OpenClaw 2026.9. Source: the package openclaw@2026.9.6 and the units that its installer wrote.

import type { ReleaseLine } from '../release.ts';

export const line20269: ReleaseLine = {
  // From here on: KillMode=mixed, ten starts in five minutes, OPENCLAW_CONFIG_READONLY.
  since: '2026.9.5',
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
  servicePath: {
    linux: ['/usr/local/bin', '/usr/bin', '/bin', '~/.local/bin', '~/.npm-global/bin', '~/bin', '~/.nix-profile/bin'],
    macos: ['/opt/homebrew/bin', '/opt/homebrew/sbin', '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'],
  },
  launchdOutput: ({ home, profileSuffix }) => {
    const log = `${home}/Library/Logs/openclaw/gateway${profileSuffix}.log`;
    return { stdout: log, stderr: log };
  },
  hasReadonlyConfig: true,
  bonjour: 'plugin',
  trustedProxy: { excludesToken: true, loopbackNeedsConsent: true },
};
