// The files of an output tree beside those that are on the machine: what OpenClaw or a person has changed there since, and
// the same keys in hosts.yaml. Comments and the rest of its text stay.

import { isAlias, isMap } from 'yaml';
import { applyEdits, type Editable, editable, setEdits } from '../document/edit.ts';
import { at, formatPath, type Json, type JsonMap, type Path } from '../document/json.ts';
import { coverDifferences, type ExplainedDifference } from './compare-services.ts';
import { hideSecrets } from './config/draft-config.ts';
import { readConfig } from './config/read-config.ts';
import type { Disk, Note } from './disk.ts';
import { parseEnvFile } from './env-file.ts';
import { leaves, shown } from './explain-differences.ts';
import type { SurveyedMachine } from './found-machine.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { parsePropertyList } from './launchd/find-services.ts';
import { COVERED, mayBeSecret, withoutValues } from './secret-values.ts';
import { mergeAssignments, parseUnit } from './systemd/unit-files.ts';
import { escapedTree } from './write-hosts.ts';

/** A file as a build wrote it. */
export interface TreeFile {
  readonly instance: string;
  readonly kind: string;
  /** Where it is installed. */
  readonly path: string;
  readonly content: string;
}

export interface Drift {
  readonly differences: readonly ExplainedDifference[];
  readonly adoptable: readonly Adoptable[];
  readonly notes: readonly Note[];
}

/** A key of openclaw.json as the machine has it; without a value it is gone there. */
export interface Adoptable {
  readonly instance: string;
  /** Below `config`. */
  readonly path: Path;
  readonly value: Json | undefined;
}

/** `known`: the secrets of the machine, which are neither shown nor taken over. */
export function driftOf(files: readonly TreeFile[], disk: Disk, known: KnownSecrets): Drift {
  const notes: Note[] = [];
  const found = files.map((file) => fileDrift(file, { disk, notes, known }));
  const differences = found.flatMap((one) => one.differences);
  return {
    differences: coverDifferences(differences, known),
    adoptable: found.flatMap(({ adoptable }) => adoptable),
    notes: [...notes, ...disk.notes],
  };
}

type FileDrift = Pick<Drift, 'differences' | 'adoptable'>;

type Context = Pick<SurveyedMachine, 'disk' | 'notes' | 'known'>;

function fileDrift(file: TreeFile, context: Context): FileDrift {
  const { disk } = context;
  const { instance, path, kind, content } = file;
  if (disk.kind(path) === 'missing') {
    const gone = { instance, file: path, what: 'the file itself', found: undefined, built: undefined };
    return { differences: [{ ...gone, reason: 'it is not on the machine' }], adoptable: [] };
  }
  if (kind === 'openclaw-config') return configDrift(file, context);
  const text = kind === 'launchd-plist' ? '' : (disk.text(path) ?? '');
  const values = VALUES[kind] ?? lineValues;
  const [before, now] =
    kind === 'launchd-plist'
      ? [jobValues(new TextEncoder().encode(content)), jobValues(disk.bytes(path))]
      : [values(content), values(text)];
  const keys = [...new Set([...before.keys(), ...now.keys()])].filter((key) => before.get(key) !== now.get(key));
  return {
    differences: keys.map((what) => ({
      instance,
      file: path,
      what,
      found: covered(what, now.get(what)),
      built: covered(what, before.get(what)),
      reason: 'changed on the machine; `gwc apply --force` puts it back',
    })),
    adoptable: [],
  };
}

type Values = ReadonlyMap<string, string>;

const VALUES: Readonly<Record<string, (text: string) => Values>> = {
  'systemd-unit': (text) =>
    new Map(
      [...mergeAssignments(parseUnit(text).assignments)].flatMap(([section, keys]) =>
        [...keys].map(([key, values]) => [`[${section}] ${key}`, values.join(', ')] as const),
      ),
    ),
  env: (text) => new Map([...parseEnvFile(text)].map(([name, value]) => [`variable ${name}`, value])),
};

function lineValues(text: string): Values {
  return new Map(text.split('\n').map((line, index) => [`line ${index + 1}`, line]));
}

function jobValues(bytes: Uint8Array | undefined): Values {
  const job = (bytes && parsePropertyList(bytes)) ?? {};
  return new Map(Object.entries(job).map(([key, value]) => [key, JSON.stringify(value)]));
}

function covered(what: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const name = what.replace(/^variable /, '');
  return mayBeSecret(name, value) ? COVERED : what.startsWith('variable ') ? value : withoutValues(value);
}

