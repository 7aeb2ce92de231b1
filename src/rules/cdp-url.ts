// A browser that is reached by URL is one gateway's alone.

import { groupBy } from '../diagnostics/collections.ts';
import { formatPath } from '../document/json.ts';
import { cdpPortAdvice } from '../model/auto-ports.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { hostBrowsers } from '../model/port-claims.ts';
import { type CdpEndpoint, LOOPBACK } from '../openclaw/cdp.ts';
import { type Clashes, clashesWithin, pairFindings } from './pairs.ts';
import { type Clash, isOwned, ownClashes, spanClashes } from './port-clashes.ts';
import type { Finding, Rule } from './rule.ts';

export const cdpUrl: Rule = {
  id: 'cdp-url',
  severity: 'error',
  hasWarnings: true,
  summary:
    'no browser URL (`browser.cdpUrl`, `browser.profiles.*.cdpUrl`) is used by two instances, and one on this machine is in no other instance’s span',
  compares: 'browsers (own: {browsers}) with those of every other instance on {host}',
  why: `Two gateways with one browser share its cookies and logins, and close each other's tabs. OpenClaw can't notice: to each of
them the other's tabs are just tabs. A URL on this machine (\`localhost\`, \`127.0.0.1\` and \`[::1]\` are one) that points into
another instance's span is that instance's browser, its relay or the gateway itself.

Two URLs are the same browser where host and port are; scheme, path, query, letter case and credentials make no difference,
and a port that isn't written is the profile's \`cdpPort\` or the scheme's own. A URL whose host or port is a \`\${VAR}\` that
only the host knows can't be compared. One instance may name one browser in several profiles.`,
  source:
    'openclaw@2026.9.6, extensions/browser/src/browser/config (resolveProfile), src/plugin-sdk/browser-cdp; docs/gateway/multiple-gateways.md, "Do not pin browser.cdpUrl to the same value on multiple instances"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { browser: { cdpUrl: "http://browsers.internal:9222" } }
      rescue:
        port: 18909
        config: { browser: { profiles: { lab: { cdpUrl: "ws://Browsers.internal:9222/devtools" } } } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { browser: { cdpUrl: "http://browsers.internal:9222" } }
      rescue:
        port: 18909
        config: { browser: { profiles: { lab: { cdpUrl: "http://browsers.internal:9223" } } } }
`,
  },
  check,
};

interface Browser {
  readonly instance: Instance;
  readonly endpoint: CdpEndpoint;
}

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    const browsers = host.instances.flatMap((instance) =>
      hostBrowsers(instance).map((endpoint): Browser => ({ instance, endpoint })),
    );
    if (browsers.length === 0) continue;
    yield* pairFindings(host, clashesOf(host, browsers), (browser, clash) => finding(host, browser, clash));
  }
}

function* clashesOf(host: Host, browsers: readonly Browser[]): Generator<Clashes<Browser, Clash>> {
  const inSpans = spanClashes(host);
  const others = function* ({ instance, endpoint }: Browser, earlier: Iterable<Browser | undefined>) {
    const range = { from: endpoint.port, to: endpoint.port };
    if (endpoint.key === 'cdpUrl' && endpoint.host === LOOPBACK) {
      yield* inSpans(range, instance);
      yield* ownClashes(range, instance, 'fixed');
    }
    for (const one of earlier) yield one && sharedClash(one);
  };
  // A URL comes after a pin, so that it is the one that is reported.
  const pinsFirst = browsers.toSorted((a, b) => rank(a) - rank(b));
  const groups = groupBy(pinsFirst, place).values();
  for (const [browser, earlier] of clashesWithin(groups, isUnreported)) yield [browser, others(browser, earlier)];
}

/** Two local pins are cdp-port's; a local port that one of the two instances owns is reported already. */
function isUnreported({ instance: a }: Browser, { instance: b, endpoint: { host, port, key } }: Browser): boolean {
  return a !== b && (host !== LOOPBACK || (key === 'cdpUrl' && !isOwned(port, a) && !isOwned(port, b)));
}

function rank({ endpoint }: Browser): number {
  return endpoint.key === 'cdpPort' ? 0 : 1;
}

/** Without credentials, path and query, which may hold secrets. */
function place({ endpoint }: Browser): string {
  return `${endpoint.host}:${endpoint.port}`;
}

function sharedClash({ instance, endpoint }: Browser): Clash {
  const at = [...instance.path, 'config', ...endpoint.path];
  const related = [{ at, message: `\`${instance.name}\` uses it here` }];
  return { port: endpoint.port, text: `is used by \`${instance.name}\` too`, related };
}

function finding(host: Host, browser: Browser, { text, related }: Clash): Finding {
  const { instance, endpoint } = browser;
  const free =
    endpoint.host === LOOPBACK
      ? cdpPortAdvice(host, instance, formatPath([...instance.path, ...endpoint.path]))
      : undefined;
  const advice = free === undefined ? '' : `, for instance on port ${free} of its own CDP range`;
  return {
    at: [...instance.path, 'config', ...endpoint.path],
    ...(endpoint.isHosted ? { severity: 'warning' } : {}),
    message: `the browser at ${place(browser)} ${text}; ${endpoint.isHosted ? 'that is fine where the service starts one for each connection' : `give each instance a browser of its own${advice}`}`,
    related,
    suggestions: free === undefined || endpoint.path.at(-1) === 'mcpArgs' ? [] : [`http://${LOOPBACK}:${free}`],
  };
}
