// The openclaw.json of an instance: the user's fragment and what gwc owns in it.

import { isMap, type Json, type JsonMap, mapOf, type Path } from '../document/json.ts';
import type { Instance } from './fleet.ts';

/** Keys that gwc owns, each with the instance key that it comes from. */
export const OWNED_KEYS: readonly { readonly path: Path; readonly from: 'port' | 'workspace' | 'logFile' }[] = [
  { path: ['gateway', 'port'], from: 'port' },
  { path: ['agents', 'defaults', 'workspace'], from: 'workspace' },
  { path: ['logging', 'file'], from: 'logFile' },
];

/** As OpenClaw reads it; the order of keys has no meaning. */
export function openclawConfig(instance: Instance): JsonMap {
  const withMode = withDefault(instance.config, ['gateway', 'mode'], 'local');
  // Where a host looks like a container, OpenClaw would listen on every address.
  const usual = instance.service.manager.container ? withMode : withDefault(withMode, ['gateway', 'bind'], 'loopback');
  return OWNED_KEYS.reduce((config, { path, from }) => {
    const value = instance[from];
    return value === undefined ? config : withValue(config, path, value);
  }, usual);
}

function withValue(map: JsonMap, [key, ...rest]: Path, value: Json): JsonMap {
  const name = String(key);
  const inner = map[name];
  return mapOf([
    ...Object.entries(map),
    [name, rest.length === 0 ? value : withValue(isMap(inner) ? inner : mapOf([]), rest, value)],
  ]);
}

function withDefault(map: JsonMap, path: Path, value: Json): JsonMap {
  const present = path.reduce<Json | undefined>((inner, key) => (isMap(inner) ? inner[key] : undefined), map);
  return present === undefined ? withValue(map, path, value) : map;
}
