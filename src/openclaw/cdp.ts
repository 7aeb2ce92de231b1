// The browsers that a config drives by port or by URL. Source: resolveBrowserConfig and resolveProfile of both releases
// (extensions/browser/src/browser/config; src/browser/config).

import { at, isMap, type Json, type JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { isPort } from './listener.ts';

/** Where a browser answers the DevTools protocol. */
export interface CdpEndpoint {
  /** Below the config: `browser.cdpUrl`, `browser.profiles.<name>.cdpUrl` or `….cdpPort`. */
  readonly path: Path;
  readonly key: 'cdpPort' | 'cdpUrl';
  /** Absent for `browser.cdpUrl`. */
  readonly profile?: string;
  /** Lower case; `127.0.0.1` for every form of this machine. */
  readonly host: string;
  readonly port: number;
  /** Somebody else starts the browser: OpenClaw only attaches to it. */
  readonly isAttached: boolean;
}

export const LOOPBACK = '127.0.0.1';

/** Empty with the browser off. URLs that hold `${VAR}` in host or port, or can't be read, are left out. */
export function cdpEndpoints(config: JsonMap): readonly CdpEndpoint[] {
  const browser = at(config, 'browser');
  if (!isMap(browser) || browser['enabled'] === false) return [];
  const profiles = isMap(browser['profiles']) ? browser['profiles'] : {};
  return [
    ...urlEndpoint(browser, browser, ['browser']),
    ...Object.entries(profiles).flatMap(([name, profile]) =>
      isMap(profile)
        ? profileEndpoint(profile, browser, ['browser', 'profiles', name]).map((found) => ({ ...found, profile: name }))
        : [],
    ),
  ];
}

/** A profile's URL wins over its port; an existing session has no port; an extension's relay is always on this machine. */
function profileEndpoint(profile: JsonMap, browser: JsonMap, path: Path): readonly CdpEndpoint[] {
  const byUrl = urlEndpoint(profile, browser, path);
  const { driver, cdpPort: port } = profile;
  if (byUrl.length > 0 || driver === 'existing-session' || !isPort(port)) return byUrl;
  const host = driver === 'extension' ? LOOPBACK : (parseUrl(browser['cdpUrl'])?.host ?? LOOPBACK);
  return [
    { path: [...path, 'cdpPort'], key: 'cdpPort', host, port, isAttached: isAttached(profile, browser, host, driver) },
  ];
}

function urlEndpoint(owner: JsonMap, browser: JsonMap, path: Path): readonly CdpEndpoint[] {
  const url = parseUrl(owner['cdpUrl']);
  if (!url) return [];
  const { host, port: explicit, schemePort } = url;
  const own = owner['cdpPort'];
  const port = explicit ?? (isPort(own) ? own : schemePort);
  const attached = isAttached(owner, browser, host, owner['driver']);
  return [{ path: [...path, 'cdpUrl'], key: 'cdpUrl', host, port, isAttached: attached }];
}

function isAttached(owner: JsonMap, browser: JsonMap, host: string, driver: Json | undefined): boolean {
  if (driver === 'extension') return false;
  return host !== LOOPBACK || driver === 'existing-session' || (owner['attachOnly'] ?? browser['attachOnly']) === true;
}

interface CdpUrl {
  readonly host: string;
  readonly port: number | undefined;
  readonly schemePort: number;
}

const SCHEME_PORTS: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['ws:', 80],
  ['https:', 443],
  ['wss:', 443],
]);

function parseUrl(value: Json | undefined): CdpUrl | undefined {
  if (typeof value !== 'string' || !URL.canParse(value.trim())) return undefined;
  const { protocol, hostname, port } = new URL(value.trim());
  const schemePort = SCHEME_PORTS.get(protocol);
  // OpenClaw's own variables, which only the host knows.
  if (schemePort === undefined || hostname.includes('${')) return undefined;
  return { host: canonicalHost(hostname), port: port === '' ? undefined : Number(port), schemePort };
}

/** URL has brought numbers into their shortest form and names into lower case. */
function canonicalHost(hostname: string): string {
  const host = hostname.replace(/\.$/, '');
  const isLocal = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f.*\])$/.test(host);
  return isLocal ? LOOPBACK : host;
}
