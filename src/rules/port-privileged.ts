// No gateway listens below 1024.

import { freeBaseAdvice } from '../model/auto-ports.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

const FIRST_UNPRIVILEGED = 1024;

export const portPrivileged: Rule = {
  id: 'port-privileged',
  severity: 'error',
  summary: `the base port is ${FIRST_UNPRIVILEGED} at least`,
  compares: 'base {base} with 1024, the first port that needs no privilege',
  why: `Ports below ${FIRST_UNPRIVILEGED} are the superuser's on Linux: a gateway that runs under an ordinary account gets EACCES and exits, and
a hardened unit has dropped the capability that would allow it. They are also where the host's own services (ssh, http, smtp)
are expected. To serve a gateway on 443, put a reverse proxy or \`tailscale serve\` in front of it.`,
  source: 'ip(7), "privileged ports"; capabilities(7), CAP_NET_BIND_SERVICE',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 443 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    for (const instance of host.instances) {
      const { path, port } = instance;
      if (port === undefined || port >= FIRST_UNPRIVILEGED) continue;
      const { text, taken } = freeBaseAdvice(host, instance);
      yield {
        at: [...path, 'port'],
        message: `${port} is a privileged port: a base is ${FIRST_UNPRIVILEGED} at least; ${text}`,
        ...taken,
      };
    }
  }
}
