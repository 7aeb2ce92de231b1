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
    for (const { value, key } of valuesAt(instance.config, keys, ['config'])) add(kind, value, key);
  }
  return found;
}

interface Located {
  readonly value: Json;
  readonly key: Path;
}

function valuesAt(value: Json | undefined, keys: readonly string[], key: Path): readonly Located[] {
  if (value === undefined) return [];
  const [first, ...rest] = keys;
  if (first === undefined) return [{ value, key }];
  if (first !== '*') return isMap(value) ? valuesAt(value[first], rest, [...key, first]) : [];
  if (isList(value)) return value.flatMap((item, index) => valuesAt(item, rest, [...key, index]));
  return isMap(value) ? Object.keys(value).flatMap((name) => valuesAt(value[name], rest, [...key, name])) : [];
}

const VARIABLE = /\$\{([A-Z_][A-Z0-9_]*)\}/g;

function readPath(value: Json | undefined, { home, stateDir, configPath, env }: Instance): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const known = new Map(
    Object.entries({ HOME: home, OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath, ...env }),
  );
  const text = value.trim().replace(VARIABLE, (reference, name) => known.get(name) ?? reference);
  return text.search(VARIABLE) === -1 ? resolvePath(text, home) : undefined;
}
