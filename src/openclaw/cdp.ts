// The browsers that a config drives by port or by URL. Source: resolveBrowserConfig and resolveProfile of both releases
// (extensions/browser/src/browser/config; src/browser/config).

import { at, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { isPort } from './listener.ts';

/** Where a browser answers the DevTools protocol. */
export interface CdpEndpoint {
  /** Below the config: `browser.cdpUrl`, `browser.profiles.<name>.cdpUrl`, `….mcpArgs` or `….cdpPort`. */
  readonly path: Path;
  readonly key: 'cdpPort' | 'cdpUrl';
  /** Absent for `browser.cdpUrl`. */
  readonly profile?: string;
  /** Lower case; `127.0.0.1` for every form of this machine. */
  readonly host: string;
  readonly port: number;
  /** Somebody else starts the browser: OpenClaw only attaches to it. */
  readonly isAttached: boolean;
  /** A service that starts a browser for each connection: `wss://` on its own port, and beyond the local network. */
  readonly isHosted: boolean;
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
  const { driver, cdpPort: port } = profile;
  const attached = driver === 'existing-session' ? attachment(profile) : {};
  if (attached.url !== undefined || attached.isAuto)
    return urlEndpoint({ ...profile, cdpUrl: attached.url ?? null }, browser, path).map((found) => ({
      ...found,
      path: [...path, 'mcpArgs'],
    }));
  const byUrl = urlEndpoint(profile, browser, path);
  if (byUrl.length > 0 || driver === 'existing-session' || !isPort(port)) return byUrl;
  const host = driver === 'extension' ? LOOPBACK : (parseUrl(browser['cdpUrl'])?.host ?? LOOPBACK);
  return [
    {
      path: [...path, 'cdpPort'],
      key: 'cdpPort',
      host,
      port,
      isAttached: isAttached(profile, browser, host, driver),
      isHosted: false,
    },
  ];
}

export interface Attachment {
  readonly url?: string;
  /** Whether it looks for the browser in its data folder, whatever `cdpUrl` says. */
  readonly isAuto?: boolean;
  readonly dataFolder?: string;
}

const CONNECTION = /^(?:--(browser-?url|ws-?endpoint|user-?data-?dir)|-([uw]))(?:=(.*))?$/is;

/** What an existing session's `mcpArgs` say of the browser. Source: extensions/browser/src/browser/chrome-mcp-options. */
export function attachment(profile: Json): Attachment {
  const args = at(profile, 'mcpArgs');
  const words = Array.isArray(args) ? args.map(String) : [];
  const found = words.flatMap((word, index) => {
    const [, name, short, value = words[index + 1] ?? ''] = CONNECTION.exec(word) ?? [];
    return name || short ? [{ isFolder: /^u.*dir$/i.test(name ?? ''), value }] : [];
  });
  const url = found.find(({ isFolder }) => !isFolder)?.value;
  const dataFolder = found.find(({ isFolder }) => isFolder)?.value;
  return {
    ...(url === undefined ? {} : { url }),
    ...(dataFolder === undefined ? {} : { dataFolder }),
    isAuto: url === undefined && words.some((word) => /^--auto-?connect(=true)?$/i.test(word)),
  };
}

function urlEndpoint(owner: JsonMap, browser: JsonMap, path: Path): readonly CdpEndpoint[] {
  const url = parseUrl(owner['cdpUrl']);
  if (!url) return [];
  const { host, port: explicit, schemePort, isHosted } = url;
  const own = owner['cdpPort'];
  const port = explicit ?? (isPort(own) ? own : schemePort);
  const attached = isAttached(owner, browser, host, owner['driver']);
  return [{ path: [...path, 'cdpUrl'], key: 'cdpUrl', host, port, isAttached: attached, isHosted }];
}

function isAttached(owner: JsonMap, browser: JsonMap, host: string, driver: Json | undefined): boolean {
  if (driver === 'extension') return false;
  return host !== LOOPBACK || driver === 'existing-session' || (owner['attachOnly'] ?? browser['attachOnly']) === true;
}

interface CdpUrl {
  readonly host: string;
  readonly port: number | undefined;
  readonly schemePort: number;
  readonly isHosted: boolean;
}

const SCHEME_PORTS: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['ws:', 80],
  ['https:', 443],
  ['wss:', 443],
]);

const LOCAL_DOMAIN = /\.(local|lan|internal|intranet|home|corp|test|ts\.net)$/;

function parseUrl(value: Json | undefined): CdpUrl | undefined {
  if (typeof value !== 'string' || !URL.canParse(value.trim())) return undefined;
  const { protocol, hostname, port } = new URL(value.trim());
  const schemePort = SCHEME_PORTS.get(protocol);
  // OpenClaw's own variables, which only the host knows.
  if (schemePort === undefined || hostname.includes('${')) return undefined;
  const host = canonicalHost(hostname);
  const isHosted = schemePort === 443 && port === '' && /\.[a-z]+$/.test(host) && !LOCAL_DOMAIN.test(host);
  return { host, port: port === '' ? undefined : Number(port), schemePort, isHosted };
}

/** URL has brought numbers into their shortest form and names into lower case. */
export function canonicalHost(hostname: string): string {
  const host = hostname.replace(/\.$/, '');
  const isLocal = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f.*\])$/.test(host);
  return isLocal ? LOOPBACK : host;
}
