// The unit files of a service manager: which there are, the files that make up each, in systemd's order, and their assignments
// by the rules of systemd.syntax(7). Source: systemd.unit(5), "Unit File Load Path", drop-ins and templates.

import { compareText } from '../../diagnostics/collections.ts';
import type { Scope } from '../../openclaw/names.ts';
import type { Disk } from '../disk.ts';

/** Folders from the one that wins to the one that loses. */
export function unitFolders(scope: Scope, home: string): readonly string[] {
  const shared = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((place) => `${place}/systemd/${scope}`);
  const own = [`${home}/.config/systemd/user.control`, `${home}/.config/systemd/user`];
  return scope === 'system'
    ? shared
    : [...own, ...shared.slice(0, 2), `${home}/.local/share/systemd/user`, ...shared.slice(2)];
}

export interface UnitFiles {
  /** With `.service`; of a template's instance with it. */
  readonly name: string;
  /** The file, or the template's; undefined where there are drop-ins alone. */
  readonly main: string | undefined;
  /** In the order in which they are read. */
  readonly dropIns: readonly string[];
  /** Whether the manager starts it at boot, as far as links say. */
  readonly isEnabled: boolean;
}

/** Every service of the folders; a template's instances are those that links or drop-ins name. */
export function unitFiles(disk: Disk, folders: readonly string[]): readonly UnitFiles[] {
  const entries = folders.flatMap((folder) => disk.list(folder).map((name) => ({ folder, name })));
  const files = new Map(
    entries
      .filter(({ name }) => name.endsWith('.service'))
      .toReversed()
      .map(({ folder, name }) => [name, `${folder}/${name}`]),
  );
  const links = new Set(
    entries
      .filter(({ name }) => /\.(wants|requires|upholds)$/.test(name))
      .flatMap(({ folder, name }) => disk.list(`${folder}/${name}`)),
  );
  const dropInNames = entries.flatMap(({ name }) => /^(.*\.service)\.d$/.exec(name)?.[1] ?? []);
  const names = [...new Set([...files.keys(), ...links, ...dropInNames])].filter(
    (name) => name.endsWith('.service') && !name.includes('@.') && (files.has(name) || files.has(templateOf(name))),
  );
  const isOwn = (name: string) => !isAlias(name, files, disk);
  return names
    .filter(isOwn)
    .sort()
    .map((name) => ({
      name,
      main: files.get(name) ?? files.get(templateOf(name)),
      dropIns: dropIns(disk, folders, name),
      isEnabled: links.has(name),
    }));
}

/** Whether a name is a link to another unit of the folders, and so no unit of its own. A template's instance is one. */
function isAlias(name: string, files: ReadonlyMap<string, string>, disk: Disk): boolean {
  const path = files.get(name);
  const real = path && disk.realPath(path);
  const target = real?.slice(real.lastIndexOf('/') + 1) ?? name;
  const other = target === name || target === templateOf(name) ? undefined : files.get(target);
  return other !== undefined && disk.realPath(other) === real;
}

/** `openclaw-gateway@.service` of `openclaw-gateway@ops.service`. */
function templateOf(name: string): string {
  return name.replace(/@.*(?=\.service$)/, '@');
}

/** By file name over all folders; of one name the folder that comes first, and the more particular unit name, wins. */
export function dropIns(disk: Disk, folders: readonly string[], name: string): readonly string[] {
  const found = folders.flatMap((folder) =>
    dropInFolders(name).flatMap((inner) => {
      const path = `${folder}/${inner}`;
      return disk
        .list(path)
        .filter((file) => file.endsWith('.conf'))
        .map((file) => ({ file, path: `${path}/${file}` }));
    }),
  );
  const winners = new Map(found.toReversed().map(({ file, path }) => [file, path]));
  return [...winners].sort(([a], [b]) => compareText(a, b)).map(([, path]) => path);
}

/** `a-b@x.service` is added to by the folders of its own name, its template's, of `a-` and of `service`. */
function dropInFolders(name: string): readonly string[] {
  const stem = name.replace(/(@.*)?\.service$/, '');
  const parts = stem.split('-');
  const prefixes = parts.slice(1).map((_, index) => `${parts.slice(0, parts.length - 1 - index).join('-')}-.service`);
  return [...new Set([name, templateOf(name), ...prefixes, 'service'])].map((unit) => `${unit}.d`);
}

export interface Assignment {
  /** Without brackets; empty before the first one. */
  readonly section: string;
  readonly key: string;
  /** As written, without blanks at its ends and with continued lines joined. */
  readonly value: string;
}

export interface UnitText {
  readonly assignments: readonly Assignment[];
  /** Numbers of lines, from 1, that are none of systemd's. */
  readonly strange: readonly number[];
}

export function parseUnit(text: string): UnitText {
  const assignments: Assignment[] = [];
  const strange: number[] = [];
  let section = '';
  for (const { line, number } of logicalLines(text)) {
    const heading = /^\[(.*)\]$/.exec(line)?.[1];
    const [, key, value] = /^([A-Za-z][\w-]*)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (heading !== undefined) section = heading;
    else if (key !== undefined && value !== undefined) assignments.push({ section, key, value });
    else strange.push(number);
  }
  return { assignments, strange };
}

interface Line {
  readonly line: string;
  readonly number: number;
}

/** A backslash at the end joins the next line; comments between the two are left out. */
function* logicalLines(text: string): Generator<Line> {
  let joined = '';
  let start = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(raw)) continue;
    if (joined === '') start = index + 1;
    if (/(?<!\\)(\\\\)*\\$/.test(raw)) {
      joined += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = (joined + raw).trim();
    joined = '';
    if (line !== '') yield { line, number: start };
  }
  if (joined.trim() !== '') yield { line: joined.trim(), number: start };
}

/** Values by key by section, in the order of their first appearance. A list that was emptied starts with an empty value. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

export function mergeAssignments(assignments: readonly Assignment[]): Sections {
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
