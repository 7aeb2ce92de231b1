// The spans of a host's gateways are disjoint.

import { type Move, type Placed, portMoves } from '../claims/port-moves.ts';
import { freeBaseAdvice } from '../model/auto-ports.ts';
import type { Fleet, Host } from '../model/fleet.ts';
import { formatInterval, type Interval, overlaps } from '../model/intervals.ts';
import { type PortRole, portRoles } from '../model/ports.ts';
import type { Finding, FindingPlace, Rule } from './rule.ts';

export const portOverlap: Rule = {
  id: 'port-overlap',
  severity: 'error',
  summary: 'no port that an instance derives from its base is a port of another instance',
  compares: 'ports {span} with the spans of the other instances on {host}',
  why: `From its base port a gateway derives all others: the browser control service at base+2, the relay of the browser
extension (base+10 in 2026.9, base+3 in 2026.3), and one CDP port for each browser profile, handed out from base+11 to
base+110. So with the browser on an instance owns base to base+110, and only a distance of more than 110 keeps two of them
apart. The 20 ports that the 2026.3 documentation asks for do not: a gateway at base+20 sits in the middle of the CDP range.

Such a clash does not show at start. It shows on the day when the tenth browser profile is made, or the other gateway
restarts: a browser that doesn't come up, or worse, one gateway that drives the other's logged-in browser. With
\`config.browser.enabled: false\`, or without the plugin \`browser\`, which it is since 2026.3.28, an instance owns its base port alone.`,
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

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    for (const move of portMoves(host)) {
      // Equal bases are port-unique's.
      if (move.meets.every(({ ports }) => ports.base !== move.ports.base)) yield finding(host, move);
    }
  }
}

function finding(host: Host, move: Move): Finding {
  const { text, taken } = freeBaseAdvice(host, move.instance);
  const [first] = move.meets;
  return {
    at: [...move.instance.path, 'port'],
    message: `${describeMeeting(first, move)}${othersText(move, first)}; ${text}`,
    related: relatedPlaces(move),
    ...taken,
  };
}

const MOST_NAMES = 3;

/** "; `b` also meets `c`, `d` and 5 more": whom a finding is about besides the first. */
export function othersText({ instance, meets }: Move, first: Placed): string {
  const names = meets.filter((one) => one !== first).map((one) => `\`${one.instance.name}\``);
  const rest = names.length - MOST_NAMES;
  const shown = rest > 1 ? [...names.slice(0, MOST_NAMES), `${rest} more`] : names;
  if (shown.length === 0) return '';
  const list = shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
  return `; \`${instance.name}\` also meets ${list}`;
}

export function relatedPlaces({ meets }: Move): readonly FindingPlace[] {
  return meets.map(({ instance, ports }) => ({
    at: [...instance.path, 'port'],
    message: `\`${instance.name}\` owns ${formatInterval(ports.span)}`,
  }));
}

/** The most telling place where they meet: one port in both, a port in a range, two ranges, a port that has no role yet. */
function describeMeeting(one: Placed, other: Placed): string {
  const [lower, higher] = one.ports.base <= other.ports.base ? [one, other] : [other, one];
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
