// What else a gateway listens on, webhooks above all, meets nothing on its host.

import { formatPath, type Path } from '../document/path.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { nextFreePort } from '../model/free-ports.ts';
import { hostBrowsers, hostListeners } from '../model/host-listeners.ts';
import { formatInterval, type Interval, overlapFinder } from '../model/intervals.ts';
import { LOOPBACK } from '../openclaw/cdp.ts';
import { type Clashes, cutNotice, groupsBy, readablePairs } from './pairs.ts';
import { type Clash, isOwned, nameOf, ownClashes, reservedClashes, spanClashes } from './port-clashes.ts';
import type { Finding, Rule } from './rule.ts';

export const listenPort: Rule = {
  id: 'listen-port',
  severity: 'error',
  summary:
    'no other listener that `config` turns on (webhooks and the like, their default ports included) meets a span, a reserved port or another listener',
  why: `Some channels and plugins open a port of their own, and their defaults are the same in every gateway: telegram's webhook 8787,
feishu's 3000, nextcloud-talk's and the Gmail hook's 8788, voice-call's 3334, msteams' 3978, signal-cli's 8080. Switch one on
in two instances of a host, or both of 8788 in one, and the second listener fails with EADDRINUSE while its gateway looks
healthy: the messages just don't come. MCP apps take base+1 unless \`mcp.apps.sandboxPort\` says otherwise.

Only what is switched on counts: a channel that is enabled (here and in \`plugins\`) and in the mode that listens, such as
telegram with a \`webhookUrl\` or feishu with \`connectionMode: webhook\`. The address isn't looked at: a port is the host's.`,
  source:
    'openclaw@2026.9.6 and @2026.3.13: extensions/telegram, feishu, nextcloud-talk, msteams, signal, voice-call; src/hooks/gmail; src/gateway/portals; src/agents/sandbox-host',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    secrets: [TELEGRAM_WEBHOOK_SECRET]
    config:
      channels: { telegram: { enabled: true, webhookSecret: "\${TELEGRAM_WEBHOOK_SECRET}" } }
    instances:
      main:
        port: 18789
        config: { channels: { telegram: { webhookUrl: "https://main.example.org/telegram" } } }
      rescue:
        port: 18909
        config: { channels: { telegram: { webhookUrl: "https://rescue.example.org/telegram" } } } # 8787 too
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    secrets: [TELEGRAM_WEBHOOK_SECRET]
    config:
      channels: { telegram: { enabled: true, webhookSecret: "\${TELEGRAM_WEBHOOK_SECRET}" } }
    instances:
      main:
        port: 18789
        config: { channels: { telegram: { webhookUrl: "https://main.example.org/telegram" } } }
      rescue:
        port: 18909
        config:
          channels: { telegram: { webhookUrl: "https://rescue.example.org/telegram", webhookPort: 8789 } }
`,
  },
  check,
};

/** A listener, or a browser on this machine, which is there to be compared with only. */
interface Claim extends Interval {
  readonly kind: 'listener' | 'browser';
  readonly name: string;
  readonly instance: Instance;
  /** Below the instance's `config`. */
  readonly key: Path;
  readonly isDefault: boolean;
  readonly isAtHome: boolean;
}

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const listeners = host.instances.flatMap(listenerClaims);
    if (listeners.length === 0) continue;
    const inSpans = spanClashes(host);
    for (const claim of listeners) {
      const own = claim.isAtHome ? [] : ownClashes(claim, claim.instance, 'span');
      const clashes = [...inSpans(claim, claim.instance), ...own, ...reservedClashes(host, claim)];
      for (const clash of clashes) yield finding(host, claim, clash);
    }
    const { shown, isCut } = readablePairs(clashesOf([...host.instances.flatMap(browserClaims), ...listeners]));
    for (const [earlier, later] of shown) yield finding(host, later, pairClash(earlier, later));
    if (isCut) yield cutNotice(host);
  }
}

function listenerClaims(instance: Instance): readonly Claim[] {
  return hostListeners(instance).map(({ path, ...listener }) => {
    return { ...listener, kind: 'listener', instance, key: path };
  });
}

function browserClaims(instance: Instance): readonly Claim[] {
  return hostBrowsers(instance)
    .filter(({ host }) => host === LOOPBACK)
    .map(({ path, port, profile }) => {
      const name = profile === undefined ? 'browser' : `browser profile \`${profile}\``;
      const range = { from: port, to: port };
      return { ...range, kind: 'browser', name, instance, key: path, isDefault: false, isAtHome: true };
    });
}

/** Each listener with the claims before it that it meets: browsers first, then listeners in the order of instances. */
function* clashesOf(claims: readonly Claim[]): Generator<Clashes<Claim>> {
  const order = new Map(claims.map((claim, index) => [claim, index]));
  const overlapping = overlapFinder(claims);
  const listeners = claims.filter(({ kind }) => kind === 'listener');
  for (const group of groupsBy(listeners, formatInterval)) {
    const met = overlapping(group[0]!).toSorted((a, b) => order.get(a)! - order.get(b)!);
    for (const later of group) yield [later, earlierOf(met, later)];
  }
}

function* earlierOf(met: readonly Claim[], later: Claim): Generator<Claim> {
  for (const earlier of met) {
    if (earlier === later) return;
    if (!isTold(earlier, later)) yield earlier;
  }
}

/** A browser in its instance's span is told with the span; one in its instance's moved CDP range is where it belongs. */
function isTold(earlier: Claim, later: Claim): boolean {
  if (earlier.kind !== 'browser') return false;
  const isHome = earlier.instance === later.instance && later.isAtHome;
  return isHome ? later.from !== later.to : isOwned(earlier.from, earlier.instance);
}

function pairClash(earlier: Claim, later: Claim): Clash {
  const owner = nameOf(earlier.instance, later.instance);
  return {
    port: Math.max(earlier.from, later.from),
    text: `is taken by the ${earlier.name} of ${owner} too`,
    related: [{ at: placeOf(earlier), message: `the ${earlier.name} of ${owner}` }],
  };
}

function placeOf({ instance, key }: Claim): Path {
  return [...instance.path, 'config', ...key];
}

function finding(host: Host, claim: Claim, { port, text, related }: Clash): Finding {
  const isRange = claim.from !== claim.to;
  const name = `${claim.name}${isRange ? ` ${formatInterval(claim)}` : ''}${claim.isDefault ? ', by default' : ''}`;
  const free = isRange ? undefined : nextFreePort(host, claim.from + 1);
  return {
    at: placeOf(claim),
    message: `port ${port} (${name}) ${text}; ${advice(claim, isRange, free)}`,
    related,
    suggestions: free === undefined ? [] : [String(free)],
  };
}

/** A range is a moved one, and its own place is free. */
function advice({ key }: Claim, isRange: boolean, free: number | undefined): string {
  if (isRange) return `leave \`${formatPath(key)}\` out, and it stays in this instance's own span`;
  return `set \`${formatPath(key)}\` to a free port${free === undefined ? '' : `, such as ${free}`}`;
}
