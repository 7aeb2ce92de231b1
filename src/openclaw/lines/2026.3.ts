// OpenClaw 2026.3. Source: the packages openclaw@2026.3.13 and @2026.3.28 (src/daemon, src/config/port-defaults).

import type { ReleaseLine } from '../release.ts';

export const line20263: ReleaseLine = {
  since: '2026.3.0',
  releases: ['2026.3.13', '2026.3.28'],
  ports: { control: 2, relay: 3, cdpFirst: 11, cdpLast: 110 },
  systemd: [
    ['Unit', 'After', 'network-online.target'],
    ['Unit', 'Wants', 'network-online.target'],
    ['Service', 'Restart', 'always'],
    ['Service', 'RestartSec', '5'],
    ['Service', 'TimeoutStopSec', '30'],
    ['Service', 'TimeoutStartSec', '30'],
    ['Service', 'SuccessExitStatus', '0 143'],
    ['Service', 'KillMode', 'control-group'],
    ['Install', 'WantedBy', 'default.target'],
  ],
  launchd: { RunAtLoad: true, KeepAlive: true, ThrottleInterval: 1, Umask: 0o077 },
  // This release's audit misses each of these folders that isn't in the service's PATH.
  servicePath: {
    linux: [
      '~/.local/bin',
      '~/.npm-global/bin',
      '~/bin',
      '~/.volta/bin',
      '~/.asdf/shims',
      '~/.bun/bin',
      '~/.nvm/current/bin',
      '~/.fnm/current/bin',
      '~/.local/share/pnpm',
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
    ],
    macos: [
      '~/.local/bin',
      '~/.npm-global/bin',
      '~/bin',
      '~/.volta/bin',
      '~/.asdf/shims',
      '~/.bun/bin',
      '~/Library/Application Support/fnm/aliases/default/bin',
      '~/.fnm/aliases/default/bin',
      '~/Library/pnpm',
      '~/.local/share/pnpm',
      '/opt/homebrew/bin',
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
    ],
  },
  launchdOutput: ({ stateDir }) => ({
    stdout: `${stateDir}/logs/gateway.log`,
    stderr: `${stateDir}/logs/gateway.err.log`,
  }),
  hasReadonlyConfig: false,
  bonjour: 'gateway',
  trustedProxy: { excludesToken: false, loopbackNeedsConsent: false },
};
