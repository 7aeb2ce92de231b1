// The gateway's own settings, as far as no rule of gwc's looks after them.
// Source: openclaw@2026.9.6, src/config/zod-schema.gateway, gateway-portal-ingress, src/shared/gateway-edge-auth-headers.

import { at, isList, isMap, type Json, type JsonMap } from '../../../document/json.ts';
import { atMaps, type Complaint, named, type Refinement, textAt, whole } from './refinement.ts';
import { parsedUrl } from './text-forms.ts';

const DEFAULT_PORT = 18789;
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

export const GATEWAY_REFINEMENTS: readonly Refinement[] = [
  atMaps(['gateway.roles'], function* (roles, path) {
    const definitions = roles['definitions'];
    if (!isMap(definitions)) return;
    const names = Object.keys(definitions);
    if (names.length === 0)
      yield { path: [...path, 'definitions'], message: '`gateway.roles.definitions` needs a role' };
    const role = textAt(roles, 'default')?.trim();
    if (role === undefined || names.includes(role)) return;
    const message = `\`gateway.roles.default\` must name one of its roles: ${names.join(', ') || 'there is none'}`;
    yield { path: [...path, 'default'], message, suggestions: names };
  }),
  whole(portalIngress),
  atMaps(['gateway.remote.edgeAuth'], function* (headers, path) {
    const names = Object.keys(headers);
    if (names.length === 0) yield { path, message: `${named(path)} needs a header; remove it otherwise` };
    for (const [index, name] of names.entries()) {
      const problem = headerProblem(name, names.slice(0, index));
      if (problem) yield { path: [...path, name], part: 'key', message: `\`${name}\` ${problem}` };
    }
  }),
];

function* portalIngress(config: JsonMap): Generator<Complaint> {
  const path = ['gateway', 'portals', 'ingress'];
  const ingress = at(config, ...path);
  if (!isMap(ingress)) return;
  if (ingress['port'] === (at(config, 'gateway', 'port') ?? DEFAULT_PORT)) {
    yield { path: [...path, 'port'], message: "the portals' port must differ from `gateway.port`" };
  }
  const domain = textAt(ingress, 'domain')?.toLowerCase();
  const listed = at(config, 'gateway', 'controlUi', 'allowedOrigins');
  const origins: readonly (Json | undefined)[] = [
    at(config, 'gateway', 'publicOrigin'),
    ...(isList(listed) ? listed : []),
  ];
  const clash = origins.find((origin) => domain !== undefined && isWithin(origin, domain));
  if (clash) yield { path: [...path, 'domain'], message: `the portals' domain must not be that of \`${clash}\`` };
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
