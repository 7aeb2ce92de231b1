// A config → the same config with a reference in place of every secret that stands in it.

import { type Json, type JsonMap, mapOf } from '../../document/json.ts';
import { formatPath, type Path } from '../../document/path.ts';
import { configSecrets } from '../../openclaw/config-secrets.ts';
import { variableFor } from '../../openclaw/secret-fields.ts';
import type { Variables } from '../env-file.ts';
import { looksRandom } from '../secret-values.ts';
import { mapStrings, replaceAt, withoutPath } from './edit-config.ts';

export interface HiddenSecrets {
  readonly config: JsonMap;
  /** In the order in which they were found. */
  readonly moved: readonly MovedSecret[];
  /** Variables that the config refers to. */
  readonly referred: readonly string[];
}

/** A secret's value stands at `place`, and nowhere else yet under its new name. */
export interface MovedSecret {
  readonly name: string;
  readonly place: string;
  /** Whether the service has the value under that name already. */
  readonly isSupplied: boolean;
}

/** `supplied`: what the service finds set, to tell whether a name is free. */
export function hideSecrets(config: JsonMap, supplied: Variables): HiddenSecrets {
  const moved: MovedSecret[] = [];
  let hidden = config;
  for (const { path, kind } of configSecrets(config)) {
    if (kind === 'open') hidden = hide(hidden, path, supplied, moved);
  }
  mapStrings(hidden, (text, path) => {
    if (looksRandom(text)) hidden = hide(hidden, path, supplied, moved);
    return text;
  });
  const referred = configSecrets(hidden).flatMap((secret) => {
    if (secret.kind === 'variables') return secret.names;
    return secret.kind === 'ref' && secret.ref.source === 'env' ? [secret.ref.id] : [];
  });
  return { config: hidden, moved, referred };
}

function hide(config: JsonMap, path: Path, supplied: Variables, moved: MovedSecret[]): JsonMap {
  const value = valueAt(config, path);
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  const name = freeName(variableFor(path), text, supplied, moved);
  moved.push({ name, place: formatPath(path), isSupplied: supplied.get(name) === text });
  // What stands in `env` is set for the gateway, as a variable of the service is.
  if (path[0] === 'env') return withoutPath(config, path);
  const reference =
    typeof value === 'object'
      ? mapOf([
          ['source', 'env'],
          ['provider', 'default'],
          ['id', name],
        ])
      : `\${${name}}`;
  return replaceAt(config, path, reference) as JsonMap;
}

/** A name that has no other value: of two values the wrong one could win. */
function freeName(wanted: string, value: string, supplied: Variables, moved: readonly MovedSecret[]): string {
  const isFree = (name: string) =>
    !moved.some((other) => other.name === name) && (supplied.get(name) ?? value) === value;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    if (isFree(name)) return name;
  }
}

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((inner, key) => (inner as Record<string | number, Json>)[key] ?? null, value);
}
