// openclaw.json as OpenClaw reads it: JSON5, with the files that it includes. Source: docs/gateway/configuration.md, `$include`.

import { posix } from 'node:path';
import JSON5 from 'json5';
import { knownSecret } from '../../diagnostics/secrets.ts';
import { isList, isMap, type Json, type JsonMap, mapOf } from '../../document/json.ts';
import { isInside } from '../../model/paths.ts';
import type { Note } from '../disk.ts';
import { quietly, type SurveyedMachine } from '../found-machine.ts';
import { holdsKnown } from '../known-secrets.ts';

export interface FoundConfig {
  /** Undefined where the file is there and can't be understood. */
  readonly value: JsonMap | undefined;
  /** It and what it includes, in the order of reading. */
  readonly files: readonly string[];
  /** Whether nothing of it was left out. */
  readonly isWhole: boolean;
}

/** Undefined where there is no such file. */
export function readConfig(path: string, { disk, notes, known }: Context): FoundConfig | undefined {
  const isMissing = disk.kind(path) === 'missing' && !disk.notes.some(({ place }) => place === path);
  if (isMissing && !disk.isLink(path)) return undefined;
  if (isMissing) notes.push({ place: path, text: 'it is a link, and what it leads to is not there' });
  const reader: Reader = { disk, notes, known, folder: posix.dirname(path), files: [], lost: [] };
  const value = readFile(path, reader, []);
  if (value !== undefined && !isMap(value)) notes.push({ place: path, text: 'this is no map of settings' });
  const isWhole = isMap(value) && reader.lost.length === 0;
  return { value: isMap(value) ? value : undefined, files: reader.files, isWhole };
}

type Context = Pick<SurveyedMachine, 'disk' | 'notes' | 'known'>;

interface Reader extends Context {
  /** Nothing is included from outside of it. */
  readonly folder: string;
  readonly files: string[];
  /** Files that have a part which could not be put in. */
  readonly lost: string[];
}

const MOST_DEPTH = 10;
/** Deeper values than that would be refused later. */
const MOST_NESTING = 100;

function readFile(path: string, reader: Reader, chain: readonly string[]): Json | undefined {
  const text = reader.disk.text(path);
  if (text === undefined) return undefined;
  reader.files.push(path);
  const parsed = parse(text, path, reader.notes);
  return parsed === undefined ? undefined : include(parsed, { path, reader, chain: [...chain, path], depth: 0 });
}

/** JSON5's own words would show a part of the text. */
function parse(text: string, path: string, notes: Note[]): Json | undefined {
  try {
    return quietly(() => JSON5.parse(text) as Json);
  } catch (error) {
    const { lineNumber, columnNumber } = error as { readonly lineNumber?: number; readonly columnNumber?: number };
    const place = lineNumber === undefined ? path : `${path}, line ${lineNumber}, column ${columnNumber}`;
    notes.push({ place, text: 'this is not JSON5' });
    return undefined;
  }
}

interface Place {
  readonly path: string;
  readonly reader: Reader;
  readonly chain: readonly string[];
  readonly depth: number;
}

/** A copy without prototypes and with every `$include` put in. */
function include(value: Json, place: Place): Json {
  if (place.depth > MOST_NESTING) {
    place.reader.lost.push(place.path);
    place.reader.notes.push({
      place: place.path,
      text: `what is nested deeper than ${MOST_NESTING} levels is left out`,
    });
    return null;
  }
  const inner = { ...place, depth: place.depth + 1 };
  if (isList(value)) return value.map((item) => include(item, inner));
  // JSON5 has no undefined, but its numbers may be infinite.
  if (!isMap(value)) return typeof value === 'number' && !Number.isFinite(value) ? null : value;
  const own = mapOf(
    Object.entries(value)
      .filter(([key]) => key !== '$include' && !isSecretKey(key, place))
      .map(([key, item]) => [key, include(item, inner)]),
  );
  if (!Object.hasOwn(value, '$include')) return own;
  const included = [value['$include']].flat().map((name) => includeFile(name ?? null, place));
  return Object.keys(own).length === 0 && included.length === 1 ? included[0]! : [...included, own].reduce(merge);
}

/** A name that is a secret can be shown nowhere. */
function isSecretKey(key: string, { path, reader: { known, lost, notes } }: Place): boolean {
  const isSecret = knownSecret(key) !== undefined || holdsKnown(key, known);
  if (isSecret) {
    lost.push(path);
    notes.push({ place: path, text: 'one of its keys has a secret in its name; it is left out, with what it holds' });
  }
  return isSecret;
}

function includeFile(name: Json, { path, reader, chain }: Place): Json {
  const target = typeof name === 'string' ? posix.resolve(posix.dirname(path), name) : '';
  const problem =
    typeof name !== 'string'
      ? 'its `$include` is no file name'
      : !isInside(target, reader.folder, 'linux')
        ? 'it includes a file from outside of its folder, which OpenClaw reads where OPENCLAW_INCLUDE_ROOTS allows it'
        : chain.includes(target) || chain.length > MOST_DEPTH
          ? 'its includes lead in a circle, or too deep'
          : undefined;
  const value = problem === undefined ? readFile(target, reader, chain) : undefined;
  if (value === undefined) {
    reader.lost.push(path);
    reader.notes.push({
      place: path,
      text: `${problem ?? `it includes ${target}, which can't be read`}; that part is left out`,
    });
  }
  return value ?? mapOf([]);
}

/** Maps merge, lists are joined, of other values the later one holds. */
function merge(far: Json, near: Json): Json {
  if (isList(far) && isList(near)) return [...far, ...near];
  if (!isMap(far) || !isMap(near)) return near;
  const merged = new Map(Object.entries(far));
  for (const [key, value] of Object.entries(near)) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? value : merge(before, value));
  }
  return mapOf(merged);
}
