// npm run release:check [-- RELEASE]: installs a release aside, another one each day of the year, asks it anew what `release:add` asked, and
// fails where the answers aren't those that are recorded. It judges as many configs of the set as fit into a minute.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { pluginsOf } from '../../src/openclaw/plugins.ts';
import { factsOf, KNOWN_RELEASES, type ReleaseFacts } from '../../src/openclaw/release.ts';
import { releaseEntries } from '../../src/openclaw/release-data.ts';
import { configSet } from './config-set.ts';
import { installAndAsk } from './install.ts';
import { recordOf } from './record.ts';
import { addSchema, isRefusedBy, type NewRelease, recordedVariables, recordedVerdicts } from './store.ts';

const DAY = 86_400_000;
const LONGEST = 60_000;

const started = Date.now();
const release = process.argv[2] ?? releaseOf(new Date(started));
const folder = mkdtempSync(join(tmpdir(), 'release-check-'));
try {
  const found = recordOf(release, installAndAsk(release, folder, configSet(), started + LONGEST));
  const differences = differencesOf(found);
  const judged = found.isRefused.length;
  console.log(`OpenClaw ${release}: its facts and ${judged} configs in ${Math.round((Date.now() - started) / 1000)} s`);
  for (const difference of differences) console.error(`  not as recorded: ${difference}`);
  process.exitCode = differences.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

function releaseOf(date: Date): string {
  const day = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY);
  return KNOWN_RELEASES[day % KNOWN_RELEASES.length]!;
}

function differencesOf({ schema, facts, plugins, variables, isRefused }: NewRelease): readonly string[] {
  const recorded = factsOf(release);
  const isWhole = isRefused.length === configSet().length;
  // Which keys it moves, and which channels it doesn't check, only all of the configs show.
  const all = new Set([...Object.keys(recorded), ...Object.keys(facts)]) as ReadonlySet<keyof ReleaseFacts>;
  const names = [...all].filter((name) => isWhole || name !== 'movedKeys');
  const readers = [...recordedVariables()].filter(([, releases]) => releases.has(release)).map(([name]) => name);
  const verdicts = isRefusedBy(recordedVerdicts().find((one) => one.release === release)!);
  const isSchema = addSchema(schema, new Map()) === releaseEntries().get(release)!.schema;
  return [
    ...names
      .filter((name) => !isDeepStrictEqual(plain(facts[name]), recorded[name]))
      .map((name) => `${name} is ${JSON.stringify(facts[name])}, not ${JSON.stringify(recorded[name])}`),
    ...(isDeepStrictEqual(plugins, pluginsOf(release)) ? [] : [`plugins are ${JSON.stringify(plugins)}`]),
    ...(isWhole && !isSchema ? ['its schema'] : []),
    ...(isDeepStrictEqual(variables.toSorted(), readers.toSorted()) ? [] : ['the variables that it reads']),
    ...isRefused.flatMap((is, index) =>
      verdicts[index] !== undefined && verdicts[index] !== is
        ? [`it ${is ? 'refuses' : 'accepts'} ${JSON.stringify(configSet()[index]).slice(0, 200)}`]
        : [],
    ),
  ];
}

/** As a file would have it. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
