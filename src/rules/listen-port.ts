// What else a gateway listens on, webhooks above all, meets nothing on its host.

import { leavingInstances } from '../claims/port-moves.ts';
import { groupBy } from '../diagnostics/collections.ts';
import { ownValue } from '../document/finding.ts';
import { formatPath, type Path } from '../document/json.ts';
import { freePortAdvice } from '../model/auto-ports.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { formatInterval, type Interval, overlapFinder } from '../model/intervals.ts';
import { hostBrowsers, hostListeners } from '../model/port-claims.ts';
import { LOOPBACK } from '../openclaw/cdp.ts';
import { type Clashes, pairFindings } from './pairs.ts';
import { type Clash, isOwned, nameOf, ownClashes, reservedClashes, spanClashes } from './port-clashes.ts';
import type { Finding, Rule } from './rule.ts';

export const listenPort: Rule = {
  id: 'listen-port',
  severity: 'error',
  hasWarnings: true,
  summary:
    'no other listener that an instance turns on (webhooks and the like, their default ports included) meets a span, a reserved port or another listener',
  compares: 'listeners (own: {listeners}) with spans, reserved ports and the listeners of others',
  why: `Some channels and plugins open a port of their own, and their defaults are the same in every gateway: telegram's webhook 8787,
feishu's 3000, nextcloud-talk's and the Gmail hook's 8788, voice-call's 3334, msteams' 3978, signal-cli's 8080. Switch one on
in two instances of a host, or both of 8788 in one, and the second listener fails with EADDRINUSE while its gateway looks
healthy: the messages just don't come. MCP apps take base+1 unless \`mcp.apps.sandboxPort\` says otherwise.

Only what is switched on counts: a channel that is enabled (here and in \`plugins\`) and in the mode that listens, such as
telegram with a \`webhookUrl\` or feishu with \`connectionMode: webhook\`. The address isn't looked at: a port is the host's.

A Node.js inspector (\`--inspect\` in \`NODE_OPTIONS\` or in \`command\`) and a model server that OpenClaw starts (\`localService\`) count as
well. Two gateways with one of these on one port are a warning: Node.js goes on without the second inspector, and a model server that
answers is used by both.

In the instance's own CDP range only the first port is an error, since the default browser profile has it. The others are for
profiles that may be added later: a warning.`,
  source:
    'openclaw@2026.9.6 and @2026.3.13: extensions/telegram, feishu, nextcloud-talk, msteams, signal, voice-call; src/hooks/gmail; src/gateway/portals; src/agents/sandbox-host, provider-local-service; node(1), --inspect; launchd.plist(5), Sockets',
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
  /** Below the instance. */
  readonly key: Path;
  readonly isDefault: boolean;
  readonly isAtHome: boolean;
  readonly remedy?: string;
  readonly second?: string;
}

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const listeners = host.instances.flatMap(listenerClaims);
    if (listeners.length === 0) continue;
    yield* pairFindings(host, clashesOf(host, listeners), (claim, clash) => finding(host, claim, clash));
  }
}

function* clashesOf(host: Host, listeners: readonly Claim[]): Generator<Clashes<Claim, Clash>> {
  const inSpans = spanClashes(host);
  const inReserved = reservedClashes(host);
  // What is pinned stays behind when the base moves.
  const leaving = leavingInstances(host);
  const others = function* (claim: Claim, earlier: Iterable<Claim | undefined>) {
    if (!isInSpan(claim) || (!claim.isDefault && leaving.has(claim.instance))) yield* inSpans(claim, claim.instance);
    if (!claim.isAtHome) yield* ownClashes(claim, claim.instance, 'span');
    yield* inReserved(claim);
    for (const one of earlier) yield one && pairClash(one, claim);
  };
  const claims = [...host.instances.flatMap(browserClaims), ...listeners];
  for (const [claim, earlier] of earlierClaims(claims)) yield [claim, others(claim, earlier)];
}

/** A sandbox host beside its base is part of the span, which is compared as a whole. */
function isInSpan({ isAtHome, from, instance }: Claim): boolean {
  return isAtHome && isOwned(from, instance);
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
      return { ...range, kind: 'browser', name, instance, key: ['config', ...path], isDefault: false, isAtHome: true };
    });
}

/** Each listener with the claims before it that it meets: browsers first, then listeners in the order of instances. */
function* earlierClaims(claims: readonly Claim[]): Generator<Clashes<Claim>> {
  const order = new Map(claims.map((claim, index) => [claim, index]));
  const overlapping = overlapFinder(claims);
  const listeners = claims.filter(({ kind }) => kind === 'listener');
  for (const group of groupBy(listeners, formatInterval).values()) {
    const met = [...overlapping(group[0]!)].sort((a, b) => order.get(a)! - order.get(b)!);
    for (const later of group) yield [later, earlierOf(met, later)];
  }
}

function* earlierOf(met: readonly Claim[], later: Claim): Generator<Claim | undefined> {
  for (const earlier of met) {
    if (earlier === later) return;
    yield isReported(earlier, later) || isOneServer(earlier, later) ? undefined : earlier;
  }
}

/** A browser in its instance's span is reported with the span; one in its instance's moved CDP range is where it belongs. */
function isReported(earlier: Claim, later: Claim): boolean {
  if (earlier.kind !== 'browser') return false;
  const isHome = earlier.instance === later.instance && later.isAtHome;
  return isHome ? later.from !== later.to : isOwned(earlier.from, earlier.instance);
}

/** One that several keys of an instance name. */
function isOneServer(earlier: Claim, later: Claim): boolean {
  return earlier.instance === later.instance && earlier.second !== undefined && earlier.second === later.second;
}

function pairClash(earlier: Claim, later: Claim): Clash {
  const owner = nameOf(earlier.instance, later.instance);
  return {
    ...(later.second !== undefined && later.second === earlier.second ? { doubt: later.second } : {}),
    port: Math.max(earlier.from, later.from),
    text: `is taken by the ${earlier.name} of ${owner} too`,
    related: [{ at: placeOf(earlier), message: `the ${earlier.name} of ${owner}` }],
  };
}

function placeOf({ instance, key }: Claim): Path {
  return [...instance.path, ...key];
}

function finding(host: Host, claim: Claim, { port, text, related, doubt }: Clash): Finding {
  const isRange = claim.from !== claim.to;
  const name = `${claim.name}${isRange ? ` ${formatInterval(claim)}` : ''}${claim.isDefault ? ', by default' : ''}`;
  const free = isRange ? undefined : freePortAdvice(host, formatPath(placeOf(claim)), claim.from + 1);
  const isPlainPort = claim.remedy === undefined && free !== undefined;
  return {
    ...(doubt === undefined ? {} : { severity: 'warning' }),
    at: placeOf(claim),
    message: `port ${port} (${name}) ${text}${doubt === undefined ? '' : `, ${doubt}`}; ${advice(claim, isRange, free)}`,
    related,
    ...(isPlainPort ? { suggestions: [String(free)], ...ownValue(claim.instance, placeOf(claim), free) } : {}),
  };
}

/** A range is a moved one, and its own place is free. */
function advice({ key, remedy }: Claim, isRange: boolean, free: number | undefined): string {
  const name = formatPath(key.slice(1));
  if (isRange) return `leave \`${name}\` out, and it stays in this instance's own span`;
  return `${remedy ?? `set \`${name}\` to a free port`}${free === undefined ? '' : `, such as ${free}`}`;
}
