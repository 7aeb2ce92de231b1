// The files in which what is known of the releases is kept: read, one release replaced, written.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ReleasePlugins } from '../../src/openclaw/plugins.ts';
import { compareReleases, type ReleaseFacts } from '../../src/openclaw/release.ts';
import type { ReleaseEntry } from '../../src/openclaw/release-data.ts';
import type { Explanations } from '../../src/openclaw/schema/editor-schema.ts';
import { readExplanations } from '../../src/openclaw/schema/explanations.ts';
import {
  type JsonSchema,
  keysBelow,
  type RootSchema,
  type SchemaNode,
  withNamedParts,
} from '../../src/openclaw/schema/json-schema.ts';
import { explanationLines } from './explanations.ts';

const PARTS = 'schemas/openclaw/parts.txt';
const RELEASES = 'schemas/openclaw/releases.jsonl';
const EXPLANATIONS = 'schemas/openclaw/explanations.jsonl';
/** For the tests alone. */
const VERDICTS = 'test/openclaw/releases/verdicts.jsonl';
const VARIABLES = 'test/openclaw/releases/variables.txt';

/** What is recorded of a release: of the first configs of the set, in their order, which it refused. */
export interface RecordedVerdicts {
  readonly release: string;
  readonly configs: number;
  /** A bit a config, the first one highest, in base64. */
  readonly refused: string;
}

export interface NewRelease {
  readonly release: string;
  /** The structure of its schema. */
  readonly schema: JsonSchema;
  readonly explanations: Explanations;
  readonly facts: ReleaseFacts;
  readonly plugins: ReleasePlugins;
  readonly sources: Readonly<Record<string, string>>;
  readonly variables: readonly string[];
  readonly isRefused: readonly boolean[];
}

/** A release as it is stored. */
export interface ReleaseSnapshot {
  readonly release: string;
  readonly facts: ReleaseFacts;
  readonly plugins: ReleasePlugins;
  /** The top of its schema, two keys deep. */
  readonly keys: readonly string[];
  readonly variables: readonly string[];
}

export interface Store {
  readonly snapshot: (release: string) => ReleaseSnapshot;
  readonly before: (release: string) => ReleaseSnapshot | undefined;
  readonly add: (release: NewRelease) => void;
  readonly write: () => void;
}

export function openStore(): Store {
  const parts = new Map(linesOf(PARTS).map((line) => cut(line)));
  const releases = new Map(
    linesOf(RELEASES).map((line): [string, ReleaseEntry] => [JSON.parse(line).release, JSON.parse(line)]),
  );
  const verdicts = new Map(recordedVerdicts().map((one) => [one.release, one]));
  const variables = recordedVariables();
  let explanations = readExplanations(linesOf(EXPLANATIONS).join('\n'));
  const snapshot = (release: string): ReleaseSnapshot => {
    const { schema, facts, plugins } = releases.get(release)!;
    const read = (name: string) => JSON.parse(parts.get(name)!);
    const root: RootSchema = { ...read(schema), $defs: new Proxy({}, { get: (_, name) => read(String(name)) }) };
    const keys = keysBelow(root).flatMap((key) => [key, ...keysBelow(root, key).map((inner) => `${key}.${inner}`)]);
    const readers = [...variables].filter(([, readers]) => readers.has(release)).map(([name]) => name);
    return { release, facts: read(facts), plugins: read(plugins), keys, variables: readers };
  };
  return {
    snapshot,
    before(release) {
      const earlier = [...releases.keys()].filter((other) => compareReleases(other, release) < 0);
      const last = earlier.toSorted(compareReleases).at(-1);
      return last === undefined ? undefined : snapshot(last);
    },
    add({ release, schema, explanations: own, facts, plugins, sources, variables: names, isRefused }) {
      const entry = {
        release,
        schema: addSchema(schema, parts),
        facts: addPart(facts, parts),
        plugins: addPart(plugins, parts),
        sources: addPart(sources, parts),
      };
      releases.set(release, entry);
      const isNewest = [...releases.keys()].every((other) => compareReleases(other, release) <= 0);
      explanations = new Map(isNewest ? [...explanations, ...own] : [...own, ...explanations]);
      verdicts.set(release, { release, configs: isRefused.length, refused: bits(isRefused) });
      for (const readers of variables.values()) readers.delete(release);
      for (const name of names) variables.set(name, (variables.get(name) ?? new Set()).add(release));
    },
    write() {
      const known = [...releases.values()].sort((a, b) => compareReleases(a.release, b.release));
      const used = partsOf(known, parts);
      writeLines(
        PARTS,
        [...used].sort().map((name) => `${name} ${parts.get(name)}`),
      );
      writeLines(
        RELEASES,
        known.map((entry) => JSON.stringify(entry)),
      );
      writeLines(EXPLANATIONS, explanationLines(explanations));
      writeLines(
        VERDICTS,
        known.flatMap(({ release }) => verdicts.get(release) ?? []).map((one) => JSON.stringify(one)),
      );
      writeLines(
        VARIABLES,
        variableLines(
          variables,
          known.map(({ release }) => release),
        ),
      );
    },
  };
}

