// A fault of a config, in words.

import { didYouMean, suggest } from '../../diagnostics/suggest.ts';
import { mayBeSecret } from '../../document/describe.ts';
import type { Part } from '../../document/document.ts';
import { at, type Json, type JsonMap } from '../../document/json.ts';
import { formatPath, type Path } from '../../document/path.ts';
import type { Fault, FaultKind } from './check.ts';
import { closestFaults } from './closest-branch.ts';
import { choicesOf, expected } from './expected.ts';
import { deref, type RootSchema } from './json-schema.ts';
import { show } from './show.ts';

export interface ConfigFault {
  /** From the top of openclaw.json. */
  readonly path: Path;
  readonly part: Part;
  readonly message: string;
  readonly suggestions: readonly string[];
}

export interface TellContext {
  readonly root: RootSchema;
  readonly config: JsonMap;
  /** How messages name what refuses the config, such as `OpenClaw 2026.9.6`. */
  readonly speaker: string;
  /** What is to be said of a key that the schema doesn't know, where there is more to say than that. */
  readonly history: (path: Path) => Pick<ConfigFault, 'message' | 'suggestions'> | undefined;
}

const MOST_LISTED = 12;

export function tell(fault: Fault, context: TellContext): readonly ConfigFault[] {
  return closestFaults(fault).map((closest) => ({
    path: closest.path,
    part: partOf(closest),
    suggestions: [],
    ...words(closest, context),
  }));
}

const OF_KEYS: ReadonlySet<FaultKind> = new Set(['unknown-key', 'key-name', 'missing-keys']);

/** Items of a list have no key to point at. */
function partOf({ kind, path }: Fault): Part {
  return OF_KEYS.has(kind) && typeof path.at(-1) === 'string' ? 'key' : 'value';
}

type Words = Pick<ConfigFault, 'message'> & Partial<ConfigFault>;

function words(fault: Fault, context: TellContext): Words {
  const { path, kind, schema } = fault;
  const { root, config } = context;
  const value = at(config, ...path);
  const name = nameOf(path);
  switch (kind) {
    case 'unknown-key':
      return unknownKey(fault, context);
    case 'missing-keys':
      return { message: `${name} lacks ${fault.keys?.map((key) => `\`${key}\``).join(' and ')}, which it must have` };
    case 'key-name':
      return { message: `\`${path.at(-1)}\` can't be a key of ${nameOf(path.slice(0, -1))}: ${keyForm(fault, root)}` };
    case 'value':
      return notListed(path, value, choicesOf(schema) ?? []);
    case 'alternatives':
      return notListedIn(fault, value, context) ?? unexpected(fault, value, context);
    case 'text':
      return { message: `${name} must be ${textForm(fault)}, not ${show(value, path)}` };
    case 'size':
      return { message: `${name} must have ${sizeOf(fault)}` };
    case 'repeated':
      return { message: `${nameOf(path.slice(0, -1))} lists this twice` };
    case 'combination':
      return { message: `${name} combines what ${context.speaker} doesn't accept together` };
    default:
      return unexpected(fault, value, context);
  }
}

function unknownKey({ path, schema }: Fault, { speaker, history }: TellContext): Words {
  const known = history(path);
  if (known) return known;
  const names = Object.keys(schema.properties ?? {});
  const suggestions = suggest(String(path.at(-1)), names);
  const listed = names.length > MOST_LISTED ? `${names.slice(0, MOST_LISTED).join(', ')}, …` : names.join(', ');
  const hint = suggestions.length > 0 ? didYouMean(suggestions) : names.length > 0 ? `; known here: ${listed}` : '';
  return { message: `${speaker} has no ${nameOf(path)}${hint}`, suggestions };
}

function notListed(path: Path, value: Json | undefined, choices: readonly Json[]): Words {
  const suggestions = typeof value === 'string' ? suggest(value, choices.map(String)) : [];
  const listed = choices.map((choice) => `\`${choice}\``);
  const all = listed.length > 1 ? `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}` : listed.join('');
  return {
    message: `${nameOf(path)} must be ${all}, not ${show(value, path)}${didYouMean(suggestions)}`,
    suggestions: suggestions.length > 0 ? suggestions : choices.map(String),
  };
}

/** Where every alternative is a value, they are one list. */
function notListedIn({ path, schema }: Fault, value: Json | undefined, { root }: TellContext): Words | undefined {
  const parts = (schema.anyOf ?? schema.oneOf ?? []).map((part) => deref(part, root));
  const choices = parts.map((part) => (typeof part === 'object' ? choicesOf(part) : undefined));
  return choices.every((choice) => choice !== undefined) ? notListed(path, value, choices.flat()) : undefined;
}

function unexpected({ path, schema }: Fault, value: Json | undefined, { root }: TellContext): Words {
  const wanted = expected(schema, root);
  const isBare = (typeof value === 'number' || typeof value === 'boolean') && !mayBeSecret(path);
  const hint = isBare && wanted.includes('a string') ? `; quote it: "${value}"` : '';
  return { message: `${nameOf(path)} must be ${wanted}, not ${show(value, path)}${hint}` };
}

function textForm({ schema: { pattern, format, minLength, maxLength } }: Fault): string {
  if (format === 'uri' && pattern === undefined) return 'a URL';
  if (pattern !== undefined) return `a text that matches ${pattern}`;
  if (minLength !== undefined && maxLength !== undefined) return `a text of ${minLength} to ${maxLength} characters`;
  if (maxLength !== undefined) return `a text of at most ${maxLength} characters`;
  return minLength === 1 ? 'a text that is not empty' : `a text of at least ${minLength} characters`;
}

function keyForm({ schema }: Fault, root: RootSchema): string {
  const names = deref(schema.propertyNames ?? true, root);
  if (typeof names === 'boolean') return 'it has no such keys';
  return `a key must be ${choicesOf(names) ? expected(names, root) : textForm({ path: [], kind: 'text', schema: names })}`;
}

function sizeOf({ schema }: Fault): string {
  const least = schema.minItems ?? schema.minProperties ?? 0;
  const most = schema.maxItems ?? schema.maxProperties;
  if (most === undefined) return `at least ${least} ${least === 1 ? 'entry' : 'entries'}`;
  return least > 0 ? `${least} to ${most} entries` : `at most ${most} entries`;
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'openclaw.json' : `\`${formatPath(path)}\``;
}
