// What is wrong with a document or with what is made of it, before it has a place in the text: one shape for every stage.

import { compareText, groupBy, once } from '../diagnostics/collections.ts';
import {
  type Diagnostic,
  type Edit,
  errorAt,
  instanceKey,
  type Severity,
  type Span,
} from '../diagnostics/diagnostic.ts';
import type { Part, SourceDocument } from './document.ts';
import { HOST_KEYS } from './host-keys.ts';
import { asMap, at, formatPath, isList, isMap, type Json, type Path } from './json.ts';

export interface Finding {
  /** Where it isn't the rule's: a case that the rule only warns of, and that `allow` may silence. */
  readonly severity?: Severity;
  /** A path of what was checked: the document, the model, or an openclaw.json. */
  readonly at: Path;
  readonly part?: Part;
  /** Where it is in the text, if `at` doesn't say it. */
  readonly span?: Span;
  /** Lower case; the value, where it clashes, what would be accepted. Names its own instance only where two are compared. */
  readonly message: string;
  readonly related?: readonly FindingPlace[];
  /** Concrete values to write instead, best first. */
  readonly suggestions?: readonly string[];
  /** Safe changes that mend it, by paths of what was checked. They are made where `at` is written, own ones at the instance. */
  readonly edits?: readonly Edit[];
}

export interface FindingPlace {
  readonly at: Path;
  readonly part?: Part;
  readonly message: string;
}

/** Of a stage that finds for several rules. */
export interface CodedFinding extends Finding {
  /** The rule's id. */
  readonly code: string;
}

/** An error at a path of a document. */
export function errorIn(document: SourceDocument, code: string, finding: Finding): Diagnostic {
  const { at, part, span = document.locate(at, part), message, suggestions = [], edits = [] } = finding;
  return { ...errorAt(code, message, span, formatPath(document.inText(at))), suggestions, ...editsIn(document, edits) };
}

/** All of them, or nothing where the document has no place for one. */
export function editsIn(document: SourceDocument, edits: readonly Edit[]): Pick<Diagnostic, 'edits'> {
  const placed = edits.map((edit) => inText(document, edit));
  const isDoable = placed.length > 0 && placed.every((edit) => hasPlace(document, edit));
  return isDoable ? { edits: placed.map((edit) => ({ ...edit, file: document.file })) } : {};
}

function inText(document: SourceDocument, edit: Edit): Edit {
  if (edit.kind === 'move') return { ...edit, from: document.inText(edit.from), to: document.inText(edit.to) };
  return { ...edit, path: document.inText(edit.path) };
}

function hasPlace({ value }: SourceDocument, edit: Edit): boolean {
  if (edit.kind === 'move') return at(value, ...edit.from) !== undefined && hasRoom(value, edit.to);
  const there = at(value, ...edit.path);
  if (edit.kind === 'append') return isList(there);
  return there !== undefined || (edit.kind === 'set' && hasRoom(value, edit.path));
}

/** Whether the path is free, below a map or below nothing. */
function hasRoom(value: Json | undefined, [key, ...rest]: Path): boolean {
  const inner = at(value, key!);
  if (inner === undefined) return isMap(value);
  return rest.length > 0 && (inner === null || hasRoom(inner, rest));
}

/** Of a key that was misspelt: its name, where only one comes near. */
export function renaming(path: Path, names: readonly string[] = []): Pick<Finding, 'edits'> {
  const [name] = names;
  if (name === undefined || names.length > 1) return {};
  return { edits: [{ kind: 'move', from: path, to: [...path.slice(0, -1), name] }] };
}

/** Of a value: the one that is meant, where there is only one. */
export function replacing(path: Path, values: readonly Json[]): Pick<Finding, 'edits'> {
  return values.length === 1 ? { edits: [{ kind: 'set', path, value: values[0] }] } : {};
}

/** A value that this instance has for itself, whatever it inherits or shares; none of an instance that gwc only knows of. */
export function ownValue(
  { managed }: { readonly managed: boolean },
  path: Path,
  value: Json | undefined,
): Pick<Finding, 'edits'> {
  return managed && value !== undefined ? { edits: [{ kind: 'set', path, value, isOwn: true }] } : {};
}

/** The instance that a path lies in, if it lies in one. */
export function instanceOf([hosts, host, instances, name]: Path): string | undefined {
  if (hosts !== 'hosts' || instances !== 'instances' || name === undefined) return undefined;
  return instanceKey(String(host), String(name));
}

/**
 * Of a path in an instance that one; of a host or of `defaults` those that inherit the value; of the file's `openclaw` all.
 * What else is wrong with the file concerns no instance more than another. `parts`: the values of the files that it includes.
 */
export function concernedInstances(
  document: Json | undefined,
  parts: readonly (Json | undefined)[] = [],
): (at: Path) => readonly string[] {
  const layers = once(() => inheritors(document, parts));
  const ofHosts = once(() => groupBy(layers(), ({ host }) => host));
  return (at) => {
    const own = instanceOf(at);
    if (own !== undefined) return [own];
    const [room, host, key] = at;
    if (room === 'hosts' && host !== undefined)
      return (ofHosts().get(String(host)) ?? [])
        .filter(({ overHost }) => HOST_KEYS.has(String(key)) || !overHost.some((one) => overrides(one, at.slice(2))))
        .map((one) => one.key);
    if (room === 'defaults')
      return layers()
        .filter(({ overDefaults }) => !overDefaults.some((layer) => overrides(layer, at.slice(1))))
        .map(({ key }) => key);
    return room === 'openclaw' ? layers().map(({ key }) => key) : [];
  };
}

/** An instance and the layers that win over what the file says of its host, and over `defaults`. */
interface Inheritor {
  readonly host: string;
  readonly key: string;
  readonly overHost: readonly Json[];
  readonly overDefaults: readonly Json[];
}

function inheritors(document: Json | undefined, parts: readonly (Json | undefined)[]): readonly Inheritor[] {
  const hosts = asMap(asMap(document)['hosts']);
  const inParts = parts.flatMap((part) => {
    const { defaults = null } = asMap(part);
    return instancesIn(part).map(({ host, ofHost, name, own }): Inheritor => {
      const overHost = [own, ofHost, defaults];
      return { host, key: instanceKey(host, name), overHost, overDefaults: [...overHost, hosts[host] ?? null] };
    });
  });
  const inFile = instancesIn(document).map(({ host, ofHost, name, own }): Inheritor => {
    return { host, key: instanceKey(host, name), overHost: [own], overDefaults: [own, ofHost] };
  });
  const byKey = new Map([...inParts, ...inFile].map((one) => [one.key, one]));
  return [...byKey.values()].sort((a, b) => compareText(a.key, b.key));
}

interface WrittenInstance {
  readonly host: string;
  readonly ofHost: Json;
  readonly name: string;
  readonly own: Json;
}

function instancesIn(document: Json | undefined): readonly WrittenInstance[] {
  return Object.entries(asMap(asMap(document)['hosts'])).flatMap(([host, ofHost]) =>
    Object.entries(asMap(asMap(ofHost)['instances'])).map(([name, own]) => ({ host, ofHost, name, own })),
  );
}

/** Whether a layer has a value of its own there, or above it one that isn't merged. */
function overrides(layer: Json, path: Path): boolean {
  let value: Json = asMap(layer);
  for (const key of path) {
    if (!isMap(value)) return true;
    if (!Object.hasOwn(value, key)) return false;
    value = value[key]!;
  }
  return !isMap(value);
}
