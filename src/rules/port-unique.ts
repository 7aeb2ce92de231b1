// No two gateways of a host have one base port.

import { type Move, type Placed, portMoves } from '../claims/port-moves.ts';
import { freeBaseAdvice } from '../model/auto-ports.ts';
import type { Fleet, Host } from '../model/fleet.ts';
import { othersText, relatedPlaces } from './port-overlap.ts';
import type { Finding, Rule } from './rule.ts';

export const portUnique: Rule = {
  id: 'port-unique',
  severity: 'error',
  summary: 'no two instances of a host have the same base port',
  compares: 'base {base} with the other bases on {host}',
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
    for (const move of portMoves(host)) {
      const equals = move.meets.filter(({ ports }) => ports.base === move.ports.base);
      const [first] = equals;
      if (first) yield finding(host, move, first);
    }
  }
}

function finding(host: Host, move: Move, first: Placed): Finding {
  const { text, taken } = freeBaseAdvice(host, move.instance);
  return {
    at: [...move.instance.path, 'port'],
    message: `base port ${move.ports.base} is already used by \`${first.instance.name}\`${othersText(move, first)}; ${text}`,
    related: relatedPlaces(move),
    ...taken,
  };
}
