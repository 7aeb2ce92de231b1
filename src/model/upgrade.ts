// hosts.yaml and its parts for another release of OpenClaw → their texts, what was done and what was not. Every text is read
// again before it counts: each instance must have what its config becomes in its release, and what stays behind must be what it was.

import { instanceKey, UsageError } from '../diagnostics/diagnostic.ts';
import type { SourceDocument } from '../document/document.ts';
import {
  applyEdits,
  type Editable,
  editable,
  hasEntry,
  moveEdits,
  overlap,
  removeEdits,
  setEdits,
  type TextEdit,
} from '../document/edit.ts';
import { asMap, at, formatPath, isMap, type Json, type JsonMap, mapOf, type Path } from '../document/json.ts';
import { parseSource } from '../document/yaml.ts';
import { NEWEST_RELEASE, releaseOf } from '../openclaw/release.ts';
import { applyStep, mayGo, migrate, type Step } from '../openclaw/schema/migrate.ts';
import { inherit } from './resolve.ts';

/** The whole fleet where both are absent. */
export interface UpgradeScope {
  readonly host?: string;
  readonly instance?: string;
}

export interface Upgraded {
  /** Of each file, hosts.yaml first. */
  readonly texts: readonly string[];
  /** `HOST/INSTANCE` of those that the release is changed for. */
  readonly instances: ReadonlySet<string>;
  readonly done: readonly Change[];
  readonly left: readonly (Change & { readonly why: string })[];
}

/** A step in the `config` at a place. */
export interface Change {
  readonly layer: Layer;
  readonly step: Step;
}

/** A place that may have a `config`. */
export interface Layer {
  /** Which of the files; hosts.yaml is 0. */
  readonly file: number;
  readonly path: Path;
}

/** `documents`, hosts.yaml first, fit the schema. Throws a UsageError where the release itself can't be set. */
export function upgrade(documents: readonly SourceDocument[], release: string, scope: UpgradeScope = {}): Upgraded {
  const values = documents.map(({ value }) => asMap(value));
  const key = releasePlace(values, scope);
  const marked = releasesIn(
    values.map((value, file) =>
      file === key.file ? applyStep(value, { kind: 'set', path: key.path, value: MARK }) : value,
    ),
  );
  const instances = new Set([...marked].filter(([, one]) => one === MARK).map(([name]) => name));
  const context: Context = { documents, values, release, key, instances };
  return attempt(context, []);
}

const MARK = 'the one that is set';

interface Context {
  readonly documents: readonly SourceDocument[];
  readonly values: readonly JsonMap[];
  readonly release: string;
  /** Of `openclaw`. */
  readonly key: Layer;
  readonly instances: ReadonlySet<string>;
}

type Left = Upgraded['left'][number];

/** Until the texts pass: what a fault comes from is left out of the next. With nothing but the release left, they must. */
function attempt(context: Context, left: readonly Left[]): Upgraded {
  const { documents, values, key, release, instances } = context;
  const isLeft = (layer: Layer, step: Step) => left.some((one) => idOf(one) === idOf({ layer, step }));
  const known = releaseOf(release).nearest;
  const layers = layersOf(values).filter((layer) => concerned(layer, values).some((name) => instances.has(name)));
  const work = layers.map((layer): Work => {
    const config = asMap(at(values[layer.file], ...layer.path, 'config'));
    return { layer, config, steps: migrate(config, known, (step) => !isLeft(layer, step)).steps };
  });
  const texts = documents.map((document, file) => {
    const own = work.filter(({ layer }) => layer.file === file);
    return carriedOutIn(document, own, file === key.file ? context : undefined);
  });
  const done = work.flatMap(({ layer, steps }) => steps.map((step) => ({ layer, step })));
  const fault = faultOf(texts, context);
  if (!fault) return { texts, instances, done, left };
  const culprits = culpritsOf(fault, done, values);
  if (culprits.length === 0) throw new UsageError(`${formatPath(key.path)} can't be set in place: ${fault.why}`);
  return attempt(context, [...left, ...culprits.map((change) => ({ ...change, why: fault.why }))]);
}

/** `target`: where the release is set in this file. */
function carriedOutIn({ text }: SourceDocument, work: readonly Work[], target: Context | undefined): string {
  const retargeted = edited(text.replaceAll('\r\n', '\n'), (source) => {
    if (!target) return [];
    const { key, values, release } = target;
    return at(values[key.file], ...key.path) === release ? [] : setEdits(source, key.path, release, 'first');
  });
  const plain = carriedOut(retargeted, work);
  return text.includes('\r\n') ? plain.replaceAll('\n', '\r\n') : plain;
}

