// gwc import: a machine's disk → hosts.yaml on standard output, what is wrong with it on standard error. With --against its
// differences from an output folder, and what of them goes into hosts.yaml.

import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { isSeed, pickHost, readHostTree } from '../../apply/desired.ts';
import { check } from '../../compile.ts';
import { groupBy } from '../../diagnostics/collections.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import { count } from '../../diagnostics/finding-text.ts';
import { REPORTERS } from '../../diagnostics/reporters.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import { decodeSource } from '../../document/decode.ts';
import type { SourceDocument } from '../../document/document.ts';
import { findParts, singleSource } from '../../document/fleet-source.ts';
import { at } from '../../document/json.ts';
import { parseSource } from '../../document/yaml.ts';
import { withFile } from '../../files/file-error.ts';
import { partReader } from '../../files/part-files.ts';
import { readNamedInput } from '../../files/read-input.ts';
import { replaceText } from '../../files/write-atomic.ts';
import type { ExplainedDifference } from '../../import/compare-services.ts';
import { type Disk, openDisk } from '../../import/disk.ts';
import { type Adoptable, adopt, type Drift, driftOf, type TreeFile } from '../../import/drift.ts';
import { type Imported, importMachine, secretsOn } from '../../import/import-machine.ts';
import type { KnownSecrets } from '../../import/known-secrets.ts';
import type { Os } from '../../openclaw/release.ts';
import type { CommandEntry } from '../command.ts';
import {
  type CheckFlags,
  checkOptions,
  namedFolder,
  nonEmpty,
  withCheckOptions,
  withCommonOptions,
  withReportOptions,
} from '../flags.ts';
import { DEFAULT_FILE, hostsFile } from '../hosts-file.ts';
import { EXIT, type ExitCode, type Io, withProgress } from '../io.ts';
import { fails, printReport, reportOf } from '../print-report.ts';
import { LOCK_FILE, type Source } from '../source.ts';

export function importEntry(env: Io['env']): CommandEntry {
  const command = new Command('import')
    .description(
      'Reads the state folders, units or launchd jobs, and environment files of a machine, or of a copy of its disk, and prints\n' +
        'a hosts.yaml that describes its gateways. Findings about it go to standard error. Nothing is run, nothing\n' +
        'but `--adopt` writes, and no secret value is printed.',
    )
    .addOption(
      new Option('--root <folder>', 'the folder that has the disk of the machine').argParser(nonEmpty).default('/'),
    )
    .option('--user <user>', 'only the gateways of this account', nonEmpty)
    .addOption(
      new Option('--os <os>', 'of the machine (default: what its disk looks like)').choices(['linux', 'macos']),
    )
    .option('--explain-diff', 'print how the files that a build writes differ from those found, and why')
    .option(
      '--against <folder>',
      'with --explain-diff or --adopt: what has changed on the machine since this output folder was built',
      nonEmpty,
    )
    .option('--host <host>', 'with --against: which host of the folder the machine is', nonEmpty)
    .option(
      '--adopt [hosts.yaml]',
      'with --against: take changed keys of openclaw.json over into this file (default: the nearest hosts.yaml)',
    );
  return {
    command: withCommonOptions(withReportOptions(withCheckOptions(command), env)),
    examples: [
      ['sudo gwc import > hosts.yaml', 'this machine'],
      ['gwc import --root /mnt/backup --user claw', 'one account of a copy'],
      ['gwc import --explain-diff', 'what would gwc change?'],
      ['gwc import --explain-diff --against out', 'what was changed here since the build?'],
      ['gwc import --against out --adopt', '... and into hosts.yaml with it'],
    ],
    run: runImport,
  };
}

interface ImportFlags extends CheckFlags {
  readonly root: string;
  readonly user?: string;
  readonly os?: Os;
  readonly explainDiff?: boolean;
  readonly against?: string;
  readonly host?: string;
  /** `true`: the nearest file. */
  readonly adopt?: string | true;
}

