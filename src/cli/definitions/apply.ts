// gwc apply: what it takes, and its help.

import { InvalidArgumentError, Option } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { withCommonOptions } from '../flags.ts';
import { hostCommand } from './host-command.ts';

export function applyEntry(): CommandEntry {
  const command = hostCommand('apply')
    .summary('install an output folder on this machine')
    .description(
      'Installs what `gwc build` wrote for this machine: files, units and what starts at boot. It restarts what changed, one\n' +
        'instance after the other and the rescue bot last, and waits until each serves; one that does not gets its previous\n' +
        'files back. Instances that left hosts.yaml are stopped and disabled. State, workspaces and secrets are left alone.',
    )
    .option('--dry-run', 'print what would be done, and change nothing')
    .option('--force', 'replace files that were changed on this machine, and keep a backup of each')
    .addOption(
      new Option('--timeout <seconds>', 'how long a gateway may take until it serves').argParser(seconds).default(120),
    );
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc apply --dry-run', 'what would change?'],
      ['gwc apply', 'the services of your own account, from out/'],
      ['sudo gwc apply /srv/gwc', 'services of the system, or of other accounts'],
      ['gwc apply out --host box-1 --root image/', 'into the disk of an image'],
    ],
    load: async () => (await import('../commands/apply.ts')).runApply,
  };
}

function seconds(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a number of seconds from 1 to 99999.');
}