function idOf({ layer, step }: Change): string {
  return JSON.stringify([layer.file, layer.path, step.kind === 'move' ? step.from : step.path]);
}

/** In the file that has the instance; of a host in hosts.yaml, or in the one part that has it. */
function releasePlace(values: readonly JsonMap[], { host, instance }: UpgradeScope): Layer {
  if (host === undefined) {
    const isDefault = typeof at(values[0], 'defaults', 'openclaw') === 'string';
    return { file: 0, path: isDefault ? ['defaults', 'openclaw'] : ['openclaw'] };
  }
  const owner = ['hosts', host, ...(instance === undefined ? [] : ['instances', instance])];
  const [file = 0, ...others] = [...values.keys()].filter((index) => at(values[index], ...owner) !== undefined);
  if (file > 0 && others.length > 0)
    throw new UsageError(`several parts have \`${host}\`: add it to hosts.yaml, or name an instance`);
  return { file, path: [...owner, 'openclaw'] };
}

function layersOf(values: readonly JsonMap[]): readonly Layer[] {
  return values.flatMap((value, file) => {
    const ofHosts = Object.entries(asMap(value['hosts'])).flatMap(([host, keys]) => [
      ['hosts', host],
      ...Object.keys(asMap(at(keys, 'instances'))).map((name) => ['hosts', host, 'instances', name]),
    ]);
    return [['defaults'], ...ofHosts].map((path) => ({ file, path }));
  });
}

function instancesOf({
  hosts,
}: JsonMap): readonly { readonly host: string; readonly name: string; readonly own: Json }[] {
  return Object.entries(asMap(hosts)).flatMap(([host, keys]) =>
    Object.entries(asMap(at(keys, 'instances'))).map(([name, own]) => ({ host, name, own })),
  );
}

/** The instances that have what a layer says: those of a part, or of all files. */
function concerned({ file, path: [, host, , name] }: Layer, values: readonly JsonMap[]): readonly string[] {
  if (name !== undefined) return [instanceKey(String(host), String(name))];
  return (file === 0 ? values : [values[file]!])
    .flatMap(instancesOf)
    .filter((one) => host === undefined || one.host === host)
    .map((one) => instanceKey(one.host, one.name));
}

/** Each instance's keys after inheritance. */
function instancesIn(values: readonly JsonMap[]): ReadonlyMap<string, JsonMap> {
  const [root] = values as readonly [JsonMap];
  return new Map(
    values.flatMap((value) =>
      instancesOf(value).map(({ host, name, own }) => [
        instanceKey(host, name),
        inherit([...(value === root ? [] : inheritedIn(root, host)), ...inheritedIn(value, host), asMap(own)]),
      ]),
    ),
  );
}

function inheritedIn({ defaults, hosts }: JsonMap, host: string): readonly JsonMap[] {
  const keys = Object.entries(asMap(at(hosts, host))).filter(([key]) => key !== 'instances');
  return [asMap(defaults), mapOf(keys)];
}

function releasesIn(values: readonly JsonMap[]): ReadonlyMap<string, Json> {
  const common = values[0]!['openclaw'] ?? NEWEST_RELEASE;
  return new Map([...instancesIn(values)].map(([name, keys]) => [name, keys['openclaw'] ?? common]));
}

interface Work {
  readonly layer: Layer;
  readonly config: JsonMap;
  readonly steps: readonly Step[];
}

function edited(text: string, edits: (source: Editable) => readonly TextEdit[] | undefined): string {
  const source = editable(text);
  const found = edits(source) ?? [];
  return found.length === 0 ? text : applyEdits(source.text, found);
}

/** A reading of the text for the next step of each layer. */
function carriedOut(text: string, work: readonly Work[]): string {
  if (work.every(({ steps }) => steps.length === 0)) return text;
  const left: Work[] = [];
  const after = edited(text, (source) => {
    const taken: (readonly TextEdit[])[] = [];
    for (const one of work) {
      const [step, ...steps] = one.steps;
      if (!step) continue;
      const edits = editsFor(step, one, source);
      const isShared = taken.some((other) => JSON.stringify(other) === JSON.stringify(edits));
      if (!isShared && taken.some((other) => overlap(edits, other))) {
        left.push(one);
        continue;
      }
      if (!isShared) taken.push(edits);
      left.push({ ...one, config: applyStep(one.config, step), steps });
    }
    return taken.flat();
  });
  return carriedOut(after, left);
}

