// A browser that is reached by URL is one gateway's alone.

import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { freeCdpPort } from '../model/free-ports.ts';
import { hostBrowsers } from '../model/host-listeners.ts';
import { type CdpEndpoint, LOOPBACK } from '../openclaw/cdp.ts';
import { clashesWithin, cutNotice, groupsBy, readablePairs } from './pairs.ts';
import { type Clash, isOwned, ownClashes, spanClashes } from './port-clashes.ts';
import type { Finding, Rule } from './rule.ts';

export const cdpUrl: Rule = {
  id: 'cdp-url',
  severity: 'error',
  summary:
    'no browser URL (`browser.cdpUrl`, `browser.profiles.*.cdpUrl`) is used by two instances, and one on this machine is in no other instance’s span',
  why: `Two gateways with one browser share its cookies and logins, and close each other's tabs. OpenClaw can't notice: to each of
them the other's tabs are just tabs. A URL on this machine (\`localhost\`, \`127.0.0.1\` and \`[::1]\` are one) that points into
another instance's span is that instance's browser, its relay or the gateway itself.

Two URLs are the same browser where host and port are; scheme, path, query, letter case and credentials make no difference,
and a port that isn't written is the profile's \`cdpPort\` or the scheme's own. A URL whose host or port is a \`\${VAR}\` can't
be compared. One instance may name one browser in several profiles.`,
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
    const inSpans = spanClashes(host);
    for (const browser of browsers) {
      if (browser.endpoint.key !== 'cdpUrl' || browser.endpoint.host !== LOOPBACK) continue;
      const range = { from: browser.endpoint.port, to: browser.endpoint.port };
      const clashes = [...inSpans(range, browser.instance), ...ownClashes(range, browser.instance, 'fixed')];
      for (const clash of clashes) yield finding(host, browser, clash);
    }
    // A URL comes after a pin, so that it is the one that is reported.
    const pinsFirst = browsers.toSorted((a, b) => rank(a) - rank(b));
    const { shown, isCut } = readablePairs(clashesWithin(groupsBy(pinsFirst, place), isUntold));
    for (const [earlier, later] of shown) yield finding(host, later, sharedClash(earlier));
    if (isCut) yield cutNotice(host);
  }
}

/** Two local pins are cdp-port's; a local port that one of the two instances owns is told already. */
function isUntold({ instance: a }: Browser, { instance: b, endpoint: { host, port, key } }: Browser): boolean {
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
  const free = endpoint.host === LOOPBACK ? freeCdpPort(host, instance) : undefined;
  const advice = free === undefined ? '' : `, for instance on port ${free} of its own CDP range`;
  return {
    at: [...instance.path, 'config', ...endpoint.path],
    message: `the browser at ${place(browser)} ${text}; give each instance a browser of its own${advice}`,
    related,
    suggestions: free === undefined ? [] : [`http://${LOOPBACK}:${free}`],
  };
}
