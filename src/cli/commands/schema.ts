// gwc schema: the JSON Schema of hosts.yaml, or of a release's openclaw.json, or of both in one.

import { resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/finding-text.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import { at } from '../../document/json.ts';
import { HOSTS_SCHEMA_TEXT } from '../../document/schema-keys.ts';
import { FileError } from '../../files/file-error.ts';
import { isStream } from '../../files/read-input.ts';
import { namePattern } from '../../model/raw.ts';
import { NEWEST_RELEASE, releaseOf } from '../../openclaw/release.ts';
import { fullSchemaText, fullSchemaTextBy } from '../../openclaw/schema/full-schema.ts';
import { SCHEMA_RELEASES, shippedSchemaText } from '../../openclaw/schema/shipped.ts';
import type { CommandEntry } from '../command.ts';
import { checkOptions, withCommonOptions, withFileArgument } from '../flags.ts';
import { hostsFile } from '../hosts-file.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { SCHEMA_LINE, schemaFileBeside } from '../schema-file.ts';
import { readSource, type Source, STANDARD_STREAM } from '../source.ts';

export function schemaEntry(): CommandEntry {
  const command = withFileArgument(new Command('schema'))
    .description(
      'Prints the JSON Schema of hosts.yaml, for editors and other checkers. With --full it has for `config` what OpenClaw\n' +
        'itself takes there, in the release that hosts.yaml names.',
    )
    .option('--full', "with OpenClaw's own schema as that of `config`")
    .option('--write', 'write the full schema into hosts.schema.json beside hosts.yaml')
    .option('--force', "replace a file of that name that is not gwc's")
    .option(
      '--openclaw [release]',
      "the schema of that release's openclaw.json alone; with --full or --write, the release of `config` (default: the newest)",
    );
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc schema --write', 'for your editor, again after an upgrade of gwc or OpenClaw'],
      ['gwc schema > hosts.schema.json', "a small one, without OpenClaw's"],
      ['gwc schema --openclaw', 'what `config` in hosts.yaml may hold'],
    ],
    run: runSchema,
  };
}

interface SchemaFlags {
  readonly full?: boolean;
  readonly write?: boolean;
  readonly force?: boolean;
  /** `true` where the option has no value. */
  readonly openclaw?: string | true;
  readonly quiet?: boolean;
}

async function runSchema(flags: SchemaFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const { full, write, openclaw } = flags;
  if (write) await writeFull(flags, io, file);
  else if (full) io.stdout.write(await fullText(flags, io, file));
  else if (file !== undefined)
    throw new UsageError(`only --full and --write read a hosts.yaml: add one, or leave out ${file}`);
  else io.stdout.write(openclaw === undefined ? HOSTS_SCHEMA_TEXT : shippedSchemaText(knownRelease(openclaw)));
  return EXIT.clean;
}

async function writeFull(flags: SchemaFlags, io: Io, file: string | undefined): Promise<void> {
  const { name } = hostsFile(file, io);
  if (name === STANDARD_STREAM || isStream(resolve(io.cwd, name)))
    throw new UsageError('--write writes beside a file: name one');
  const source = await readSource(file, io);
  const schema = schemaFileBeside(source.file, io, flags.force ?? false);
  schema.write(textFor(source, flags, io));
  if (flags.quiet) return;
  const isNamed = /^# yaml-language-server: *\$schema=/m.test(source.text);
  const hint = isNamed ? '' : `; for your editor, begin ${source.file} with: ${SCHEMA_LINE.trimEnd()}`;
  io.stderr.write(`wrote ${visible(schema.shown + hint)}\n`);
}

/** Without a file, of the newest release. */
async function fullText(flags: SchemaFlags, io: Io, file: string | undefined): Promise<string> {
  if (flags.openclaw !== undefined) return fullSchemaText(knownRelease(flags.openclaw));
  if (hostsFile(file, io).isMissing) return fullSchemaText(NEWEST_RELEASE);
  return textFor(await readSource(file, io), flags, io);
}

function textFor(source: Source, { openclaw: asked, quiet }: SchemaFlags, io: Io): string {
  if (asked !== undefined) return fullSchemaText(knownRelease(asked));
  const { openclawSchema } = checkOptions(source, {}, io);
  if (openclawSchema) return fullSchemaTextBy(openclawSchema);
  const { version, isKnown, nearest } = releaseOf(releaseIn(source));
  if (!isKnown && !quiet) io.stderr.write(`gwc has no schema of OpenClaw ${version}; this is that of ${nearest}\n`);
  return fullSchemaText(nearest);
}

function releaseIn({ file, fleet }: Source): string {
  if (!fleet || fleet.root.problems.length > 0)
    throw new FileError(
      `${file} has errors, which \`gwc validate\` lists: mend it, or name the release with --openclaw`,
    );
  const release = at(fleet.root.value, 'openclaw');
  return typeof release === 'string' && namePattern('release').test(release) ? release : NEWEST_RELEASE;
}

function knownRelease(desired: string | true): string {
  const release = desired === true ? NEWEST_RELEASE : desired;
  if (SCHEMA_RELEASES.includes(release)) return release;
  const hint = namePattern('release').test(release)
    ? didYouMean([releaseOf(release).nearest])
    : `; the newest is ${NEWEST_RELEASE}`;
  throw new UsageError(`gwc has no schema of OpenClaw ${release}${hint}`);
}
