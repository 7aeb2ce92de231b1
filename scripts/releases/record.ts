// What a release answered → what is kept of it.

import { isMap, type JsonMap } from '../../src/document/json.ts';
import { checker } from '../../src/openclaw/schema/check.ts';
import { patternOf } from '../../src/openclaw/schema/history.ts';
import { type JsonSchema, keysBelow, type RootSchema } from '../../src/openclaw/schema/json-schema.ts';
import { explainedStructureOf, structureOf } from '../../src/openclaw/schema/structure.ts';
import { ONLY_THE_PROGRAM_REFUSES } from '../../test/openclaw/agreed-differences.ts';
import { configSet } from './config-set.ts';
import { explanationsOf } from './explanations.ts';
import { type Answer, type Answers, factsOf, type ProgramVerdict } from './facts.ts';
import type { NewRelease } from './store.ts';

export function recordOf(release: string, answers: Answers): NewRelease {
  const print = printedSchema(answers['schema']!);
  const printed = structureOf(print);
  const verdicts = (answers['verdicts']!.value as readonly ProgramVerdict[]).slice(0, configSet().length);
  const schema = asChecked(printed, verdicts);
  const { facts, plugins, sources } = factsOf(answers, schema, movedKeys(schema, verdicts));
  const variables = answers['variables']!.value as readonly string[];
  const explanations = explanationsOf(explainedStructureOf(print));
  return { release, schema, explanations, facts, plugins, sources, variables, isRefused: verdicts.map(isRefusal) };
}

/** With what `config schema` puts in front, where a release can print its schema. */
function printedSchema({ value, by = '' }: Answer): JsonMap {
  const schema = value as JsonMap;
  if (!by.startsWith('readBestEffortRuntimeConfigSchema')) return schema;
  return { ...schema, properties: { $schema: { type: 'string' }, ...(schema['properties'] as JsonMap) } };
}

/**
 * Some releases describe the settings of a channel and don't check them: where each config of the set that is about that channel alone was
 * accepted, although the schema refuses some, any map may stand there. And some can't read a channel that they describe: where each was
 * refused, although the schema takes some, none may.
 */
function asChecked(schema: RootSchema, verdicts: readonly ProgramVerdict[]): RootSchema {
  const check = checker(schema);
  const channels = schema.properties?.['channels'];
  if (typeof channels !== 'object') return schema;
  const corrected = keysBelow(schema, 'channels').flatMap((id): [string, JsonSchema][] => {
    const own = verdicts.flatMap((verdict, index) => {
      const config = configSet()[index]!;
      return isAbout(config, id) ? [{ ...verdict, isFine: check(config).length === 0 }] : [];
    });
    if (own.every(({ valid }) => valid) && own.some(({ isFine }) => !isFine)) return [[id, { type: 'object' }]];
    const isUnreadable = own.length >= ENOUGH && !own.some(({ valid, issues }) => valid || issues.some(isOfUnknown));
    return isUnreadable && own.some(({ isFine }) => isFine) ? [[id, false]] : [];
  });
  if (corrected.length === 0) return schema;
  const properties = { ...channels.properties, ...Object.fromEntries(corrected) };
  return { ...schema, properties: { ...schema.properties, channels: { ...channels, properties } } };
}

/** Of fewer configs each may have a fault of its own. */
const ENOUGH = 5;

function isOfUnknown([, message]: readonly [string, string]): boolean {
  return message.startsWith('unknown channel');
}

/** Where nothing but unknown keys, or a plain value in a map's place, is wrong with a config by the schema, and it was accepted. */
function movedKeys(schema: RootSchema, verdicts: readonly ProgramVerdict[]): readonly string[] {
  const check = checker(schema);
  const patterns = verdicts.flatMap(({ valid }, index) => {
    const faults = valid ? check(configSet()[index]!) : [];
    return faults.every(({ kind, schema }) => kind === 'unknown-key' || (kind === 'type' && schema.type === 'object'))
      ? faults.map(({ path }) => patternOf(path, schema))
      : [];
  });
  return [...new Set(patterns)].toSorted();
}

function isAbout(config: JsonMap, channel: string): boolean {
  const { channels, ...others } = config;
  return Object.keys(others).length === 0 && isMap(channels) && Object.keys(channels).join() === channel;
}

/** For a reason that gwc could know. */
function isRefusal({ valid, issues }: ProgramVerdict): boolean {
  const isKnowable = ([path, message]: readonly [string, string]) =>
    !ONLY_THE_PROGRAM_REFUSES.some(({ isOfKind }) => isOfKind(path, message));
  return !valid && issues.some(isKnowable);
}
