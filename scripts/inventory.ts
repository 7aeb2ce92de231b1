// npm run inventory -- [RELEASE...] [--write]: the fields and environment variables of those releases, or of all that `release:add` added,
// that nobody has decided yet, each with the class that src/openclaw/inventory proposes. Read what the release does with each, and where
// the proposal is wrong or missing add a line there; --write then records the decisions.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Entry, entriesOf } from '../src/openclaw/inventory/entry.ts';
import { FIELDS, placingFields } from '../src/openclaw/inventory/fields.ts';
import { VARIABLES } from '../src/openclaw/inventory/variables.ts';
import { compareReleases, KNOWN_RELEASES } from '../src/openclaw/release.ts';
import { shippedSchema } from '../src/openclaw/schema/shipped.ts';
import {
  describeUndecided,
  FIELDS_FILE,
  type Recorded,
  recordsOf,
  undecided,
  VARIABLES_FILE,
} from './inventory-records.ts';
import { recordedVariables } from './releases/store.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } });
const releases = positionals.length > 0 ? positionals : KNOWN_RELEASES;
const unknown = releases.filter((release) => !KNOWN_RELEASES.includes(release));
if (unknown.length > 0) throw new Error(`not added yet: npm run release:add -- ${unknown.join(' ')}`);

const fields = [...new Set(releases.flatMap((release) => placingFields(shippedSchema(release))))];
const readers = recordedVariables();
const knownFields = recordsOf(FIELDS_FILE);
const knownVariables = recordsOf(VARIABLES_FILE);
const open = [
  ...undecided(fields, FIELDS, knownFields),
  ...undecided(namesRead(releases), VARIABLES, knownVariables),
].map(describeUndecided);
console.log(open.length === 0 ? 'all decided' : open.join('\n'));
if (values.write) {
  writeFileSync(FIELDS_FILE, recordText(recorded(fields, FIELDS, knownFields, [])));
  const variables = releases.reduce(
    (records, release) => recorded(namesRead([release]), VARIABLES, records, [release]),
    knownVariables,
  );
  writeFileSync(VARIABLES_FILE, recordText(variables));
}

function namesRead(by: readonly string[]): readonly string[] {
  return [...readers].filter(([, read]) => by.some((release) => read.has(release))).map(([name]) => name);
}

/** The records with these names as the entries classify them; an unclassified one stays out. */
function recorded(
  names: readonly string[],
  entries: readonly Entry[],
  known: ReadonlyMap<string, Recorded>,
  releases: readonly string[],
): ReadonlyMap<string, Recorded> {
  const all = new Map(known);
  for (const name of names) {
    const [first] = entriesOf(name, entries);
    const read = [...new Set([...(known.get(name)?.releases ?? []), ...releases])].toSorted(compareReleases);
    if (first) all.set(name, { class: first.class, releases: read.length === 0 ? [] : [read[0]!, read.at(-1)!] });
  }
  return all;
}

function recordText(records: ReadonlyMap<string, Recorded>): string {
  const lines = [...records].map(([name, one]) => `${[name, one.class, ...one.releases].join(' ')}\n`);
  return lines.toSorted().join('');
}
