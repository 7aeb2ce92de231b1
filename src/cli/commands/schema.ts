// gwc schema: the JSON Schema of hosts.yaml, or of a release's openclaw.json.

import { Command } from 'commander';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/finding-text.ts';
import { HOSTS_SCHEMA_TEXT } from '../../document/schema-keys.ts';
import { namePattern } from '../../model/raw.ts';
import { releaseOf } from '../../openclaw/release.ts';
import { SCHEMA_RELEASES, shippedSchemaText } from '../../openclaw/schema/shipped.ts';
import type { CommandEntry } from '../command.ts';
import { withCommonOptions } from '../flags.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';

export function schemaEntry(): CommandEntry {
  const command = new Command('schema')
    .description('Prints the JSON Schema of hosts.yaml, for editors and other checkers.')
    .option('--openclaw [release]', "print the schema of that OpenClaw release's openclaw.json (default: the newest)");
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc schema > hosts.schema.json', 'a copy for your editor'],
      ['gwc schema --openclaw', 'what `config` in hosts.yaml may hold'],
    ],
    run: runSchema,
  };
}

interface SchemaFlags {
  /** `true` where the option has no value. */
  readonly openclaw?: string | true;
}

function runSchema({ openclaw }: SchemaFlags, io: Io): ExitCode {
  io.stdout.write(openclaw === undefined ? HOSTS_SCHEMA_TEXT : releaseSchema(openclaw));
  return EXIT.clean;
}

function releaseSchema(desired: string | true): string {
  const release = desired === true ? SCHEMA_RELEASES.at(-1)! : desired;
  if (SCHEMA_RELEASES.includes(release)) return shippedSchemaText(release);
  const hint = namePattern('release').test(release)
    ? didYouMean([releaseOf(release).nearest])
    : `; the newest is ${SCHEMA_RELEASES.at(-1)}`;
  throw new UsageError(`gwc has no schema of OpenClaw ${release}${hint}`);
}
