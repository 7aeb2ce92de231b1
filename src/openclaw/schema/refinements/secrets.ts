// References to secrets. Source: openclaw@2026.9.6, src/secrets/ref-contract, unsupported-surface-policy, src/config/validation.

import type { Finding } from '../../../document/finding.ts';
import { at, isList, isMap, type Json, type JsonMap, type Path } from '../../../document/json.ts';
import { at as everyAt, named, type Refinements, textAt, whole } from './refinement.ts';

/** Keys whose value OpenClaw itself replaces at run time, so that it can't come from a reference. */
const PLAIN_ONLY: readonly string[] = [
  'hooks.token',
  'hooks.gmail.pushToken',
  'hooks.mappings.*.sessionKey',
  'channels.discord.threadBindings.webhookToken',
  'channels.discord.accounts.*.threadBindings.webhookToken',
  'channels.whatsapp.creds.json',
  'channels.whatsapp.accounts.*.creds.json',
];

/** Their plugins check references by their own schemas. */
const PLUGIN_KEYS: ReadonlySet<string> = new Set(['channels', 'plugins']);

export const SECRET_REFINEMENTS: Refinements = {
  'plain-only': everyAt(PLAIN_ONLY, function* ({ value, path }) {
    if (isReference(value))
      yield { at: path, message: `${named(path)} takes no reference; write \`\${NAME}\` instead` };
  }),
  'reference-ids': whole(function* (config) {
    for (const { ref, path } of referencesIn(config)) {
      if (!PLUGIN_KEYS.has(String(path[0]))) yield* idComplaints(ref, path);
    }
  }),
  'reference-sources': whole(function* (config) {
    for (const { ref, path } of referencesIn(config)) yield* sourceComplaints(ref, path, config);
  }),
};

/** What is wrong with the id of a reference. */
export function* idComplaints(ref: JsonMap, path: Path): Generator<Finding> {
  const id = textAt(ref, 'id');
  const problem = id === undefined ? undefined : idProblem(ref['source'], id);
  if (problem) yield { at: [...path, 'id'], message: `${named([...path, 'id'])} ${problem}` };
}

function isReference(value: Json): value is JsonMap {
  return isMap(value) && ['source', 'provider', 'id'].every((key) => typeof value[key] === 'string');
}

interface PlacedReference {
  readonly ref: JsonMap;
  readonly path: Path;
}

/** Every reference in a value. */
export function referencesIn(value: Json, path: Path = []): readonly PlacedReference[] {
  if (typeof value !== 'object' || value === null) return NONE;
  if (isReference(value)) return [{ ref: value, path }];
  const found = isList(value)
    ? value.flatMap((inner, index) => referencesIn(inner, [...path, index]))
    : Object.keys(value).flatMap((key) => referencesIn((value as JsonMap)[key]!, [...path, key]));
  return found.length === 0 ? NONE : found;
}

const NONE: readonly PlacedReference[] = [];

function idProblem(source: Json | undefined, id: string): string | undefined {
  if (source === 'file' && id !== 'value' && !(id.startsWith('/') && !/~(?![01])/.test(id))) {
    return 'must be a JSON pointer such as /gateway/token, or `value`';
  }
  const isSafe = /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,255}$/.test(id) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(id);
  return source === 'exec' && !isSafe
    ? 'must be letters, digits and `._:/#-`, without `.` or `..` as a part'
    : undefined;
}

function* sourceComplaints(ref: JsonMap, path: Path, config: JsonMap): Generator<Finding> {
  const provider = String(ref['provider']);
  const declared = at(config, 'secrets', 'providers', provider, 'source');
  if (declared === undefined || declared === ref['source']) return;
  const message = `the provider \`${provider}\` has \`source: ${declared}\`, and this asks it for \`${ref['source']}\``;
  yield { at: [...path, 'source'], message, suggestions: [String(declared)] };
}
