// No two gateways of a host use its one Tailscale HTTPS port.

import { awakeFirst, type Meeting, meetings, ownerOf, standbyDoubt } from '../claims/claim.ts';
import { type RouteClaim, routeClaims } from '../claims/routes.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const tailscaleExclusive: Rule = {
  id: 'tailscale-exclusive',
  severity: 'error',
  hasWarnings: true,
  summary:
    'no two gateways of a host publish one path by `tailscale serve` or `funnel`, and 443 is not reserved for something else',
  compares: '{access}, with the others on {host}',
  why: `Both publish a gateway at \`https://<node>.ts.net/\`: the root of port 443 of the host's one Tailscale node, whoever the user is.
OpenClaw 2026.9 holds the route while it runs, and the second gateway fails to start. With 2026.3 the later start takes the
route away from the earlier one, and whoever opens the address reaches the other gateway.

The Gmail hook and the voice-call webhook (by \`tailscale.mode\` or \`tunnel.provider\`) publish paths of the same node, \`/gmail-pubsub\`
and \`/voice/webhook\` where none is written; voice-call can take another port than 443.

A Tailscale Service (\`gateway.tailscale.serviceName\`, with \`serve\`) has an address of its own, and so a route of its own.

Publish the others directly on the tailnet (\`gateway.bind: tailnet\`), through a Tailscale Service of their own or through a route of your own with another port.`,
  source: 'OpenClaw docs/gateway/tailscale.md; openclaw@2026.3.13, src/infra/tailscale (`tailscale serve --bg`)',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    config: { gateway: { tailscale: { mode: serve } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, config: { gateway: { tailscale: { mode: serve } } } }
      rescue: { port: 18909 }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const claims = awakeFirst(host.instances).flatMap(routeClaims);
    for (const meeting of meetings(claims)) yield taken(meeting);
    for (const claim of claims) {
      const { port, mode, instance, at, service } = claim;
      const reserved = service === undefined && host.reserved.find(({ from, to }) => from <= port && port <= to);
      if (!reserved) continue;
      yield {
        at: [...instance.path, ...at],
        message: `\`tailscale ${mode}\` takes port ${port} of the host, which is reserved${reserved.note === '' ? '' : ` (${reserved.note})`}; set \`off\`, or take ${port} out of \`reservedPorts\``,
        related: [{ at: reserved.path, message: 'it is reserved here' }],
      };
    }
  }
}

function taken(meeting: Meeting<RouteClaim>): Finding {
  const { first, later } = meeting;
  const owner = ownerOf(meeting);
  const where = later.route === '/' ? '' : ` path \`${later.route}\` of`;
  const node = later.service === undefined ? "the host's Tailscale node" : `the Tailscale Service \`${later.service}\``;
  const isPath = later.at.at(-1) === 'path';
  const standby = standbyDoubt(meeting);
  return {
    ...(standby === undefined ? {} : { severity: 'warning' }),
    at: [...later.instance.path, ...later.at],
    message: `\`tailscale ${later.mode}\` takes${where} port ${later.port} of ${node}, which the ${first.label} of ${owner} uses already${standby === undefined ? '' : `, ${standby}`}; ${later.route === '/' ? 'set `off` for all but one' : `give each its own \`path\`, such as \`${later.route}-$(instance)\``}`,
    related: [{ at: [...first.instance.path, ...first.at], message: `${owner} uses it here` }],
    suggestions: isPath ? [`${later.route}-$(instance)`] : later.route === '/' ? ['off'] : [],
  };
}