function configDrift({ instance, path: file, content }: TreeFile, context: Context): FileDrift {
  const read = readConfig(file, context);
  if (!read?.isWhole || !read.value) {
    context.notes.push({ place: file, text: 'not all of it could be read, so nothing of it is taken over' });
    return { differences: [], adoptable: [] };
  }
  const built = JSON.parse(content) as JsonMap;
  const { config, moved } = hideSecrets(read.value, new Map(), context.known);
  const secrets = new Set(moved.map(({ place }) => place));
  // As it stands there: a reference that became the secret itself is a difference.
  const differing = [...leaves(read.value, built, [])].map(({ path, built: before }) => {
    return { path, found: at(config, ...path), built: before };
  });
  const verdicts = differing.map((leaf) => ({ ...leaf, verdict: verdictOf(leaf, secrets) }));
  return {
    differences: verdicts.map(({ path, found, built: before, verdict }) => ({
      instance,
      file,
      what: formatPath(path),
      found: secrets.has(formatPath(path)) ? COVERED : shown(path, found),
      built: shown(path, before),
      reason: verdict ?? 'changed on the machine; `--adopt` takes it over',
    })),
    adoptable: verdicts
      .filter(({ verdict }) => verdict === undefined)
      .map(({ path, found }) => ({ instance, path, value: found })),
  };
}

const OTHER_KEYS: ReadonlyMap<string, string> = new Map([
  ['gateway.port', 'port'],
  ['agents.defaults.workspace', 'workspace'],
  ['logging.file', 'logFile'],
]);

/** Why it is not taken over; undefined where it can be. */
function verdictOf(
  { path, found }: Pick<Adoptable, 'path'> & { readonly found: Json | undefined },
  secrets: ReadonlySet<string>,
): string | undefined {
  const place = formatPath(path);
  const key = OTHER_KEYS.get(place);
  if (key !== undefined) return `changed on the machine; \`${key}\` of hosts.yaml decides it`;
  if (path[0] === 'meta' || path[0] === 'wizard') return "OpenClaw's own record of who wrote the file";
  if (found === undefined && (place === 'gateway.mode' || place === 'gateway.bind'))
    return 'gwc writes it where hosts.yaml does not';
  if (found === null) return 'hosts.yaml has no empty values';
  if (
    [...secrets].some((secret) => secret === place || secret.startsWith(`${place}.`) || secret.startsWith(`${place}[`))
  )
    return 'it holds a secret: move it to `secretsFile`, and refer to it';
  return undefined;
}

export interface Adopted {
  readonly text: string;
  readonly count: number;
  /** Keys that have to be changed by hand, and why. */
  readonly left: readonly string[];
}

export function adopt(text: string, host: string, changes: readonly Adoptable[]): Adopted {
  const left: string[] = [];
  let fresh = text;
  for (const change of changes) {
    const taken = takeOver(editable(fresh), host, change);
    if (taken.problem === undefined) fresh = taken.text;
    else left.push(`${change.instance}: ${formatPath(change.path)}: ${taken.problem}`);
  }
  return { text: fresh, count: changes.length - left.length, left };
}

type Taken =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: string; readonly text?: undefined };

function takeOver(source: Editable, host: string, { instance, path, value }: Adoptable): Taken {
  const { document, text } = source;
  if (document.errors.length > 0) return { problem: 'the file is not valid YAML' };
  const own = ['hosts', host, 'instances', instance];
  if (!isMap(document.getIn(own))) return { problem: 'this file does not have the instance as a map of its own' };
  if (path.some((key) => typeof key === 'number')) return { problem: 'it is in a list' };
  const place = [...own, 'config', ...path.map(String)];
  // What the instance inherits is taken away by null.
  const fresh = value === undefined ? null : (escapedTree(value) as Json);
  for (let length = own.length; length < place.length; length += 1) {
    const node = document.getIn(place.slice(0, length), true);
    if (isAlias(node) || (isMap(node) && !node.has(place[length]) && node.has('<<')))
      return { problem: 'an alias gives it, and is used elsewhere too' };
    if (node === undefined) break;
    if (!isMap(node)) {
      const nested = place.slice(length).reduceRight<Json>((inner, key) => ({ [key]: inner }), fresh);
      return { text: applyEdits(text, setEdits(source, place.slice(0, length), nested) ?? []) };
    }
  }
  return { text: applyEdits(text, setEdits(source, place, fresh) ?? []) };
}