/** Nothing where another layer's step has done it, since both have it by an alias. */
function editsFor(step: Step, { layer, config }: Work, source: Editable): readonly TextEdit[] {
  const place = [...layer.path, 'config'];
  const within = (path: Path) => mayGo(path.slice(place.length));
  if (step.kind === 'set') return setEdits(source, [...place, ...step.path], step.value) ?? [];
  if (step.kind === 'remove') return removeEdits(source, [...place, ...step.path], within) ?? [];
  const to = [...place, ...step.to];
  if (hasEntry(source, to)) return [];
  const moved = moveEdits(source, { ...step, from: [...place, ...step.from], to, mayGo: within });
  return moved ?? setEdits(source, to, step.value ?? at(config, ...step.from)!) ?? [];
}

interface TextFault {
  /** `HOST/INSTANCE`; absent where it is the file's. */
  readonly instance?: string;
  /** In its config. */
  readonly path?: Path;
  readonly why: string;
}

function faultOf(texts: readonly string[], { documents, values, release, instances }: Context): TextFault | undefined {
  const read = texts.map((text, file) => parseSource(text, documents[file]!.file));
  if (read.some(({ problems, value }) => problems.length > 0 || !isMap(value)))
    return { why: 'the text has no room for it' };
  const after = read.map(({ value }) => asMap(value));
  if (written(values.map(apartFrom)) !== written(after.map(apartFrom))) return { why: 'an alias has it elsewhere too' };
  const now = instancesIn(after);
  const releases = releasesIn(after);
  const releasesBefore = releasesIn(values);
  const known = releaseOf(release).nearest;
  for (const [instance, old] of instancesIn(values)) {
    const fresh = now.get(instance) ?? mapOf([]);
    const isMoving = instances.has(instance);
    const expected = isMoving ? release : releasesBefore.get(instance);
    if (releases.get(instance) !== expected || written(withoutConfig(old)) !== written(withoutConfig(fresh)))
      return { instance, why: 'an alias has it elsewhere too' };
    const [before, then] = [asMap(old['config']), asMap(fresh['config'])];
    const path = isMoving
      ? difference(migrate(before, known).config, migrate(then, known).config)
      : difference(before, then);
    if (path)
      return {
        instance,
        path,
        why: isMoving
          ? `${instance} has a part of it from another place, and both together would mean something else`
          : `${instance} has it too and stays on OpenClaw ${expected}`,
      };
  }
  return undefined;
}

/** What no upgrade changes: neither an instance's nor anchors. */
function apartFrom(value: JsonMap): Json {
  const own = Object.entries(value).filter(
    ([key]) => !['openclaw', 'defaults', 'hosts'].includes(key) && !key.startsWith('x-'),
  );
  const hosts = Object.entries(asMap(value['hosts'])).map(([host, keys]) => [
    host,
    Object.keys(asMap(at(keys, 'instances'))),
  ]);
  return [mapOf(own), hosts as Json];
}

function withoutConfig(keys: JsonMap): JsonMap {
  return mapOf(Object.entries(keys).filter(([key]) => key !== 'config' && key !== 'openclaw'));
}

/** The same text for equal values; a map that says nothing is none. */
function written(value: Json): string {
  return JSON.stringify(value, (_, one: Json) =>
    isMap(one) ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}

/** Where two configs differ first. */
function difference(a: Json | undefined, b: Json | undefined, path: Path = []): Path | undefined {
  if (!isMap(a) || !isMap(b)) {
    const isNothing = [a, b].every((one) => one === undefined || (isMap(one) && written(one) === '{}'));
    if (isNothing && mayGo(path)) return undefined;
    return written(a ?? null) === written(b ?? null) && (a === undefined) === (b === undefined) ? undefined : path;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = difference(a[key], b[key], [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** What touches the place in a layer that the instance has; else whatever is done in these; else all. */
function culpritsOf(
  { instance, path }: TextFault,
  done: readonly Change[],
  values: readonly JsonMap[],
): readonly Change[] {
  const near = done.filter(({ layer }) =>
    instance === undefined ? layer.path[0] === 'defaults' : concerned(layer, values).includes(instance),
  );
  const places = ({ step }: Change) => (step.kind === 'move' ? [step.from, step.to] : [step.path]);
  const touching = (changes: readonly Change[]) =>
    changes.filter((change) => path && places(change).some((place) => isRelated(place, path)));
  return [touching(near), touching(done), near, done].find((some) => some.length > 0) ?? [];
}

function isRelated(a: Path, b: Path): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return formatPath(long.slice(0, short.length)) === formatPath(short);
}
