// MCP servers. Source: openclaw@2026.9.6, src/config/zod-schema.mcp-server, zod-schema.root-support.

import { isMap, type JsonMap } from '../../../document/json.ts';
import type { Path } from '../../../document/path.ts';
import { atMaps, type Complaint, named, type Refinement, textAt } from './refinement.ts';
import { isBlank } from './text-forms.ts';

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
export function serverRefinements(current: readonly string[]): readonly Refinement[] {
  const isRetired = (key: string) => Object.hasOwn(RENAMED, key) && !current.includes(key);
  const renamed = atMaps(SERVERS, function* (server, path) {
    for (const key of Object.keys(server).filter(isRetired)) {
      const successor = RENAMED[key]!;
      const message = `${named([...path, key])} is refused; use \`${successor}\``;
      yield { path: [...path, key], part: 'key', message, suggestions: [successor] };
    }
  });
  return [renamed, ...SERVER_REFINEMENTS];
}

const SERVER_REFINEMENTS: readonly Refinement[] = [
  atMaps(SERVERS, function* (server, path) {
    if (server['transport'] === 'stdio' && !hasCommand(server)) {
      yield { path: [...path, 'transport'], message: `${named(path)} needs a \`command\` for its transport \`stdio\`` };
    }
    if (isMap(server['oauth']) && server['oauth']['identity'] === 'per-requester') {
      yield* perRequester(server, server['oauth'], [...path, 'oauth', 'identity']);
    }
  }),
  atMaps(['mcp.servers', 'nodeHost.mcp.servers'], function* (servers, path) {
    for (const name of Object.keys(servers)) {
      const isTrimmed = name !== '' && name === name.trim();
      if (name !== '__proto__' && (isTrimmed || path[0] === 'mcp')) continue;
      yield { path: [...path, name], part: 'key', message: `\`${name}\` can't name a server; choose another name` };
    }
  }),
];

function hasCommand(server: JsonMap): boolean {
  const command = server['command'];
  return typeof command === 'string' && !isBlank(textAt(server, 'command') ?? command);
}

function* perRequester(server: JsonMap, oauth: JsonMap, path: Path): Generator<Complaint> {
  const needs = (what: string): Complaint => ({ path, message: `\`identity: per-requester\` ${what}` });
  if (server['auth'] !== 'oauth') yield needs('needs `auth: oauth`');
  if (oauth['authProfileId']) yield needs('has no `authProfileId`; remove one of them');
  if (!server['url']) yield needs("needs the server's `url`");
  if (server['command'] !== undefined || server['transport'] === 'stdio')
    yield needs('is for servers with a `url`, not a `command`');
}
