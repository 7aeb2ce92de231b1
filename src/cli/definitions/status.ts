// gwc status: what it takes, and its help.

import type { CommandEntry } from '../command-entry.ts';
import { withCommonOptions } from '../flags.ts';
import { hostCommand } from './host-command.ts';

export function statusEntry(): CommandEntry {
  const command = hostCommand('status')
    .summary('check the instances of this machine')
    .description(
      'Runs the quick checks of every instance of this machine: its unit, its files, its port and whose it is, its answer on\n' +
        '/healthz, and `openclaw status` and `openclaw gateway status --deep`. It changes nothing.',
    );
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc status', 'the services of your own account'],
      ['sudo gwc status /srv/gwc', 'services of the system, or of other accounts'],
      ["gwc status --format json | jq '.instances[] | select(.ok | not)'", 'for scripts'],
    ],
    load: async () => (await import('../commands/status.ts')).runStatus,
  };
}
