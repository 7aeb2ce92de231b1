// No two gateways of a host advertise themselves under its name.

import type { Edit } from '../diagnostics/diagnostic.ts';
import { ownValue } from '../document/finding.ts';
import { isContainer } from '../model/container.ts';
import { environmentOf, filledConfig } from '../model/environment.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { isAdvertised } from '../openclaw/listeners.ts';
import type { Finding, Rule } from './rule.ts';

export const mdnsName: Rule = {
  id: 'mdns-name',
  severity: 'warning',
  summary: 'one gateway of a host at most advertises itself over Bonjour',
  compares: '{bonjour} in the local network, with the others on {host}',
  why: `The Bonjour name of a gateway is the host's ("box-1 (OpenClaw)"), whatever its profile or user. Of two gateways on one host, the
one that starts second becomes "box-1 (OpenClaw) (2)": after the next restart the names may be the other way round, and apps and
nodes that chose a gateway by its name reach the other one. \`OPENCLAW_MDNS_HOSTNAME\` changes the host's name in it, not this one.

OpenClaw 2026.3 always advertises. In later releases a plugin does, which is on by default on macos, and on linux where
\`plugins.entries.bonjour.enabled\` is true. \`discovery.mdns.mode: off\` in \`config\` or \`OPENCLAW_DISABLE_BONJOUR: '1'\` in \`env\` turns
it off. What a container advertises doesn't leave its network.`,
  source: 'OpenClaw docs/gateway/bonjour.md; openclaw@2026.3.13 and @2026.9.6, src/gateway/server-discovery-runtime',
  examples: {
    bad: `version: 1
hosts:
  mac-1:
    os: macos
    user: ada
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
    good: `version: 1
hosts:
  mac-1:
    os: macos
    user: ada
    instances:
      main: { port: 18789 }
      rescue: { port: 18909, config: { discovery: { mdns: { mode: off } } } }
`,
  },
  check,
};

/** One finding for a host: what it says is of all of them together. */
function* check({ hosts }: Fleet): Iterable<Finding> {
  for (const host of hosts) {
    const reaching = host.instances.filter((instance) => !isContainer(instance));
    const advertised = reaching.filter((instance) =>
      isAdvertised(
        { ...instance, config: filledConfig(instance), env: environmentOf(instance) },
        instance.release.facts,
      ),
    );
    const [, second, ...others] = advertised;
    if (second === undefined) continue;
    yield {
      at: second.path,
      part: 'key',
      message: `${listed(advertised)} advertise themselves under one Bonjour name, the host's; set \`discovery.mdns.mode: off\` in \`config\`, or \`OPENCLAW_DISABLE_BONJOUR: '1'\` in \`env\`, for all but one`,
      related: [advertised[0]!, ...others].map(({ path, name }) => ({
        at: path,
        part: 'key',
        message: `\`${name}\` has the name too`,
      })),
      edits: turnedOff(advertised),
    };
  }
}

/** One keeps the name: a gateway that isn't gwc's, since hosts.yaml doesn't change what it advertises; else the lowest port. */
function turnedOff(advertised: readonly Instance[]): readonly Edit[] {
  const byPort = advertised.toSorted((a, b) => (a.port ?? 0) - (b.port ?? 0));
  const kept = byPort.find(({ managed }) => !managed) ?? byPort[0];
  return advertised
    .filter((instance) => instance !== kept)
    .flatMap((instance) => ownValue(instance, [...instance.path, ...MODE], 'off').edits ?? []);
}

const MODE = ['config', 'discovery', 'mdns', 'mode'];
const MOST_NAMED = 3;

function listed(instances: readonly Instance[]): string {
  const names = instances.slice(0, MOST_NAMED).map(({ name }) => `\`${name}\``);
  const more = instances.length - names.length;
  const last = more > 0 ? `${more} more` : names.pop()!;
  return `${names.join(', ')} and ${last}`;
}
