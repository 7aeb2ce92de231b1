// What a person has decided of each field and variable by name. A pattern of src/openclaw/inventory that also matches a new name
// only proposes: the name counts as decided once it is recorded here with its class.

import { readFileSync } from 'node:fs';
import { type Entry, type EntryClass, entriesOf } from '../src/openclaw/inventory/entry.ts';

/** `FIELD CLASS` a line. */
export const FIELDS_FILE = 'test/openclaw/inventory-fields.txt';
/** `NAME CLASS FIRST LAST` a line: the first and the last release that is known to read it. */
export const VARIABLES_FILE = 'test/openclaw/inventory-variables.txt';

export interface Recorded {
  readonly class: EntryClass;
  readonly releases: readonly string[];
}

export function recordsOf(file: string): ReadonlyMap<string, Recorded> {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name = '', kind, ...releases] = line.split(' ');
      return [name, { class: kind as EntryClass, releases }] as const;
    }),
  );
}

export interface Undecided {
  readonly name: string;
  /** Undefined where no pattern matches it. */
  readonly proposal: Entry | undefined;
  /** Where it was recorded with another class. */
  readonly recorded: EntryClass | undefined;
}

/** The names that nobody has decided as the entries do. */
export function undecided(
  names: readonly string[],
  entries: readonly Entry[],
  records: ReadonlyMap<string, Recorded>,
): readonly Undecided[] {
  return names
    .map((name) => ({ name, proposal: entriesOf(name, entries)[0], recorded: records.get(name)?.class }))
    .filter(({ proposal, recorded }) => proposal === undefined || proposal.class !== recorded);
}

export function describeUndecided({ name, proposal, recorded }: Undecided): string {
  if (proposal === undefined) return `${name}: unclassified`;
  const before = recorded === undefined ? '' : `, ${recorded} until now`;
  return `${name}: ${proposal.class}? (\`${proposal.pattern}\`: ${proposal.reason}${before})`;
}
