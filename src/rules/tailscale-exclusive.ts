// No two gateways of a host use its one Tailscale HTTPS port.

import { at } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

const MODE = ['gateway', 'tailscale', 'mode'] as const;

export const tailscaleExclusive: Rule = {
  id: 'tailscale-exclusive',
  severity: 'error',
  summary: 'one gateway of a host at most uses `tailscale serve` or `funnel`',
  why: `Both publish a gateway at \`https://<node>.ts.net/\`: the root of port 443 of the host's one Tailscale node, whoever the user is.
OpenClaw 2026.9 holds the route while it runs, and the second gateway fails to start. With 2026.3 the later start takes the
route away from the earlier one, and whoever opens the address reaches the other gateway.

Publish the others directly on the tailnet (\`gateway.bind: tailnet\`) or through a route of your own with another port.`,
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
  for (const { instances } of fleet.hosts) {
    const [first, ...others] = instances.filter((instance) => usesTailscale(instance));
    for (const { path, config } of others) {
      yield {
        at: [...path, 'config', ...MODE],
        message: `\`tailscale ${at(config, ...MODE)}\` takes port 443 of the host's Tailscale node, which \`${first!.name}\` uses already; set \`off\` for all but one`,
        related: [{ at: [...first!.path, 'config', ...MODE], message: `\`${first!.name}\` uses it here` }],
        suggestions: ['off'],
      };
    }
  }
}

function usesTailscale({ config }: Instance): boolean {
  const mode = at(config, ...MODE);
  return mode === 'serve' || mode === 'funnel';
}
