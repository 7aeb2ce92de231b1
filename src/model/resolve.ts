// The files' values → the resolved fleet: defaults → host → instance, then every instance. What can't be resolved becomes a
// problem of the fleet; nothing throws.

import { posix } from 'node:path';
import { compareText, groupBy, oncePer } from '../diagnostics/collections.ts';
import type { CodedFinding } from '../document/finding.ts';
import { HOST_KEYS, RESERVED_PORTS, SINGLE_HOST_KEYS } from '../document/host-keys.ts';
import { asMap, at, isMap, type Json, type JsonMap, mapOf, type Path, toPointer } from '../document/json.ts';
import {
  type FleetFile,
  type Layer,
  layersOf,
  reservedPorts,
  type United,
  type UnitedHost,
} from '../document/united.ts';
import { NEWEST_RELEASE, releaseOf, type TargetRelease } from '../openclaw/release.ts';
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
  /** The bases of `port: auto`. */
  readonly autoPorts?: LockedPorts;
}

/** The values of the files fit the schema; faulty parts have been left out of them. */
export function resolve(united: United, options: ResolveOptions = {}): Fleet {
  const { openclaw } = united.files[0]!.value as unknown as RawHosts;
  const { openclawSchema: schema } = options;
  const release = options.openclaw ?? openclaw ?? NEWEST_RELEASE;
  const common = schema ? { ...releaseOf(release), schema } : releaseOf(release);
  const releaseIn = ({ openclaw: own = release }: RawInstance) =>
    options.openclaw !== undefined || own === release ? common : releaseOf(own);
  const findings: CodedFinding[] = [];
  const { autoPorts = new Map() } = options;
  const context: Context = { united, releaseIn, autoPorts, sharedConfig: sharing(), findings };
  const resolved = sorted(united.hosts).map(([name, host]) => resolveHost(name, host, context));
  return { release: common, hosts: resolved, findings };
}

interface Context {
  readonly united: United;
  /** Of an instance with these keys. */
  readonly releaseIn: (merged: RawInstance) => TargetRelease;
  readonly autoPorts: LockedPorts;
  readonly sharedConfig: (config: JsonMap) => JsonMap;
  readonly findings: CodedFinding[];
}

/** One object for all maps that are equal: what follows from it alone is found out once. */
function sharing(): (map: JsonMap) => JsonMap {
  const known = new Map<string, JsonMap>();
  return oncePer((map) => {
    const text = JSON.stringify(map);
    const same = known.get(text) ?? map;
    known.set(text, same);
    return same;
  });
}

function resolveHost(name: string, host: UnitedHost, context: Context): Host {
  const { united, releaseIn, findings, autoPorts, sharedConfig } = context;
  const path = ['hosts', name];
  const { os = 'linux', systemd, memory, cpus } = singleKeys(name, host);
  const instances = sorted(host.instances).flatMap(([instance]): Instance[] => {
    const layers = layersOf(united, name, instance);
    const merged = inherit(layers.map(keysOf).reverse());
    const input = {
      host: name,
      os,
      name: instance,
      path: [...path, 'instances', instance],
      merged,
      release: releaseIn(merged as unknown as RawInstance),
      isFaulty: (key: string) => layers.some(({ file, path: at }) => file.faulty.has(toPointer([...at, key]))),
      autoPort: autoPorts.get(name)?.get(instance),
      sharedConfig,
    };
    const resolved = resolveInstance(input, findings);
    return resolved ? [resolved] : [];
  });
  const reserved = reservedPorts(host, name).flatMap((entry, index) =>
    reservedRange(entry, [...path, RESERVED_PORTS, index], findings),
  );
  const bytes = memory === undefined ? undefined : bytesOf(memory);
  return { name, os, systemd, memory: bytes, cpus, path, reserved: distinct(reserved), instances };
}

/** Of each the first that a file says. */
function singleKeys(name: string, { files }: UnitedHost): Pick<RawHost, (typeof SINGLE_HOST_KEYS)[number]> {
  const said = SINGLE_HOST_KEYS.flatMap((key) => {
    const value = files
      .map((file) => at(file.value, 'hosts', name, key))
      .find((one) => one !== undefined && one !== null);
    return value === undefined ? [] : [[key, value] as const];
  });
  return mapOf(said) as unknown as RawHost;
}

/** The instance keys of a layer. A folder that a part names lies beside that part. */
function keysOf({ file, path }: Layer): JsonMap {
  const keys = asMap(at(file.value, ...path));
  const isHost = path.length === 2;
  const own = isHost ? instanceKeys(keys) : keys;
  const { workspaceFiles } = own;
  if (file.folder === '.' || workspaceFiles === undefined) return own;
  return mapOf([...Object.entries(own), ['workspaceFiles', beside(workspaceFiles, file)]]);
}

/** Without what is the host's alone. */
const instanceKeys = oncePer((host: JsonMap) => mapOf(Object.entries(host).filter(([key]) => !HOST_KEYS.has(key))));

function beside(written: Json, file: FleetFile): Json {
  if (isMap(written))
    return mapOf(Object.entries(written).map(([key, value]) => [key, key === 'from' ? beside(value, file) : value]));
  // What no file may name stays as it is, and is refused.
  const isUsable = typeof written === 'string' && !/^[/~]|^\.\/?$/.test(written);
  return isUsable ? posix.join(file.folder, written) : written;
}

/** Several files may say the same of a host. */
function distinct(ranges: readonly ReservedRange[]): readonly ReservedRange[] {
  const same = groupBy(ranges, ({ from, to, note }) => JSON.stringify([from, to, note]));
  return Array.from(same.values(), ([first]) => first!);
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

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => compareText(a, b));
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
  const inherited = layers.slice(0, -1).reduce((far, near) => mergedOnce(far)(near), NOTHING);
  return mergeMaps(inherited, layers.at(-1) ?? NOTHING, []);
}

const NOTHING = mapOf([]);

/** What the instances of a host have in common is one object, down to each value that none of them changes. */
const mergedOnce = oncePer((far: JsonMap) => oncePer((near: JsonMap) => mergeMaps(far, near, [])));

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
