// Which releases were seen to accept what a refinement complains of, by the verdicts that are recorded: writes
// schemas/openclaw/refinements.txt, a line a refinement with its spans of releases. `release:add` runs it. What no release was seen to
// refuse is printed.

import { KNOWN_RELEASES } from '../../src/openclaw/release.ts';
import { checker } from '../../src/openclaw/schema/check.ts';
import { allRefinements, refiner } from '../../src/openclaw/schema/refinements/index.ts';
import { shippedSchema } from '../../src/openclaw/schema/shipped.ts';
import { configSet } from './config-set.ts';
import { isRefusedBy, recordedVerdicts, writeLines } from './store.ts';

const FILE = 'schemas/openclaw/refinements.txt';

/** Whether a release refuses what a refinement complains of; undefined where no config of the set shows it. */
type Evidence = ReadonlyMap<string, boolean>;

const evidence = KNOWN_RELEASES.map((release): readonly [string, Evidence] => [release, evidenceOf(release)]);
const names = [...new Set(KNOWN_RELEASES.flatMap(namesOf))].toSorted();
const lines = names.map((name) => [name, ...lenientSpans(name)]).filter(([, ...spans]) => spans.length > 0);
writeLines(
  FILE,
  lines.map((line) => line.join(' ')),
);
for (const name of names.filter((one) => !evidence.some(([, seen]) => seen.get(one)))) {
  console.log(`${name}: no release was seen to refuse that`);
}

function namesOf(release: string): readonly string[] {
  return Object.keys(allRefinements(shippedSchema(release), release));
}

function evidenceOf(release: string): Evidence {
  const schema = shippedSchema(release);
  const check = checker(schema);
  const refusals = isRefusedBy(recordedVerdicts().find((one) => one.release === release)!);
  const finders = Object.entries(allRefinements(schema, release)).map(([name, one]) => [name, refiner([one])] as const);
  const votes = new Map<string, number>();
  for (const [index, isRefused] of refusals.entries()) {
    const config = configSet()[index]!;
    if (check(config).length > 0) continue;
    const complaining = finders.filter(([, find]) => find(config).length > 0).map(([name]) => name);
    // Which of several it is that the release refuses can't be told.
    if (isRefused && complaining.length > 1) continue;
    for (const name of complaining) votes.set(name, (votes.get(name) ?? 0) + (isRefused ? 1 : -1));
  }
  return new Map(Array.from(votes, ([name, balance]) => [name, balance > 0]));
}

/** A release of which nothing was seen is lenient where the one before it or after it of which something was seen is. */
function lenientSpans(name: string): readonly string[] {
  const seen = evidence.map(([, one]) => one.get(name));
  const isLenient = (place: number) => {
    const [own, before, after] = [
      seen[place],
      seen.slice(0, place).findLast((one) => one !== undefined),
      seen.slice(place).find((one) => one !== undefined),
    ];
    return own === undefined ? before === false || after === false : !own;
  };
  const releases = evidence.map(([release]) => release);
  const starts = releases.filter((_, place) => isLenient(place) && (place === 0 || !isLenient(place - 1)));
  const ends = releases.filter(
    (_, place) => isLenient(place) && (place === releases.length - 1 || !isLenient(place + 1)),
  );
  return starts.map((start, index) => `${start}..${ends[index]}`);
}
