// Runs rules over a fleet and joins their findings to the places that the user wrote.

import {
  type Diagnostic,
  type Edit,
  editedPath,
  hasErrors,
  type Related,
  type Span,
} from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import type { Part } from '../document/document.ts';
import { concernedInstances, editsIn, instanceOf, renaming } from '../document/finding.ts';
import { formatPath, type Path, toPointer } from '../document/json.ts';
import { type Layer, layersOf, nearestLayer, placeOfHostPath, type United } from '../document/united.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';
import { type Severities, severitiesOf } from './severities.ts';

/** All findings on the files, of the resolver and of the rules, less the warnings that an `allow` or the team silences. */
export function runRules(rules: readonly Rule[], fleet: Fleet, united: United): readonly Diagnostic[] {
  const severities = severitiesOf(united.files[0]!.value['rules'], rules);
  const severityOf = new Map(rules.map(({ id, severity }) => [id, severity]));
  const [root, ...parts] = united.files.map(({ document }) => document.value);
  const instancesAt = concernedInstances(root, parts);
  const join = (code: string, finding: Finding): Diagnostic => {
    const severity = finding.severity ?? severityOf.get(code) ?? 'error';
    return { code, severity, instances: instancesAbout(finding, instancesAt), ...placed(finding, united) };
  };
  const instances = new Map(instancesOf(fleet).map((instance) => [toPointer(instance.path), instance]));
  const writtenAt = (entry: Path, part?: Part) => {
    const { file, line, column } = placeOf(entry, united, part).span;
    return `${file}:${line}:${column}`;
  };
  const unresolved = new Set(
    fleet.findings.filter(({ code }) => code === 'unknown-variable').map(({ at, part }) => writtenAt(at, part)),
  );
  const used = new Set<string>();
  const isSilenced = (id: string, finding: Finding) => {
    const entries = allowingEntries(id, finding, instances);
    for (const entry of entries) used.add(writtenAt(entry, 'key'));
    return entries.length > 0;
  };
  const found = [
    ...united.diagnostics,
    ...[...severities.findings, ...fleet.findings].map(({ code, ...finding }) => join(code, finding)),
    ...rules.flatMap(({ id, severity, check }) =>
      [...(check?.(fleet) ?? [])]
        // What a text without its variables would mean, nobody wrote.
        .filter(({ at, part }) => unresolved.size === 0 || !unresolved.has(writtenAt(at, part)))
        .filter((finding) => {
          const seen = severities.of(id, finding.severity ?? severity);
          return seen === 'error' || (seen === 'warning' && !isSilenced(id, finding));
        })
        .map((finding) => join(id, withItsData(finding, instances))),
    ),
  ];
  const unused = unusedAllows(rules, severities, fleet, (entry) => used.has(writtenAt(entry, 'key')));
  const isCertain = !hasErrors(found);
  const unusedFound = unused.map(({ edits, ...finding }) =>
    // Behind an error there may be what the entry silences.
    join('allow-unused', edits && isCertain ? { ...finding, edits } : finding),
  );
  return [...found, ...unusedFound].flatMap((diagnostic) => {
    const severity = severities.of(diagnostic.code, diagnostic.severity);
    return severity === undefined ? [] : [{ ...diagnostic, severity }];
  });
}

/** Those at its own place first: they are what has to change. */
function instancesAbout(
  { at, related = [] }: Finding,
  instancesAt: (at: Path) => readonly string[],
): readonly string[] {
  const own = instancesAt(at);
  const others = related.map((other) => instanceOf(other.at)).filter((it) => it !== undefined);
  return others.length === 0 ? own : [...new Set([...own, ...others])];
}

/** Keys that say where a gateway's data is. */
const DATA_KEYS: ReadonlySet<string> = new Set(['profile', 'home', 'stateDir', 'configPath', 'workspace']);

/** A gateway that was found on a machine has data: a value that leaves it behind is none to take over just so. */
function withItsData(finding: Finding, instances: ReadonlyMap<string, Instance>): Finding {
  const { at, message, suggestions = [] } = finding;
  const instance = instances.get(toPointer(instancePath(at)));
  if (!instance?.found || suggestions.length === 0 || !DATA_KEYS.has(String(at[INSTANCE_DEPTH]))) return finding;
  return {
    ...finding,
    message: `${message}; \`${instance.name}\` has data there, which does not move by itself`,
    suggestions: [],
  };
}

type Placed = Omit<Diagnostic, 'code' | 'severity' | 'instances'>;

function placed(finding: Finding, united: United): Placed {
  const { at, part, message, related = [], suggestions = [] } = finding;
  const place = placeOf(at, united, part);
  const edits = editsOf(finding, united);
  const others = related.map((other): Related => {
    const { span } = placeOf(other.at, united, other.part);
    return { ...span, message: other.message };
  });
  const [first] = suggestions;
  // Neither a port nor a name that several inherit can be the same in each: who has to move writes its own.
  if (place.heir && first !== undefined && (/^\d+$/.test(first) || first === at[INSTANCE_DEPTH - 1])) {
    const key = at.slice(INSTANCE_DEPTH);
    return {
      message: `${message}; write \`${formatPath(key)}: ${first}\` at \`${instancePath(at).at(-1)}\``,
      ...place.heir.own,
      path: formatPath(at),
      related: [{ ...place.span, message: 'inherited from here' }, ...others],
      suggestions,
      ...edits,
    };
  }
  const heir: readonly Related[] = place.heir ? [{ ...place.heir.span, message: place.heir.message }] : [];
  return { message, ...place.span, path: formatPath(place.path), related: [...heir, ...others], suggestions, ...edits };
}

