// gwc build: what it takes, and its help.

import { Command, Option } from 'commander';
import { FLEET_OUTPUTS } from '../../targets/fleet-output.ts';
import type { CommandEntry } from '../command-entry.ts';
import {
  collect,
  nonEmpty,
  withCheckOptions,
  withCommonOptions,
  withFileArgument,
  withReportOptions,
} from '../flags.ts';
import type { Io } from '../io.ts';

export function buildEntry(env: Io['env']): CommandEntry {
  const command = withFileArgument(new Command('build'))
    .summary('check hosts.yaml and write the output tree')
    .description(
      'Checks hosts.yaml and, where there is no error, writes openclaw.json, environment file and service unit of every\n' +
        'instance. It writes what changed, removes what it wrote before and hosts.yaml no longer has, and touches nothing else.',
    )
    .option('-o, --out <folder>', 'the output folder', nonEmpty, 'out')
    .option('--check', 'write nothing; list what differs in the folder, and exit 1 where something does')
    .option('--diff', 'write nothing; show what would change as a unified diff, with what may be secret covered')
    .option('--watch', 'build again whenever hosts.yaml, its lock or a template is saved, until Ctrl-C')
    .option('--host <host>', 'write and remove the files of this host only; may stand several times', collect)
    .option('--force', 'replace and remove files that gwc did not write or that were edited')
    .option('--templates <folder>', 'use the *.hbs files there in place of the templates of that name', nonEmpty)
    .addOption(
      new Option('--emit <output>', 'also write a playbook that brings the whole tree to its hosts').choices(
        FLEET_OUTPUTS,
      ),
    )
    .option('--report <file>', 'write a page of maps, files, rules and findings there, whatever was found', nonEmpty)
    .option('--frozen-lockfile', 'fail where hosts.lock.json would change (default where CI is set, and with --check)')
    .option('--no-frozen-lockfile', 'write hosts.lock.json even where CI is set');
  return {
    command: withCommonOptions(withReportOptions(withCheckOptions(command), env)),
    examples: [
      ['gwc build', 'hosts.yaml into out/'],
      ['gwc build --check', 'in CI: is out/ what hosts.yaml says? (in a git work tree permissions do not count)'],
      ['gwc build --diff', 'what would a build change?'],
      ['gwc build --host box-1 -o /srv/gwc', 'one host, elsewhere'],
      [
        'gwc build --emit ansible',
        'with a playbook: ansible-playbook -i out/_fleet/ansible/inventory.yaml out/_fleet/ansible/playbook.yaml',
      ],
      ['sops -d hosts.yaml | gwc build -', 'from standard input'],
    ],
    load: async () => (await import('../commands/build.ts')).runBuild,
  };
}
