// The document's value → the resolved fleet. What can't be resolved becomes a problem of the fleet; nothing throws.

import { compareText } from '../diagnostics/sort.ts';
import { asMap, isMap, type Json, type JsonMap, mapOf } from '../document/json.ts';
import { type Path, toPointer } from '../document/path.ts';
import { NEWEST_RELEASE, type Target, targetOf } from '../openclaw/index.ts';
import type { Os } from '../openclaw/release.ts';
import type { Fleet, Host, Instance, Problem, ReservedRange } from './fleet.ts';
import { inherit } from './inherit.ts';
import type { LockedPorts } from './port-lock.ts';
import type { RawHost, RawHosts } from './raw.ts';
import { resolveInstance } from './resolve-instance.ts';

export interface ResolveOptions {
  /** Wins over the document's `openclaw`. */
  readonly openclaw?: string;
  /** See `Target`. */
  readonly openclawSchema?: JsonMap;
  /** Pointers to the faulty parts that have been left out of the value. */
  readonly faulty?: ReadonlySet<string>;
  /** The bases of `port: auto`. */
  readonly autoPorts?: LockedPorts;
}

const HOST_KEYS: ReadonlySet<string> = new Set(['os', 'reservedPorts', 'instances']);

/** `value` fits the schema; faulty parts have been left out of it. */
export function resolve(value: JsonMap, options: ResolveOptions = {}): Fleet {
  const { openclaw, defaults, hosts } = value as unknown as RawHosts;
  const { openclawSchema: schema } = options;
  const target = { ...targetOf(options.openclaw ?? openclaw ?? NEWEST_RELEASE), ...(schema && { schema }) };
  const problems: Problem[] = [];
  const { faulty = new Set<string>(), autoPorts = new Map() } = options;
  const context: Context = { defaults: asMap(defaults), target, faulty, autoPorts, problems };
  const resolved = sorted(hosts ?? {}).map(([name, host]) => resolveHost(name, (host ?? {}) as RawHost, context));
  return { target, hosts: resolved, problems };
}

interface Context {
  readonly defaults: JsonMap;
  readonly target: Target;
  readonly faulty: ReadonlySet<string>;
  readonly autoPorts: LockedPorts;
  readonly problems: Problem[];
}

function resolveHost(name: string, raw: RawHost, context: Context): Host {
  const { defaults, target, problems, faulty, autoPorts } = context;
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
      target,
      isFaulty,
      autoPort: autoPorts.get(name)?.get(instance),
    };
    const settled = resolveInstance(input, problems);
    return settled ? [settled] : [];
  });
  const reserved = (raw.reservedPorts ?? []).flatMap((entry, index) =>
    reservedRange(entry as Json, [...path, 'reservedPorts', index], problems),
  );
  return { name, os, path, reserved, instances };
}

function reservedRange(entry: Json, path: Path, problems: Problem[]): readonly ReservedRange[] {
  const range = readRange(entry);
  // A part of it is faulty, which is told already.
  if (Number.isNaN(range.from) || Number.isNaN(range.to)) return [];
  if (range.from >= 1 && range.to <= 65535 && range.from <= range.to) return [{ ...range, path }];
  problems.push({
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
