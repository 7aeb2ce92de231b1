// npm run release:add -- 2026.10.1 [MORE...]: installs each release aside, one at a time, asks its own functions for all that gwc
// must know of it, and writes the answers: schemas/openclaw/{parts.txt,releases.jsonl,refinements.txt} and test/openclaw/releases. What
// changed against the release before is printed. `--package DIR` takes the one that is installed in DIR/node_modules, with a node for it;
// `--keep DIR` saves what each release answered, and takes from there what it has: a long list goes on where it was cut off.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isMap, type JsonMap } from '../../src/document/json.ts';
import { checker } from '../../src/openclaw/schema/check.ts';
import { structureOf } from '../../src/openclaw/schema/config-faults.ts';
import { patternOf } from '../../src/openclaw/schema/history.ts';
import { keysBelow, type RootSchema } from '../../src/openclaw/schema/json-schema.ts';
import { ONLY_THE_PROGRAM_REFUSES } from '../../test/openclaw/agreed-differences.ts';
import { installedRelease } from '../print-schema.ts';
import { configSet } from './config-set.ts';
import { differences } from './differences.ts';
import { type Answer, type Answers, factsOf, type ProgramVerdict } from './facts.ts';
import { askRelease, install } from './install.ts';
import { openStore } from './store.ts';

const { values, positionals: releases } = parseArgs({
  allowPositionals: true,
  options: { package: { type: 'string' }, keep: { type: 'string' } },
});
if (releases.length === 0) throw new Error('usage: npm run release:add -- RELEASE... [--package DIR] [--keep DIR]');

const store = openStore();
const folder = values.package ?? mkdtempSync(join(tmpdir(), 'release-add-'));
const added: string[] = [];
try {
  for (const release of releases) {
    const started = Date.now();
    try {
      add(release, keptAnswers(release) ?? ask(release));
      added.push(release);
      console.log(`${release} (${Math.round((Date.now() - started) / 1000)} s)`);
    } catch (error) {
      console.error(`${release}: ${(error as Error).message.split('\n')[0]}`);
      process.exitCode = 1;
    }
  }
  store.write();
} finally {
  if (values.package === undefined) rmSync(folder, { recursive: true });
}
for (const release of added) console.log(differences(store.before(release), store.snapshot(release)));
// By itself, for it reads what was just written.
execFileSync(process.execPath, [...process.execArgv, 'scripts/releases/refinements.ts'], { stdio: 'inherit' });

function add(release: string, answers: Answers): void {
  const printed = structureOf(printedSchema(answers['schema']!));
  const verdicts = (answers['verdicts']!.value as readonly ProgramVerdict[]).slice(0, configSet().length);
  const schema = withoutUnchecked(printed, verdicts);
  const { facts, sources } = factsOf(answers, schema, movedKeys(schema, verdicts));
  const variables = answers['variables']!.value as readonly string[];
  store.add({ release, schema, facts, sources, variables, isRefused: verdicts.map(isRefusal) });
}

/** With what `config schema` puts in front, where a release can print its schema. */
function printedSchema({ value, by = '' }: Answer): JsonMap {
  const schema = value as JsonMap;
  if (!by.startsWith('readBestEffortRuntimeConfigSchema')) return schema;
  return { ...schema, properties: { $schema: { type: 'string' }, ...(schema['properties'] as JsonMap) } };
}

/**
 * Some releases describe the settings of a channel and don't check them: where each config of the set that is about that channel alone was
 * accepted, although the schema refuses some, any map may stand there.
 */
function withoutUnchecked(schema: RootSchema, verdicts: readonly ProgramVerdict[]): RootSchema {
  const check = checker(schema);
  const isUnchecked = (id: string) => {
    const own = configSet()
      .map((config, index) => ({ config, verdict: verdicts[index] }))
      .filter(({ config, verdict }) => verdict && isAbout(config, id));
    return own.every(({ verdict }) => verdict?.valid) && own.some(({ config }) => check(config).length > 0);
  };
  const unchecked = keysBelow(schema, 'channels').filter(isUnchecked);
  const channels = schema.properties?.['channels'];
  if (unchecked.length === 0 || typeof channels !== 'object') return schema;
  const loose = Object.fromEntries(unchecked.map((id) => [id, { type: 'object' } as const]));
  const properties = { ...channels.properties, ...loose };
  return { ...schema, properties: { ...schema.properties, channels: { ...channels, properties } } };
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

function ask(release: string): Answers {
  if (values.package === undefined) install(release, folder);
  const found = installedRelease(folder);
  if (found !== release) throw new Error(`${folder} has OpenClaw ${found}, not ${release}`);
  const answers = askRelease(folder, configSet());
  if (values.keep !== undefined) {
    mkdirSync(values.keep, { recursive: true });
    writeFileSync(fileOf(release), gzipSync(JSON.stringify(answers)));
  }
  return answers;
}

function keptAnswers(release: string): Answers | undefined {
  if (values.keep === undefined || !existsSync(fileOf(release))) return undefined;
  return JSON.parse(gunzipSync(readFileSync(fileOf(release))).toString());
}

function fileOf(release: string): string {
  return join(values.keep!, `${release}.json.gz`);
}
