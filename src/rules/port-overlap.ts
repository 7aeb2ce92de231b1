// The spans of a host's gateways are disjoint.

import type { Fleet, Host, Instance, InstancePorts } from '../model/fleet.ts';
import { freeBaseAdvice } from '../model/free-ports.ts';
import { formatInterval, type Interval, overlapFinder, overlaps } from '../model/intervals.ts';
import { type PortRole, portRoles } from '../model/port-roles.ts';
import { type Clashes, cutNotice, groupsBy, readablePairs } from './pairs.ts';
import type { Finding, Rule } from './rule.ts';

export const portOverlap: Rule = {
  id: 'port-overlap',
  severity: 'error',
  summary: 'no port that an instance derives from its base is a port of another instance',
  why: `From its base port a gateway derives all others: the browser control service at base+2, the relay of the browser
extension (base+10 in 2026.9, base+3 in 2026.3), and one CDP port for each browser profile, handed out from base+11 to
base+110. So with the browser on an instance owns base to base+110, and only a distance of more than 110 keeps two of them
apart. The 20 ports that the 2026.3 documentation asks for do not: a gateway at base+20 sits in the middle of the CDP range.

Such a clash does not show at start. It shows on the day when the tenth browser profile is made, or the other gateway
restarts: a browser that doesn't come up, or worse, one gateway that drives the other's logged-in browser. With
\`config.browser.enabled: false\` an instance owns its base port alone.`,
  source:
    'openclaw@2026.9.6, extensions/browser/src/browser/config (derivePort, resolveExtensionRelayPorts); docs/gateway/multiple-gateways.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue: { port: 18809 } # in the CDP range of main, 18800-18899
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
  },
  check,
};

type Placed = Interval & { readonly instance: Instance; readonly ports: InstancePorts };

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const { shown, isCut } = readablePairs(clashesOf(host));
    for (const [lower, higher] of shown) yield finding(host, lower, higher);
    if (isCut) yield cutNotice(host);
  }
}

/** Equal bases are left to port-unique. The nearest below comes first. */
function* clashesOf({ instances }: Host): Generator<Clashes<Placed>> {
  const placed = instances.flatMap((instance): readonly Placed[] =>
    instance.ports ? [{ ...instance.ports.span, instance, ports: instance.ports }] : [],
  );
  const overlapping = overlapFinder(placed);
  for (const group of groupsBy(placed, ({ ports }) => ports.base)) {
    const { base } = group[0]!.ports;
    const upToBase = overlapping({ from: base, to: base });
    if (upToBase.length === group.length) continue;
    const below = upToBase.filter(({ ports }) => ports.base < base).toReversed();
    for (const higher of group) yield [higher, below];
  }
}

function finding(host: Host, lower: Placed, higher: Placed): Finding {
  const { text, suggestions } = freeBaseAdvice(host, higher.instance);
  const { name, path } = lower.instance;
  return {
    at: [...higher.instance.path, 'port'],
    message: `${describeMeeting(lower, higher)}; ${text}`,
    related: [{ at: [...path, 'port'], message: `\`${name}\` owns ${formatInterval(lower)}` }],
    suggestions,
  };
}

/** The most telling place where they meet: one port in both, a port in a range, two ranges, a port that has no role yet. */
function describeMeeting(lower: Placed, higher: Placed): string {
  const meetings = portRoles(higher.ports).flatMap((mine) =>
    portRoles(lower.ports)
      .filter((theirs) => overlaps(mine, theirs))
      .map((theirs) => ({ mine, theirs, width: width(mine) + width(theirs) })),
  );
  const [best] = meetings.toSorted((a, b) => a.width - b.width);
  const [mine, theirs] = [`\`${higher.instance.name}\``, `\`${lower.instance.name}\``];
  if (!best)
    return `port ${higher.ports.base} of ${mine} (gateway) lies among the ports ${formatInterval(lower)} of ${theirs}`;
  if (width(best.mine) > 0) return `the ${range(best.mine)} of ${mine} meets the ${range(best.theirs)} of ${theirs}`;
  const port = `port ${best.mine.from} of ${mine} (${best.mine.name})`;
  if (width(best.theirs) > 0) return `${port} lies in the ${range(best.theirs)} of ${theirs}`;
  return `${port} is the ${best.theirs.name} port of ${theirs}`;
}

function width({ from, to }: Interval): number {
  return to - from;
}

function range(role: PortRole): string {
  return `${role.name} ${formatInterval(role)}`;
}
