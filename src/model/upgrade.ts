// hosts.yaml for another release of OpenClaw → its text, what was done and what was not. Every text is read again before it
// counts: each instance must have what its config becomes in its release, and what stays behind must be what it was.

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

/** The whole file where both are absent. */
export interface UpgradeScope {
  readonly host?: string;
  readonly instance?: string;
}

export interface Upgraded {
  readonly text: string;
  /** `HOST/INSTANCE` of those that the release is changed for. */
  readonly instances: ReadonlySet<string>;
  readonly done: readonly Change[];
  readonly left: readonly (Change & { readonly why: string })[];
}

/** A step in the `config` at a place. */
export interface Change {
  readonly layer: Path;
  readonly step: Step;
}

/** `document` fits the schema of hosts.yaml. Throws a UsageError where the release itself can't be set. */
export function upgrade(document: SourceDocument, release: string, scope: UpgradeScope = {}): Upgraded {
  const value = asMap(document.value);
  const key = releasePath(value, scope);
  const marked = releasesIn(applyStep(value, { kind: 'set', path: key, value: MARK }));
  const instances = new Set([...marked].filter(([, one]) => one === MARK).map(([name]) => name));
  const context: Context = { document, value, release, key, instances };
  return attempt(context, []);
}

const MARK = 'the one that is set';

interface Context {
  readonly document: SourceDocument;
  readonly value: JsonMap;
  readonly release: string;
  /** Of `openclaw`. */
  readonly key: Path;
  readonly instances: ReadonlySet<string>;
}

type Left = Upgraded['left'][number];

/** Until a text passes: what a fault comes from is left out of the next. With nothing but the release left, it must. */
function attempt(context: Context, left: readonly Left[]): Upgraded {
  const { document, value, key, release, instances } = context;
  const hasReturns = document.text.includes('\r\n');
  const isLeft = (layer: Path, step: Step) => left.some((one) => idOf(one) === idOf({ layer, step }));
  const known = releaseOf(release).nearest;
  const layers = layersOf(value).filter((layer) => concerned(layer, value).some((name) => instances.has(name)));
  const work = layers.map((layer): Work => {
    const config = asMap(at(value, ...layer, 'config'));
    return { layer, config, steps: migrate(config, known, (step) => !isLeft(layer, step)).steps };
  });
  const retargeted = edited(document.text.replaceAll('\r\n', '\n'), (source) =>
    at(value, ...key) === release ? [] : setEdits(source, key, release, 'first'),
  );
  const plain = carriedOut(retargeted, work);
  const text = hasReturns ? plain.replaceAll('\n', '\r\n') : plain;
  const done = work.flatMap(({ layer, steps }) => steps.map((step) => ({ layer, step })));
  const fault = faultOf(text, context);
  if (!fault) return { text, instances, done, left };
  const culprits = culpritsOf(fault, done);
  if (culprits.length === 0) throw new UsageError(`${formatPath(key)} can't be set in place: ${fault.why}`);
  return attempt(context, [...left, ...culprits.map((change) => ({ ...change, why: fault.why }))]);
}

function idOf({ layer, step }: Change): string {
  return JSON.stringify([layer, step.kind === 'move' ? step.from : step.path]);
}

function releasePath({ defaults }: JsonMap, { host, instance }: UpgradeScope): Path {
  if (host !== undefined)
    return ['hosts', host, ...(instance === undefined ? [] : ['instances', instance]), 'openclaw'];
  return typeof at(defaults, 'openclaw') === 'string' ? ['defaults', 'openclaw'] : ['openclaw'];
}

/** The places that may have a `config`. */
function layersOf({ hosts }: JsonMap): readonly Path[] {
  const ofHosts = Object.entries(asMap(hosts)).flatMap(([host, keys]) => [
    ['hosts', host],
    ...Object.keys(asMap(at(keys, 'instances'))).map((name) => ['hosts', host, 'instances', name]),
  ]);
  return [['defaults'], ...ofHosts];
}

/** The instances that have what a layer says. */
function concerned([, host, , name]: Path, { hosts }: JsonMap): readonly string[] {
  if (name !== undefined) return [instanceKey(String(host), String(name))];
  return Object.entries(asMap(hosts))
    .filter(([one]) => host === undefined || one === host)
    .flatMap(([one, keys]) => Object.keys(asMap(at(keys, 'instances'))).map((own) => instanceKey(one, own)));
}

/** Each instance's keys after inheritance. */
function instancesIn({ defaults, hosts }: JsonMap): ReadonlyMap<string, JsonMap> {
  return new Map(
    Object.entries(asMap(hosts)).flatMap(([host, keys]) =>
      Object.entries(asMap(at(keys, 'instances'))).map(([name, own]) => [
        instanceKey(host, name),
        inherit([
          asMap(defaults),
          mapOf(Object.entries(asMap(keys)).filter(([key]) => key !== 'instances')),
          asMap(own),
        ]),
      ]),
    ),
  );
}

function releasesIn(value: JsonMap): ReadonlyMap<string, Json> {
  const common = value['openclaw'] ?? NEWEST_RELEASE;
  return new Map([...instancesIn(value)].map(([name, keys]) => [name, keys['openclaw'] ?? common]));
}

interface Work {
  readonly layer: Path;
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
  const place = [...layer, 'config'];
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

function faultOf(text: string, { document, value, release, instances }: Context): TextFault | undefined {
  const read = parseSource(text, document.file);
  if (read.problems.length > 0 || !isMap(read.value)) return { why: 'the text has no room for it' };
  const after = read.value;
  if (written(apartFrom(value)) !== written(apartFrom(after))) return { why: 'an alias has it elsewhere too' };
  const now = instancesIn(after);
  const releases = releasesIn(after);
  const releasesBefore = releasesIn(value);
  const known = releaseOf(release).nearest;
  for (const [instance, old] of instancesIn(value)) {
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
function culpritsOf({ instance = '', path }: TextFault, done: readonly Change[]): readonly Change[] {
  const [host, name] = instance.split('/');
  const near = done.filter(
    ({ layer }) => layer[0] === 'defaults' || (layer[1] === host && (layer[3] === undefined || layer[3] === name)),
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
