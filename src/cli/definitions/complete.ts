// gwc complete, which the completion scripts run. No help lists it.

import { Command } from 'commander';
import type { CommandEntry } from '../command-entry.ts';

export function completeEntry(): CommandEntry {
  return {
    command: new Command('complete').argument('[words...]', 'of the command line; the last is the unfinished one'),
    examples: [],
    isHidden: true,
    load: async () => (await import('../commands/complete.ts')).runComplete,
  };
}
