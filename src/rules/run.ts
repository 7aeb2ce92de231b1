// Runs rules over a fleet and joins their findings to the places that the person wrote.

import type { Diagnostic, Related, Severity } from '../diagnostics/diagnostic.ts';
import { ruleUrl } from '../diagnostics/docs-url.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import type { Part, SourceDocument } from '../document/document.ts';
import { formatPath, type Path, toPointer } from '../document/path.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { instancePath, placeOf } from '../model/place.ts';
import type { Finding, Rule } from './rule.ts';

/** All findings of the resolver and of the rules, less the warnings that an `allow` silences. */
export function runRules(rules: readonly Rule[], fleet: Fleet, document: SourceDocument): readonly Diagnostic[] {
  const severityOf = new Map(rules.map(({ id, severity }) => [id, severity]));
  const join = (code: string, finding: Finding) =>
    toDiagnostic(code, finding.severity ?? severityOf.get(code) ?? 'error', finding, document);
  const instances = new Map(instancesOf(fleet).map((instance) => [toPointer(instance.path), instance]));
  const originOf = (entry: Path, part?: Part) => {
    const { line, column } = placeOf(entry, document, part).span;
    return `${line}:${column}`;
  };
  const unresolved = new Set(
    fleet.problems.filter(({ code }) => code === 'unknown-variable').map(({ at, part }) => originOf(at, part)),
  );
  const used = new Set<string>();
  const isSilenced = (id: string, finding: Finding) => {
    const entries = allowingEntries(id, finding, instances);
    for (const entry of entries) used.add(originOf(entry, 'key'));
    return entries.length > 0;
  };
  return [
    ...fleet.problems.map(({ code, ...finding }) => join(code, finding)),
    ...rules.flatMap(({ id, severity, check }) =>
      [...(check?.(fleet) ?? [])]
        // What a text without its variables would mean, nobody wrote.
        .filter(({ at, part }) => unresolved.size === 0 || !unresolved.has(originOf(at, part)))
        .filter((finding) => (finding.severity ?? severity) === 'error' || !isSilenced(id, finding))
        .map((finding) => join(id, finding)),
    ),
    ...unusedAllows(rules, fleet, (entry) => used.has(originOf(entry, 'key'))).map((finding) =>
      join('allow-unused', finding),
    ),
  ];
}

function toDiagnostic(code: string, severity: Severity, finding: Finding, document: SourceDocument): Diagnostic {
  const { at, part, message, related = [], suggestions = [] } = finding;
  const place = placeOf(at, document, part);
  const others = related.map((other): Related => {
    const { span } = placeOf(other.at, document, other.part);
    return { ...span, message: other.message };
  });
  const heir: readonly Related[] = place.heir ? [{ ...place.heir.span, message: place.heir.message }] : [];
  return {
    code,
    severity,
    message,
    ...place.span,
    path: formatPath(place.path),
    related: [...heir, ...others],
    suggestions,
    url: ruleUrl(code),
  };
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
function unusedAllows(rules: readonly Rule[], fleet: Fleet, isUsed: (entry: Path) => boolean): readonly Finding[] {
  return instancesOf(fleet).flatMap(({ path, allow }) =>
    Object.keys(allow)
      .map((id) => ({ id, at: [...path, 'allow', id] }))
      .filter(({ at }) => !isUsed(at))
      .map(({ id, at }): Finding => ({ at, part: 'key', ...unusedReason(id, rules) })),
  );
}

function unusedReason(id: string, rules: readonly Rule[]): Pick<Finding, 'message' | 'suggestions'> {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule?.severity === 'error')
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