export function recordedVerdicts(): readonly RecordedVerdicts[] {
  return linesOf(VERDICTS).map((line) => JSON.parse(line));
}

export function isRefusedBy({ configs, refused }: RecordedVerdicts): readonly boolean[] {
  const bytes = Buffer.from(refused, 'base64');
  return Array.from({ length: configs }, (_, index) => ((bytes[index >> 3]! >> (7 - (index & 7))) & 1) === 1);
}

function bits(flags: readonly boolean[]): string {
  const bytes = Buffer.alloc(Math.ceil(flags.length / 8));
  for (const [index, flag] of flags.entries()) if (flag) bytes[index >> 3]! |= 1 << (7 - (index & 7));
  return bytes.toString('base64');
}

/** The name of the part that the schema is: whatever in it is large is a part of its own, named by its content. */
export function addSchema(schema: JsonSchema, parts: Map<string, string>): string {
  const nameOf = (part: SchemaNode) => addPart(part, parts);
  return addPart(typeof schema === 'boolean' ? schema : withNamedParts(schema, nameOf), parts);
}

function addPart(value: unknown, parts: Map<string, string>): string {
  const text = ascii(JSON.stringify(value));
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 7);
  const known = parts.get(name);
  if (known !== undefined && known !== text) throw new Error(`two parts would be named ${name}`);
  parts.set(name, text);
  return name;
}

/** A text of bytes takes half of the memory. */
function ascii(json: string): string {
  return json.replace(/[^\x00-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Names of the parts that the releases have, and that those have. */
function partsOf(releases: readonly ReleaseEntry[], parts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (name: string) => {
    if (used.has(name)) return;
    used.add(name);
    for (const [, inner] of parts.get(name)!.matchAll(/"#\/\$defs\/([^"]+)"/g)) visit(inner!);
  };
  for (const { schema, facts, plugins, sources } of releases)
    for (const name of [schema, facts, plugins, sources]) visit(name);
  return used;
}

/** The releases that read each variable. */
export function recordedVariables(): Map<string, Set<string>> {
  const [head = '', ...lines] = linesOf(VARIABLES);
  const releases = head.split(' ').slice(1);
  return new Map(
    lines.map((line): [string, Set<string>] => {
      const [name, ...runs] = line.split(' ');
      const readers = runs.flatMap((run) => {
        const [first, last] = run.split('..');
        return releases.slice(releases.indexOf(first!), releases.indexOf(last ?? first!) + 1);
      });
      return [name!, new Set(readers)];
    }),
  );
}

/** `NAME FIRST..LAST …` for each run of releases without a gap. */
function variableLines(
  variables: ReadonlyMap<string, ReadonlySet<string>>,
  releases: readonly string[],
): readonly string[] {
  const lines = [...variables]
    .filter(([, readers]) => readers.size > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, readers]) => {
      const starts = releases.filter((one, index) => readers.has(one) && !readers.has(releases[index - 1]!));
      const ends = releases.filter((one, index) => readers.has(one) && !readers.has(releases[index + 1]!));
      return [name, ...starts.map((start, index) => (start === ends[index] ? start : `${start}..${ends[index]}`))].join(
        ' ',
      );
    });
  return [['#', ...releases].join(' '), ...lines];
}

function cut(line: string): [string, string] {
  const at = line.indexOf(' ');
  return [line.slice(0, at), line.slice(at + 1)];
}

export function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function writeLines(file: string, lines: readonly string[]): void {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
}
