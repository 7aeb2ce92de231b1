// The document's value → the resolved fleet: defaults → host → instance, then every instance. What can't be resolved becomes a
// problem of the fleet; nothing throws.

import { compareText } from '../diagnostics/collections.ts';
import type { CodedFinding } from '../document/finding.ts';
import { asMap, isMap, type Json, type JsonMap, mapOf, type Path, toPointer } from '../document/json.ts';
import { NEWEST_RELEASE, type Os, releaseOf, type TargetRelease } from '../openclaw/release.ts';
import type { LockedPorts } from './auto-ports.ts';
import type { Fleet, Host, Instance, ReservedRange } from './fleet.ts';
import { bytesOf } from './limits.ts';
import type { RawHost, RawHosts, RawInstance } from './raw.ts';
import { resolveInstance } from './resolve-instance.ts';

export interface ResolveOptions {
  /** Wins over the document's `openclaw`. */
  readonly openclaw?: string;
  /** See `TargetRelease`. */
  readonly openclawSchema?: JsonMap;
  /** Pointers to the faulty parts that have been left out of the value. */
  readonly faulty?: ReadonlySet<string>;
  /** The bases of `port: auto`. */
  readonly autoPorts?: LockedPorts;
}

const HOST_KEYS: ReadonlySet<string> = new Set(['os', 'systemd', 'memory', 'cpus', 'reservedPorts', 'instances']);

/** `value` fits the schema; faulty parts have been left out of it. */
export function resolve(value: JsonMap, options: ResolveOptions = {}): Fleet {
  const { openclaw, defaults, hosts } = value as unknown as RawHosts;
  const { openclawSchema: schema } = options;
  const release = options.openclaw ?? openclaw ?? NEWEST_RELEASE;
  const common = schema ? { ...releaseOf(release), schema } : releaseOf(release);
  const releaseIn = ({ openclaw: own = release }: RawInstance) =>
    options.openclaw !== undefined || own === release ? common : releaseOf(own);
  const findings: CodedFinding[] = [];
  const { faulty = new Set<string>(), autoPorts = new Map() } = options;
  const context: Context = { defaults: asMap(defaults), releaseIn, faulty, autoPorts, findings };
  const resolved = sorted(hosts ?? {}).map(([name, host]) => resolveHost(name, (host ?? {}) as RawHost, context));
  return { release: common, hosts: resolved, findings };
}

interface Context {
  readonly defaults: JsonMap;
  /** Of an instance with these keys. */
  readonly releaseIn: (merged: RawInstance) => TargetRelease;
  readonly faulty: ReadonlySet<string>;
  readonly autoPorts: LockedPorts;
  readonly findings: CodedFinding[];
}

function resolveHost(name: string, raw: RawHost, context: Context): Host {
  const { defaults, releaseIn, findings, faulty, autoPorts } = context;
  const path = ['hosts', name];
  const os: Os = raw.os ?? 'linux';
  const own = mapOf(Object.entries(raw as JsonMap).filter(([key]) => !HOST_KEYS.has(key)));
  const instances = sorted(raw.instances ?? {}).flatMap(([instance, keys]): Instance[] => {
    const instancePath = [...path, 'instances', instance];
    const merged = inherit([defaults, own, asMap(keys)]);
    const isFaulty = (key: string) =>
      [['defaults'], path, instancePath].some((layer) => faulty.has(toPointer([...layer, key])));
    const input = {
      host: name,
      os,
      name: instance,
      path: instancePath,
      merged,
      release: releaseIn(merged as unknown as RawInstance),
      isFaulty,
      autoPort: autoPorts.get(name)?.get(instance),
    };
    const resolved = resolveInstance(input, findings);
    return resolved ? [resolved] : [];
  });
  const reserved = (raw.reservedPorts ?? []).flatMap((entry, index) =>
    reservedRange(entry as Json, [...path, 'reservedPorts', index], findings),
  );
  const { systemd, cpus } = raw;
  const memory = raw.memory === undefined ? undefined : bytesOf(raw.memory);
  return { name, os, systemd, memory, cpus, path, reserved, instances };
}

function reservedRange(entry: Json, path: Path, findings: CodedFinding[]): readonly ReservedRange[] {
  const range = readRange(entry);
  // A part of it is invalid, which is reported already.
  if (Number.isNaN(range.from) || Number.isNaN(range.to)) return [];
  if (range.from >= 1 && range.to <= 65535 && range.from <= range.to) return [{ ...range, path }];
  findings.push({
    code: 'schema',
    at: path,
    message: `the range ${range.from}-${range.to} must go upward and lie within 1-65535`,
  });
  return [];
}

function readRange(entry: Json): Omit<ReservedRange, 'path'> {
  if (isMap(entry)) return { from: Number(entry['from']), to: Number(entry['to']), note: String(entry['note'] ?? '') };
  const [from, to] = String(entry).split('-').map(Number);
  return { from: from!, to: to ?? from!, note: '' };
}

function sorted<T>(map: { readonly [key: string]: T }): readonly (readonly [string, T])[] {
  return Object.entries(map).sort(([a], [b]) => compareText(a, b));
}

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
const HAS_EXTENSIONS: ReadonlySet<string> = new Set(
  [[], ['service'], ['service', 'limits'], ['service', 'systemd'], ['workspaceFiles']].map(toPointer),
);

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
