// The assignments of a unit and its drop-ins → what holds in the end: values by section and key.

import type { Assignment } from './unit-text.ts';

/** Values by key by section, in the order of their first appearance. A list that was emptied starts with an empty value. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

export function settleDirectives(assignments: readonly Assignment[]): Sections {
  const sections = new Map<string, Map<string, readonly string[]>>();
  for (const { section, key, value } of assignments) {
    const directives = sections.get(section) ?? new Map<string, readonly string[]>();
    sections.set(section, directives);
    const before = isList(key) && value !== '' ? (directives.get(key) ?? []) : [];
    directives.set(key, [...before, value]);
  }
  return sections;
}

/** Values of one directive, without empty ones. */
export function valuesOf(sections: Sections, section: string, key: string): readonly string[] {
  return (sections.get(section)?.get(key) ?? []).filter((value) => value !== '');
}

/** The last value, which is the one that holds for a directive that takes one. */
export function lastValueOf(sections: Sections, section: string, key: string): string | undefined {
  return valuesOf(sections, section, key).at(-1);
}

/** Directives that add up. Of any other the last one counts. Source: systemd.unit(5), systemd.exec(5), systemd.service(5). */
const LISTS = new RegExp(
  `^(${[
    'After|Before|Wants|Requires|Requisite|BindsTo|PartOf|Upholds|Conflicts|OnFailure|OnSuccess|Documentation',
    'RequiresMountsFor|JoinsNamespaceOf|Condition.*|Assert.*|WantedBy|RequiredBy|Alias|Also',
    'Exec.*|Environment|EnvironmentFile|PassEnvironment|UnsetEnvironment|SupplementaryGroups',
    '.*Paths|.*Credential.*|(Runtime|State|Cache|Logs|Configuration)Directory|TemporaryFileSystem',
    'SystemCall(Filter|Log|Architectures)|Restrict(AddressFamilies|FileSystems|NetworkInterfaces)',
    'CapabilityBoundingSet|AmbientCapabilities|SocketBind(Allow|Deny)|DeviceAllow|IPAddress(Allow|Deny)|LogExtraFields|PublishPort',
  ].join('|')})$`,
);

function isList(key: string): boolean {
  return LISTS.test(key);
}
