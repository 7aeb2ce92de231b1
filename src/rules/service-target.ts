// A gateway runs under something that its host has. Found while the instances are resolved.

import type { Rule } from './rule.ts';

export const serviceTarget: Rule = {
  id: 'service-target',
  severity: 'error',
  summary: 'the host has what `service.target` names: systemd and quadlet on linux, launchd on macos, compose on both',
  compares: '{service} with what a {os} host can run',
  why: `\`service.target\` decides which file an instance gets. systemd is linux's and launchd is macOS's own; a quadlet is a file of
Podman's that systemd reads, so it needs linux too. Docker Compose runs on both.

Without the key an instance runs under its system's own service manager, without a container.`,
  source: 'podman-systemd.unit(5); launchd.plist(5); OpenClaw docs/install/docker.md, podman.md',
  examples: {
    bad: `version: 1
hosts:
  mac-1:
    os: macos
    user: ada
    instances:
      main: { port: 18789, service: { target: quadlet } }
`,
    good: `version: 1
hosts:
  mac-1:
    os: macos
    user: ada
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      main: { port: 18789, service: { target: compose } }
`,
  },
};
