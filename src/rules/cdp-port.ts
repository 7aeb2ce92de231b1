// A pinned CDP port is one browser's alone.

import { groupBy } from '../diagnostics/collections.ts';
import { ownValue } from '../document/finding.ts';
import { formatPath } from '../document/json.ts';
import { cdpPortAdvice } from '../model/auto-ports.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import type { Interval } from '../model/intervals.ts';
import { hostBrowsers } from '../model/port-claims.ts';
import { LOOPBACK } from '../openclaw/cdp.ts';
import { type Clashes, clashesWithin, pairFindings } from './pairs.ts';
import { type Clash, isOwned, nameOf, ownClashes, reservedClashes, spanClashes } from './port-clashes.ts';
import type { Finding, Rule } from './rule.ts';

export const cdpPort: Rule = {
  id: 'cdp-port',
  severity: 'error',
  summary:
    'a pinned `browser.profiles.*.cdpPort` is unique on the host, not reserved, in no other instance’s span, and not its own gateway or control port',
  compares: 'pinned browser ports (own: {pins}) with spans, reserved ports and the pins of others',
  why: `A profile's \`cdpPort\` is where OpenClaw starts a browser, and where it looks for one that runs already. If that port is
another gateway's, the two don't fail: the second one attaches to the first one's browser, with its cookies and its logins,
and each closes the other's tabs. In another instance's span the port may be free today and given to a new profile tomorrow.

Inside its own CDP range (base+11 to base+110) a pin is fine, and best kept there. A pin counts only with the browser on; a
profile with a \`cdpUrl\` or of the driver \`existing-session\` doesn't use it (see \`cdp-url\`). One that is \`attachOnly\` may
name a reserved port: the browser there is that other service.`,
  source:
    'openclaw@2026.9.6, extensions/browser/src/browser/config (resolveProfile) and profiles (allocateCdpPort); docs/gateway/multiple-gateways.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue:
        port: 18909
        config: { browser: { profiles: { work: { cdpPort: 18801 } } } } # in the CDP range of main
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue:
        port: 18909
        config: { browser: { profiles: { work: { cdpPort: 18921 } } } }
`,
  },
  check,
};

interface Pin extends Interval {
  readonly instance: Instance;
  readonly profile: string;
  readonly path: Finding['at'];
  readonly isAttached: boolean;
}

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const pins = host.instances.flatMap(pinsOf);
    if (pins.length === 0) continue;
    yield* pairFindings(host, clashesOf(host, pins), (pin, clash) => finding(host, pin, clash));
  }
}

function* clashesOf(host: Host, pins: readonly Pin[]): Generator<Clashes<Pin, Clash>> {
  const inSpans = spanClashes(host);
  const inReserved = reservedClashes(host);
  const others = function* (pin: Pin, earlier: Iterable<Pin | undefined>) {
    yield* inSpans(pin, pin.instance);
    yield* ownClashes(pin, pin.instance, 'fixed');
    if (!pin.isAttached) yield* inReserved(pin);
    for (const one of earlier) yield one && sameClash(one, pin);
  };
  const groups = groupBy(pins, ({ from }) => from).values();
  for (const [pin, earlier] of clashesWithin(groups, isUnreported)) yield [pin, others(pin, earlier)];
}

function pinsOf(instance: Instance): readonly Pin[] {
  return hostBrowsers(instance)
    .filter(({ key, host }) => key === 'cdpPort' && host === LOOPBACK)
    .map(({ path, port, profile = '', isAttached }) => {
      return { from: port, to: port, instance, profile, isAttached, path: [...instance.path, 'config', ...path] };
    });
}

/** Where one of two instances owns the port, the other one's pin is reported already. */
function isUnreported({ instance: a, from: port }: Pin, { instance: b }: Pin): boolean {
  return a === b || (!isOwned(port, a) && !isOwned(port, b));
}

function sameClash(earlier: Pin, later: Pin): Clash {
  const owner = nameOf(earlier.instance, later.instance);
  return {
    port: later.from,
    text: `is pinned by profile \`${earlier.profile}\` of ${owner} too`,
    related: [{ at: earlier.path, message: `pinned here by ${owner}` }],
  };
}

function finding(host: Host, { path, profile, instance, isAttached }: Pin, { port, text, related }: Clash): Finding {
  const free = cdpPortAdvice(host, instance, formatPath(path));
  const advice = free === undefined ? '' : `; take one of its own CDP range, such as ${free}`;
  return {
    at: path,
    message: `port ${port} (CDP of profile \`${profile}\`) ${text}${advice}`,
    related,
    suggestions: free === undefined ? [] : [String(free)],
    ...(isAttached ? {} : ownValue(instance, path, free)),
  };
}
