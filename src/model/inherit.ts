// defaults → host → instance: the nearer wins; maps merge deeply, scalars and lists replace, null removes.

import { isMap, type Json, type JsonMap, mapOf } from '../document/json.ts';
import { type Path, toPointer } from '../document/path.ts';

/** Maps in which null means "leave out what gwc itself would write", and so must live on after merging. */
const KEEPS_NULL: ReadonlySet<string> = new Set(
  [
    ['service', 'launchd'],
    ['service', 'systemd', 'Unit'],
    ['service', 'systemd', 'Service'],
    ['service', 'systemd', 'Install'],
  ].map(toPointer),
);

/** Maps of gwc's own language, where `x-*` keys are ignored; elsewhere a key such as `x-api-key` has a meaning. */
const HAS_EXTENSIONS: ReadonlySet<string> = new Set([[], ['service'], ['service', 'systemd']].map(toPointer));

/** Layers from the farthest to the nearest. */
export function inherit(layers: readonly JsonMap[]): JsonMap {
  return layers.reduce((merged, layer) => mergeMaps(merged, layer, []), mapOf([]));
}

function mergeMaps(far: JsonMap, near: JsonMap, path: Path): JsonMap {
  const pointer = toPointer(path);
  const merged = new Map(Object.entries(far));
  for (const [key, value] of Object.entries(near)) {
    if (HAS_EXTENSIONS.has(pointer) && key.startsWith('x-')) continue;
    if (value === null && !KEEPS_NULL.has(pointer)) merged.delete(key);
    else merged.set(key, mergeValues(merged.get(key), value, [...path, key]));
  }
  return mapOf(merged);
}

function mergeValues(far: Json | undefined, near: Json, path: Path): Json {
  return isMap(near) ? mergeMaps(isMap(far) ? far : mapOf([]), near, path) : near;
}
