// hosts.yaml and its parts as one fleet: which file brings an instance, whose keys hold for it, and where a path of the model
// is written. What two files say differently of one host or instance is a finding at the later one, and the earlier one holds.

import { posix } from 'node:path';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { errorIn, instanceOf } from './finding.ts';
import type { FleetSource } from './fleet-source.ts';
import { RESERVED_PORTS, SINGLE_HOST_KEYS } from './host-keys.ts';
import { asMap, at, isList, type Json, type JsonMap, mapOf, type Path } from './json.ts';
import { type CheckedSource, checkPart, checkSource, excessIn } from './schema-check.ts';

/** hosts.yaml or a part, checked. */
export interface FleetFile extends Omit<CheckedSource, 'diagnostics'> {
  /** Relative to the folder of hosts.yaml; `.` for hosts.yaml itself and what lies beside it. */
  readonly folder: string;
}

export interface United {
  /** hosts.yaml first. */
  readonly files: readonly FleetFile[];
  readonly hosts: ReadonlyMap<string, UnitedHost>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface UnitedHost {
  /** Those that have the host, hosts.yaml first. */
  readonly files: readonly FleetFile[];
  /** The file that brings each instance. */
  readonly instances: ReadonlyMap<string, FleetFile>;
}

/** Instance keys that a file sets for an instance, at a path of that file. */
export interface Layer {
  readonly file: FleetFile;
  readonly path: Path;
}

const CODE = 'include';

/** Every file checked by itself, then all of them together. A faulty one takes nothing from the others. */
export function readFleet({ root, parts, diagnostics }: FleetSource): United {
  const values = parts.map(({ document }) => document.value);
  const excess = values.length > 0 ? excessIn(root, [root.value, ...values]) : undefined;
  if (excess) return unite([{ document: root, folder: '.', value: mapOf([]), faulty: new Set() }], [excess]);
  const checked = [
    { folder: '.', ...checkSource(root, values) },
    ...parts.map(({ path, document }) => ({ folder: posix.dirname(path), ...checkPart(document) })),
  ];
  return unite(checked, [...diagnostics, ...checked.flatMap((file) => file.diagnostics)]);
}

interface Draft extends UnitedHost {
  readonly files: FleetFile[];
  readonly instances: Map<string, FleetFile>;
}

function unite(files: readonly FleetFile[], found: readonly Diagnostic[]): United {
  const hosts = new Map<string, Draft>();
  const diagnostics = [...found];
  for (const file of files) {
    for (const [name, keys] of Object.entries(asMap(file.value['hosts']))) {
      const host: Draft = hosts.get(name) ?? { files: [], instances: new Map() };
      hosts.set(name, host);
      diagnostics.push(...differences(name, asMap(keys), file, host.files));
      host.files.push(file);
      for (const instance of Object.keys(asMap(asMap(keys)['instances']))) {
        const first = host.instances.get(instance);
        if (first) diagnostics.push(secondInstance(['hosts', name, 'instances', instance], file, first));
        else host.instances.set(instance, file);
      }
    }
  }
  return { files, hosts, diagnostics };
}

function differences(name: string, keys: JsonMap, file: FleetFile, earlier: readonly FleetFile[]): Diagnostic[] {
  return SINGLE_HOST_KEYS.flatMap((key) => {
    const path = ['hosts', name, key];
    const value = keys[key] ?? undefined;
    const first = earlier.find((one) => (at(one.value, ...path) ?? undefined) !== undefined);
    const other = first && at(first.value, ...path);
    if (value === undefined || first === undefined || value === other) return [];
    const message = `\`${name}\` has one \`${key}\`, and ${first.document.file} says ${JSON.stringify(other)}, not ${JSON.stringify(value)}; write it in one file`;
    const related = { ...first.document.locate(path), message: `${JSON.stringify(other)} here` };
    return [{ ...errorIn(file.document, CODE, { at: path, message }), related: [related] }];
  });
}

function secondInstance(path: Path, file: FleetFile, first: FleetFile): Diagnostic {
  const [, host, , name] = path;
  const message = `\`${name}\` of \`${host}\` is in ${first.document.file} already; an instance belongs in one file: rename this one, or remove it`;
  const related = { ...first.document.locate(path, 'key'), message: 'first defined here' };
  const instances = [instanceOf(path)].filter((it) => it !== undefined);
  return { ...errorIn(file.document, CODE, { at: path, part: 'key', message }), instances, related: [related] };
}

/** The nearest first. What the file of the instance says wins over what hosts.yaml says. */
export function layersOf({ files, hosts }: United, host: string, instance: string): readonly Layer[] {
  const [root] = files as readonly [FleetFile];
  const file = hosts.get(host)?.instances.get(instance) ?? root;
  const path = ['hosts', host];
  const inherited = (from: FleetFile): readonly Layer[] => [
    { file: from, path },
    { file: from, path: ['defaults'] },
  ];
  return [
    { file, path: [...path, 'instances', instance] },
    ...inherited(file),
    ...(file === root ? [] : inherited(root)),
  ];
}

/** The layer that has most of a key; of equals the nearest, which is where the value comes from. */
export function nearestLayer(layers: readonly Layer[], key: Path): Layer {
  const depths = layers.map(({ file, path }) => file.document.depth([...path, ...key]) - path.length);
  const most = Math.max(...depths);
  return layers[most <= 0 ? 0 : depths.indexOf(most)]!;
}

/** Where the value at a path of the model was written; nothing for a default. */
export function originOf(united: United, path: Path): Span | undefined {
  const [, host, room, name, ...key] = path;
  const isInInstance = room === 'instances' && key.length > 0;
  const layer = isInInstance
    ? nearestLayer(layersOf(united, String(host), String(name)), key)
    : placeOfHostPath(united, path);
  const { document } = layer.file;
  const written = isInInstance ? [...layer.path, ...key] : layer.path;
  if (document.depth(written) === written.length) return document.locate(written);
  // A short form: `command: /usr/bin/openclaw` is a list of one word.
  const short = written.slice(0, -1);
  return document.written(short) === undefined ? undefined : document.locate(short);
}

/** Of all files, as the value of one list. */
export function reservedPorts({ files }: UnitedHost, name: string): readonly Json[] {
  return files.flatMap((file) => reservedIn(file, name));
}

function reservedIn({ value }: FleetFile, name: string): readonly Json[] {
  const list = at(value, 'hosts', name, RESERVED_PORTS);
  return isList(list) ? list : [];
}

/** Where a path of the model is written that lies in no instance. */
export function placeOfHostPath({ files, hosts }: United, path: Path): Layer {
  const [root] = files as readonly [FleetFile];
  const [room, name, key, index] = path;
  const host = room === 'hosts' ? hosts.get(String(name)) : undefined;
  if (!host) return { file: root, path };
  if (key !== RESERVED_PORTS || typeof index !== 'number') {
    const file = host.files.find(({ value }) => at(value, ...path) !== undefined) ?? host.files[0] ?? root;
    return { file, path };
  }
  let before = 0;
  for (const file of host.files) {
    const { length } = reservedIn(file, String(name));
    if (index < before + length) return { file, path: [room!, name!, key, index - before, ...path.slice(4)] };
    before += length;
  }
  return { file: root, path };
}
