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

/** `env` decides what some options are where they are not given. */
export function commandList(env: Io['env']): readonly CommandEntry[] {
  return [
    buildEntry(env),
    validateEntry(env),
    portsEntry(),
    applyEntry(),
    statusEntry(),
    explainEntry(),
    initEntry(),
    importEntry(env),
    schemaEntry(),
    completionEntry(),
    completeEntry(),
  ];
}
