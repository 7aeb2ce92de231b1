// Sections of a systemd unit: the release line's policy and the person's raw directives over what gwc writes.

import { compareText } from '../diagnostics/sort.ts';
import type { Directives, Instance } from '../model/fleet.ts';
import { serviceDescription } from '../openclaw/names.ts';
import type { ReleaseLine, UnitPolicy } from '../openclaw/release.ts';
import { unitValue } from './quoting.ts';

export type Directive = readonly [key: string, value: string];

export function unitSection({ profile }: Instance, line: ReleaseLine): readonly Directive[] {
  return [['Description', serviceDescription(profile)], ...policyOf(line, 'Unit')];
}

export function installSection({ service }: Instance, line: ReleaseLine): readonly Directive[] {
  return service.scope === 'system' ? [['WantedBy', 'multi-user.target']] : policyOf(line, 'Install');
}

export function policyOf(line: ReleaseLine, section: UnitPolicy[number][0]): readonly Directive[] {
  return line.systemd.filter(([name]) => name === section).map(([, key, value]) => [key, value]);
}

/** Where the person's value adds to gwc's, which must hold in any case; anywhere else it stands in its place. */
export const ADDED: ReadonlySet<string> = new Set([
  'Environment',
  'UnsetEnvironment',
  'ReadWritePaths',
  'InaccessiblePaths',
  'SocketBindDeny',
]);

/** A line of a section, as the templates take it. */
interface UnitLine {
  readonly key: string;
  readonly value: string;
}

/** gwc's directives in their order with the person's values, then what only the person has, by key. Null removes. */
export function mergeDirectives(own: readonly Directive[], raw: Directives = {}): readonly UnitLine[] {
  const merged = new Map<string, readonly string[]>();
  for (const [key, value] of own) merged.set(key, [...(merged.get(key) ?? []), value]);
  for (const key of Object.keys(raw).sort(compareText)) {
    const kept = ADDED.has(key) && raw[key] !== null ? (merged.get(key) ?? []) : [];
    merged.set(key, [...kept, ...rawValues(raw[key])]);
  }
  return [...merged].flatMap(([key, values]) => values.map((value) => ({ key, value: unitValue(value) })));
}

function rawValues(value: Directives[string] | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