async function runImport(flags: ImportFlags, io: Io): Promise<ExitCode> {
  const { root, user, os, openclaw, against } = flags;
  if (against === undefined && (flags.adopt ?? flags.host) !== undefined)
    throw new UsageError('--adopt and --host need --against FOLDER, the output folder to compare with');
  const disk = withFile('read', root, () => openDisk(resolve(io.cwd, root)));
  if (against !== undefined) {
    const adopt = flags.adopt === true ? hostsFile(undefined, io).name : flags.adopt;
    const work = { text: `reading ${root}`, isLong: true, run: () => secretsOn(openDisk(resolve(io.cwd, root))) };
    return runDrift({ ...flags, against, adopt, known: await withProgress(work, flags, io) }, disk, io);
  }
  const options = {
    ...(user === undefined ? {} : { user }),
    ...(os === undefined ? {} : { os }),
    ...(openclaw === undefined ? {} : { openclaw }),
  };
  const work = { text: `reading ${root}`, isLong: true, run: () => importMachine(disk, options) };
  const imported = await withProgress(work, flags, io);
  io.stdout.write(flags.explainDiff ? differencesText(imported.explain()) : imported.text);
  // Standard output most often becomes that file.
  const fleet = singleSource(parseSource(imported.text, DEFAULT_FILE));
  const source: Source = {
    file: DEFAULT_FILE,
    text: imported.text,
    fleet,
    problems: [],
    lock: { file: LOCK_FILE, path: LOCK_FILE },
  };
  const { foundOf } = imported;
  const checked = check(fleet, { ...checkOptions(source, flags, io), foundOf });
  const report = reportOf(source, checked);
  // Standard output has hosts.yaml alone.
  await printReport(report, flags, { ...io, stdout: io.stderr });
  // Findings that a program reads are there by themselves.
  if (!flags.quiet && REPORTERS[flags.format].stream === 'stderr') io.stderr.write(summary(imported, root));
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}

function summary({ gateways, notes }: Imported, root: string): string {
  const found = gateways === 1 ? 'one gateway' : `${gateways} gateways`;
  const left = notes.length === 0 ? '' : `; what is left out is listed at its end: ${count(notes.length, 'thing')}`;
  return `found ${found} below ${visible(root)}${left}\n`;
}

interface DriftFlags {
  readonly against: string;
  readonly host?: string;
  /** The file to change. */
  readonly adopt?: string | undefined;
  readonly quiet?: boolean;
  /** The secrets of the machine, read by themselves: what can't be read elsewhere on it matters to nobody here. */
  readonly known: KnownSecrets;
}

/** Exit 1 where something differs that was not taken over. */
export function runDrift({ against, host, adopt: file, quiet, known }: DriftFlags, disk: Disk, io: Io): ExitCode {
  const tree = readHostTree(namedFolder(against, io), (hosts) => pickHost(hosts, host, hostname()));
  const files = tree.instances.flatMap(({ deployment, files: own }) =>
    own
      .filter((file) => !isSeed(file))
      .map(({ kind, path, content }): TreeFile => {
        return { instance: deployment.instance, kind, path, content: content.toString() };
      }),
  );
  const drift = driftOf(files, disk, known);
  io.stdout.write(differencesText(drift.differences));
  for (const { place, text } of drift.notes) io.stderr.write(`${visible(place)}: ${visible(text)}\n`);
  const taken = file === undefined || drift.adoptable.length === 0 ? 0 : adoptInto(file, tree.host, drift, io);
  const open = drift.differences.length - taken;
  if (!quiet)
    io.stderr.write(`${count(drift.differences.length, 'difference')} between ${visible(against)} and this machine\n`);
  return open > 0 || drift.notes.length > 0 ? EXIT.findings : EXIT.clean;
}

function adoptInto(file: string, host: string, { adoptable }: Drift, io: Io): number {
  const path = resolve(io.cwd, file);
  const root = parseSource(decodeSource(readNamedInput(path, file), file).text, file);
  const { parts } = findParts(root, partReader({ path: dirname(path), shown: dirname(file), root: path }));
  const documents = [root, ...parts.map((part) => parseSource(part.text, part.file))];
  const fileOf = ({ instance }: Adoptable) =>
    documents.find(({ value }) => at(value, 'hosts', host, 'instances', instance) !== undefined) ?? root;
  const taken = [...groupBy(adoptable, fileOf)].map(([document, own]) => adoptIn(document, host, own, io));
  return taken.reduce((sum, one) => sum + one, 0);
}

function adoptIn({ file, text }: SourceDocument, host: string, changes: readonly Adoptable[], io: Io): number {
  const adopted = adopt(text, host, changes);
  for (const line of adopted.left) io.stderr.write(`not taken over: ${visible(line)}\n`);
  if (adopted.count === 0) return 0;
  withFile('write', file, () => replaceText(resolve(io.cwd, file), adopted.text));
  io.stderr.write(`took ${count(adopted.count, 'key')} over into ${visible(file)}; \`gwc build\` writes them\n`);
  return adopted.count;
}

export function differencesText(differences: readonly ExplainedDifference[]): string {
  return differences
    .flatMap(({ instance, file, what, found, built, reason }, index) => {
      const before = differences[index - 1];
      const isNew = before?.instance !== instance || before.file !== file;
      return [
        ...(isNew ? [`${index === 0 ? '' : '\n'}${instance}  ${visible(file)}`] : []),
        `  ${visible(what)}: ${reason ?? NO_REASON}`,
        ...side('-', found),
        ...side('+', built),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

const NO_REASON = 'gwc knows no reason; please report it';

function side(mark: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`    ${mark} ${visible(text)}`];
}