/** In the layer that the value found is in, or the instance's own. All of them or none. */
function editsOf({ at, edits = [] }: Finding, united: United): Pick<Diagnostic, 'edits'> {
  if (edits.length === 0) return {};
  const origin = originOf(at, united);
  const placedEdits = edits.map((edit) => {
    const { own, layers } = originOf(editedPath(edit), united);
    if (edit.kind === 'append') return appended(edit, origin, layers);
    const layer = edit.kind === 'set' && edit.isOwn ? own : origin.layer;
    return editsIn(layer.file.document, [moved(edit, layer)]).edits;
  });
  return placedEdits.every((some) => some !== undefined) ? { edits: placedEdits.flat() } : {};
}

/** A list that is inherited from further away than what needs the entry holds for others: it is written anew. */
function appended(edit: Edit & { readonly kind: 'append' }, { layer }: Origin, layers: readonly Layer[]) {
  const { path, whole } = edit;
  const list = nearestLayer(layers, path.slice(INSTANCE_DEPTH));
  const isNear = layers.indexOf(list) <= layers.findIndex((one) => isSame(one, layer));
  const added = isNear ? editsIn(list.file.document, [moved(edit, list)]).edits : undefined;
  return added ?? editsIn(layer.file.document, [moved({ kind: 'set', path, value: whole }, layer)]).edits;
}

function isSame(a: Layer, b: Layer): boolean {
  return a.file === b.file && formatPath(a.path) === formatPath(b.path);
}

/** By the paths of a layer. */
function moved(edit: Edit, { path }: Layer): Edit {
  const inLayer = (old: Path) =>
    old[0] === 'hosts' && old[2] === 'instances' ? [...path, ...old.slice(INSTANCE_DEPTH)] : old;
  if (edit.kind === 'move') return { ...edit, from: inLayer(edit.from), to: inLayer(edit.to) };
  return { ...edit, path: inLayer(edit.path) };
}

/** A warning is silenced by any of the instances that it is about. */
function allowingEntries(id: string, finding: Finding, instances: ReadonlyMap<string, Instance>): readonly Path[] {
  return [finding, ...(finding.related ?? [])]
    .map(({ at }) => instances.get(toPointer(instancePath(at))))
    .filter((instance) => instance !== undefined)
    .filter(({ allow }) => Object.hasOwn(allow, id))
    .map(({ path }) => [...path, 'allow', id]);
}

/** An entry that several instances inherit is used where it silences something at one of them. */
function unusedAllows(
  rules: readonly Rule[],
  severities: Severities,
  fleet: Fleet,
  isUsed: (entry: Path) => boolean,
): readonly Finding[] {
  return instancesOf(fleet).flatMap(({ path, allow }) =>
    Object.keys(allow)
      .map((id) => ({ id, at: [...path, 'allow', id] }))
      .filter(({ at }) => !isUsed(at))
      .map(({ id, at }): Finding => {
        const reason = unusedReason(id, rules, severities);
        const gone: Pick<Finding, 'edits'> = { edits: [{ kind: 'remove', path: at }] };
        return { at, part: 'key', ...reason, ...(reason.suggestions ? renaming(at, reason.suggestions) : gone) };
      }),
  );
}

function unusedReason(
  id: string,
  rules: readonly Rule[],
  severities: Severities,
): Pick<Finding, 'message' | 'suggestions'> {
  const rule = rules.find((candidate) => candidate.id === id);
  if (severities.isOff(id)) return { message: `\`${id}\` is off in \`rules\`; remove the entry` };
  if (rule && severities.of(id, rule.severity) === 'error')
    return { message: `\`${id}\` is an error, and errors can't be silenced; remove the entry` };
  if (rule) return { message: `\`${id}\` finds nothing here; remove the entry` };
  const suggestions = suggest(
    id,
    rules.filter(({ severity }) => severity === 'warning').map((candidate) => candidate.id),
  );
  return { message: `there is no rule \`${id}\`${didYouMean(suggestions)}`, suggestions };
}

function instancesOf(fleet: Fleet): readonly Instance[] {
  return fleet.hosts.flatMap((host) => host.instances);
}

interface Place {
  readonly path: Path;
  readonly span: Span;
  /** The instance that inherits the value, where it stands elsewhere. `own` is where it could have its own. */
  readonly heir?: { readonly span: Span; readonly own: Span; readonly message: string };
}

/** `hosts`, the host, `instances`, the instance. */
const INSTANCE_DEPTH = 4;

interface Origin {
  /** That has the value, and the instance's own. */
  readonly layer: Layer;
  readonly own: Layer;
  /** The nearest first; none for what isn't an instance's. */
  readonly layers: readonly Layer[];
}

function originOf(at: Path, united: United): Origin {
  const key = at.slice(INSTANCE_DEPTH);
  const [, host, room, name] = at;
  const layers = room === 'instances' && name !== undefined ? layersOf(united, String(host), String(name)) : [];
  const [own = placeOfHostPath(united, at)] = layers;
  return { layer: key.length === 0 ? own : nearestLayer(layers, key), own, layers };
}

function placeOf(at: Path, united: United, part: Part = 'value'): Place {
  const key = at.slice(INSTANCE_DEPTH);
  const [, host, , name] = at;
  const { layer, own } = originOf(at, united);
  const inLayer = [...layer.path, ...key];
  const path = layer.file.document.inText(inLayer);
  const span = layer.file.document.locate(inLayer, part);
  if (layer === own) return { path, span };
  const { document } = own.file;
  return {
    path,
    span,
    heir: {
      span: document.locate(own.path, 'key'),
      own: document.locate(at),
      message: `inherited by \`${name}\` of \`${host}\``,
    },
  };
}

/** The instance that a model path lies in (or the path itself, where it is shorter). */
function instancePath(at: Path): Path {
  return at.slice(0, INSTANCE_DEPTH);
}
