// $(name) in strings. `$$(` is a literal `$(`.

import type { Finding } from '../document/finding.ts';
import { isList, isMap, type Json, mapOf, type Path } from '../document/json.ts';

export const VARIABLES = [
  'host',
  'instance',
  'profile',
  'user',
  'home',
  'port',
  'stateDir',
  'configPath',
  'workspace',
] as const;

/** What a variable stands for, or why it stands for nothing. */
export type Lookup = (name: string) => { readonly value: string } | { readonly problem: Wording };

export type Wording = Pick<Finding, 'message' | 'suggestions'>;

const REFERENCE = /\$\$\(|\$\(([^)]*)\)?/g;

/** The text with its variables replaced; one without a value is reported and left as it is. */
export function expand(text: string, lookup: Lookup, report: (problem: Wording, reference: string) => void): string {
  return text.replace(REFERENCE, (reference: string, name: string | undefined) => {
    if (name === undefined) return '$(';
    if (!reference.endsWith(')')) {
      report({ message: '`$(` has no closing `)`; write `$$(` for the characters themselves' }, reference);
      return reference;
    }
    const found = lookup(name);
    if ('value' in found) return found.value;
    report(found.problem, reference);
    return reference;
  });
}

/** The text with another variable in the place of one. */
export function withVariable(text: string, old: string, fresh: string): string {
  return text.replace(REFERENCE, (reference: string) => (reference === old ? fresh : reference));
}

/** Every string value in a tree expanded; keys stay as they are. */
export function expandTree(value: Json, path: Path, expandText: (text: string, path: Path) => string): Json {
  if (typeof value === 'string') return expandText(value, path);
  if (isList(value)) return value.map((item, index) => expandTree(item, [...path, index], expandText));
  if (isMap(value)) {
    return mapOf(Object.entries(value).map(([key, item]) => [key, expandTree(item, [...path, key], expandText)]));
  }
  return value;
}
