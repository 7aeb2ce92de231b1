// Every command. A new one is a file in definitions/, one in commands/, and a line here.

import type { CommandEntry } from './command-entry.ts';
import { applyEntry } from './definitions/apply.ts';
import { buildEntry } from './definitions/build.ts';
import { completeEntry } from './definitions/complete.ts';
import { completionEntry } from './definitions/completion.ts';
import { explainEntry } from './definitions/explain.ts';
import { importEntry } from './definitions/import.ts';
import { initEntry } from './definitions/init.ts';
import { portsEntry } from './definitions/ports.ts';
import { schemaEntry } from './definitions/schema.ts';
import { statusEntry } from './definitions/status.ts';
import { validateEntry } from './definitions/validate.ts';
import type { Io } from './io.ts';

/** By name, and in the order of help. */
const ENTRIES: Readonly<Record<string, (env: Io['env']) => CommandEntry>> = {
  build: buildEntry,
  validate: validateEntry,
  ports: portsEntry,
  apply: applyEntry,
  status: statusEntry,
  explain: explainEntry,
  init: initEntry,
  import: importEntry,
  schema: schemaEntry,
  completion: completionEntry,
  complete: completeEntry,
};

/**
 * `env` decides what some options are where they are not given. All of them, or the one that has the name: making the others
 * would take as long as a small build's rules.
 */
export function commandList(env: Io['env'], name?: string): readonly CommandEntry[] {
  const named = name !== undefined && Object.hasOwn(ENTRIES, name) ? [ENTRIES[name]!] : Object.values(ENTRIES);
  return named.map((entry) => entry(env));
}
