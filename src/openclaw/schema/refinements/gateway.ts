// The gateway's own settings, as far as no rule of gwc's looks after them.
// Source: openclaw@2026.9.6, src/config/zod-schema.gateway, gateway-portal-ingress, src/shared/gateway-edge-auth-headers.

import type { Finding } from '../../../document/finding.ts';
import { at, isList, isMap, type Json, type JsonMap, type Path } from '../../../document/json.ts';
import { atMaps, named, type Refinements, textAt, whole } from './refinement.ts';
import { isBlank, parsedUrl } from './texts.ts';

const DEFAULT_PORT = 18789;
const DEFAULT_CHECK_MINUTES = 5;
const TRANSPORT_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'upgrade',
  'content-length',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
]);

export const GATEWAY_REFINEMENTS: Refinements = {
  roles: atMaps(['gateway.roles'], function* (roles, path) {
    const definitions = roles['definitions'];
    if (!isMap(definitions)) return;
    const names = Object.keys(definitions);
    if (names.length === 0) yield { at: [...path, 'definitions'], message: '`gateway.roles.definitions` needs a role' };
    const role = textAt(roles, 'default')?.trim();
    if (role === undefined || names.includes(role)) return;
    const message = `\`gateway.roles.default\` must name one of its roles: ${names.join(', ') || 'there is none'}`;
    yield { at: [...path, 'default'], message, suggestions: names };
  }),
  'stale-threshold': atMaps(['gateway'], function* (gateway, path) {
    const checked = gateway['channelHealthCheckMinutes'] ?? DEFAULT_CHECK_MINUTES;
    const stale = gateway['channelStaleEventThresholdMinutes'];
    if (typeof checked !== 'number' || typeof stale !== 'number' || stale >= checked) return;
    const at = [...path, 'channelStaleEventThresholdMinutes'];
    yield {
      at,
      message: `${named(at)} must be at least \`channelHealthCheckMinutes\`, which is ${checked}, not ${stale}`,
    };
  }),
  'portal-ingress': whole(portalIngress),
  'edge-auth-headers': atMaps(['gateway.remote.edgeAuth'], function* (headers, path) {
    const names = Object.keys(headers);
    if (names.length === 0) yield { at: path, message: `${named(path)} needs a header; remove it otherwise` };
    for (const [index, name] of names.entries()) {
      const problem = headerProblem(name, names.slice(0, index));
      if (problem) yield { at: [...path, name], part: 'key', message: `\`${name}\` ${problem}` };
    }
  }),
};

function* portalIngress(config: JsonMap): Generator<Finding> {
  const path = ['gateway', 'portals', 'ingress'];
  const ingress = at(config, ...path);
  if (!isMap(ingress)) return;
  if (ingress['port'] === (at(config, 'gateway', 'port') ?? DEFAULT_PORT)) {
    yield { at: [...path, 'port'], message: "the portals' port must differ from `gateway.port`" };
  }
  const domain = textAt(ingress, 'domain')?.toLowerCase();
  const listed = at(config, 'gateway', 'controlUi', 'allowedOrigins');
  const origins: readonly (Json | undefined)[] = [
    at(config, 'gateway', 'publicOrigin'),
    ...(isList(listed) ? listed : []),
  ];
  const clash = origins.find((origin) => domain !== undefined && isWithin(origin, domain));
  if (clash) yield { at: [...path, 'domain'], message: `the portals' domain must not be that of \`${clash}\`` };
}

function isWithin(origin: Json | undefined, domain: string): boolean {
  const host = typeof origin === 'string' ? parsedUrl(origin)?.hostname.toLowerCase() : undefined;
  return host !== undefined && (host === domain || host.endsWith(`.${domain}`));
}

function headerProblem(name: string, earlier: readonly string[]): string | undefined {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return "can't name a header";
  if (TRANSPORT_HEADERS.has(name.toLowerCase())) return 'is a header of the connection itself and may not be set';
  const twin = earlier.find((other) => other.toLowerCase() === name.toLowerCase());
  return twin && `and \`${twin}\` are one header`;
}

const SERVERS: readonly string[] = ['mcp.servers.*', 'nodeHost.mcp.servers.*'];

/** Keys that the schema lets through, as it does every unknown one, and the program refuses. */
const RENAMED: Readonly<Record<string, string>> = {
  connectTimeout: 'connectionTimeoutMs',
  connect_timeout: 'connectionTimeoutMs',
  timeout: 'requestTimeoutMs',
  workingDirectory: 'cwd',
  supports_parallel_tool_calls: 'supportsParallelToolCalls',
  ssl_verify: 'sslVerify',
  client_cert: 'clientCert',
  client_key: 'clientKey',
  disabled: 'enabled',
};

/** Keys that the release's schema names are current there. */
export function serverRefinements(current: readonly string[]): Refinements {
  const isRetired = (key: string) => Object.hasOwn(RENAMED, key) && !current.includes(key);
  const renamed = atMaps(SERVERS, function* (server, path) {
    for (const key of Object.keys(server).filter(isRetired)) {
      const successor = RENAMED[key]!;
      const message = `${named([...path, key])} is refused; use \`${successor}\``;
      yield { at: [...path, key], part: 'key', message, suggestions: [successor] };
    }
  });
  return { 'server-keys': renamed, ...SERVER_REFINEMENTS };
}

const SERVER_REFINEMENTS: Refinements = {
  'server-transport': atMaps(SERVERS, function* (server, path) {
    if (server['transport'] === 'stdio' && !hasCommand(server)) {
      yield { at: [...path, 'transport'], message: `${named(path)} needs a \`command\` for its transport \`stdio\`` };
    }
    if (isMap(server['oauth']) && server['oauth']['identity'] === 'per-requester') {
      yield* perRequester(server, server['oauth'], [...path, 'oauth', 'identity']);
    }
  }),
  'server-names': atMaps(['mcp.servers', 'nodeHost.mcp.servers'], function* (servers, path) {
    for (const name of Object.keys(servers)) {
      const isTrimmed = name !== '' && name === name.trim();
      if (name !== '__proto__' && (isTrimmed || path[0] === 'mcp')) continue;
      yield { at: [...path, name], part: 'key', message: `\`${name}\` can't name a server; choose another name` };
    }
  }),
};

function hasCommand(server: JsonMap): boolean {
  const command = server['command'];
  return typeof command === 'string' && !isBlank(textAt(server, 'command') ?? command);
}

function* perRequester(server: JsonMap, oauth: JsonMap, path: Path): Generator<Finding> {
  const needs = (what: string): Finding => ({ at: path, message: `\`identity: per-requester\` ${what}` });
  if (server['auth'] !== 'oauth') yield needs('needs `auth: oauth`');
  if (oauth['authProfileId']) yield needs('has no `authProfileId`; remove one of them');
  if (!server['url']) yield needs("needs the server's `url`");
  if (server['command'] !== undefined || server['transport'] === 'stdio')
    yield needs('is for servers with a `url`, not a `command`');
}
