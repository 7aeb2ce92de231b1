// The team's own severities, `rules` of hosts.yaml: of warnings only, whatever rule they are of.

import type { Severity } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { type CodedFinding, renaming } from '../document/finding.ts';
import { asMap, type Json } from '../document/json.ts';
import type { Rule } from './rule.ts';

export interface Severities {
  /** What a finding of a rule becomes; nothing where the team doesn't want to see it. */
  readonly of: (id: string, severity: Severity) => Severity | undefined;
  readonly isOff: (id: string) => boolean;
  /** On `rules` itself. */
  readonly findings: readonly CodedFinding[];
}

/** `written` fits the schema. */
export function severitiesOf(written: Json | undefined, rules: readonly Rule[]): Severities {
  const set = Object.entries(asMap(written)).filter(([, value]) => value !== null);
  const settings = new Map(set.filter(([id, setting]) => problem(id, setting, rules).length === 0));
  const isOff = (id: string) => settings.get(id) === 'off';
  return {
    of: (id, severity) => {
      if (severity === 'error') return 'error';
      if (isOff(id)) return undefined;
      return settings.get(id) === 'error' ? 'error' : 'warning';
    },
    isOff,
    findings: set.flatMap(([id, setting]) => problem(id, setting, rules)),
  };
}

function problem(id: string, setting: Json, rules: readonly Rule[]): readonly CodedFinding[] {
  const finding = { code: 'schema', at: ['rules', id], part: 'key' } as const;
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) {
    const suggestions = suggest(
      id,
      rules.filter(warns).map((candidate) => candidate.id),
    );
    const hint = didYouMean(suggestions) || '; `gwc explain` lists them';
    return [
      { ...finding, message: `there is no rule \`${id}\`${hint}`, suggestions, ...renaming(finding.at, suggestions) },
    ];
  }
  if (warns(rule) || setting === 'error') return [];
  const edits = [{ kind: 'remove', path: finding.at }] as const;
  return [{ ...finding, message: `\`${id}\` is an error, and an error can't be lowered; remove the entry`, edits }];
}

function warns({ severity, hasWarnings }: Rule): boolean {
  return severity === 'warning' || hasWarnings === true;
}
