// The paths that an instance's config and environment give, as OpenClaw will read them.

import { isList, isMap, type Json } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { CONFIG_PATHS, PATH_VARIABLES } from '../openclaw/config-paths.ts';
import type { Instance } from './fleet.ts';
import type { PathKind } from './instance-paths.ts';
import { resolvePath } from './paths.ts';

export interface OpenclawPath {
  readonly kind: PathKind;
  /** Normalized; a relative one stays relative. */
  readonly path: string;
  /** Below the instance. */
  readonly key: Path;
}

/** Those that can be known before the start: without the ones that hold a variable of the host's. */
export function openclawPaths(instance: Instance): readonly OpenclawPath[] {
  const found: OpenclawPath[] = [];
  const add = (kind: PathKind, value: Json | undefined, key: Path): void => {
    const path = readPath(value, instance);
    if (path !== undefined) found.push({ kind, path, key });
  };
  for (const { name, kind } of PATH_VARIABLES) add(kind, instance.env[name], ['env', name]);
  for (const { keys, kind } of CONFIG_PATHS) {
    for (const { value, key } of valuesAt(instance.config, keys)) add(kind, value, ['config', ...key]);
  }
  return found;
}

interface Located {
  readonly value: Json;
  readonly key: Path;
}

/** `depth` is how many of the keys lead to the value; `key` is the path to it, `*` filled in. */
function valuesAt(value: Json | undefined, keys: readonly string[], depth = 0, key: Path = []): readonly Located[] {
  if (value === undefined) return NONE;
  const next = keys[depth];
  if (next === undefined) return [{ value, key }];
  if (next !== '*') return isMap(value) ? valuesAt(value[next], keys, depth + 1, [...key, next]) : NONE;
  const entries = isList(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  return entries.flatMap(([name, item]) => valuesAt(item, keys, depth + 1, [...key, name]));
}

const NONE: readonly Located[] = [];

const VARIABLE = /\$\{([A-Z_][A-Z0-9_]*)\}/g;

function readPath(value: Json | undefined, { home, stateDir, configPath, env }: Instance): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const known = new Map(
    Object.entries({ HOME: home, OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath, ...env }),
  );
  const text = value.trim().replace(VARIABLE, (reference, name) => known.get(name) ?? reference);
  return text.search(VARIABLE) === -1 ? resolvePath(text, home) : undefined;
}
