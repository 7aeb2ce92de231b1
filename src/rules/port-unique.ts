// No two gateways of a host have one base port.

import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { freeBaseAdvice } from '../model/free-ports.ts';
import { clashesWithin, cutNotice, groupsBy, readablePairs } from './pairs.ts';
import type { Finding, Rule } from './rule.ts';

export const portUnique: Rule = {
  id: 'port-unique',
  severity: 'error',
  summary: 'no two instances of a host have the same base port',
  why: `A TCP port is the host's: it doesn't matter that two gateways run under different users, in different scopes or under
different service managers. The one that starts second finds the port taken, exits, and is restarted by its service manager
for ever; clients and the CLI of the second one meanwhile reach the first.

An instance with \`managed: false\` counts like any other, and so does one with \`enabled: false\`.`,
  source: 'openclaw@2026.9.6, src/gateway/server/http-listen (EADDRINUSE); docs/gateway/multiple-gateways.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    instances:
      main: { port: 18789, user: ada }
      rescue: { port: 18789, user: bob }
`,
    good: `version: 1
hosts:
  box-1:
    instances:
      main: { port: 18789, user: ada }
      rescue: { port: 18909, user: bob }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const { shown, isCut } = readablePairs(clashesWithin(groupsBy(withPort(host), ({ port }) => port)));
    for (const [earlier, later] of shown) yield finding(host, earlier, later);
    if (isCut) yield cutNotice(host);
  }
}

type Placed = Instance & { readonly port: number };

function withPort({ instances }: Host): readonly Placed[] {
  return instances.filter((instance): instance is Placed => instance.port !== undefined);
}

function finding(host: Host, earlier: Placed, later: Placed): Finding {
  const { text, suggestions } = freeBaseAdvice(host, later);
  return {
    at: [...later.path, 'port'],
    message: `${later.port} is the base port of \`${earlier.name}\` too; ${text}`,
    related: [{ at: [...earlier.path, 'port'], message: `\`${earlier.name}\` has it here` }],
    suggestions,
  };
}
