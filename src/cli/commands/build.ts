// gwc build: every check, then the output tree written, or compared with what is there.

import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type Compiled, compile } from '../../compile.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../../diagnostics/finding-text.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import type { FleetSource } from '../../document/fleet-source.ts';
import { FileError } from '../../files/file-error.ts';
import { readTemplates } from '../../files/read-input.ts';
import { refuseConflicts } from '../../files/write.ts';
import { FLEET_OUTPUTS } from '../../outputs/ansible.ts';
import { TemplateError, type Templates } from '../../outputs/artifact.ts';
import { TEMPLATE_NAMES } from '../../outputs/index.ts';
import type { CommandEntry } from '../command.ts';
import {
  type BuildFlags,
  checkOptions,
  collect,
  nonEmpty,
  withCheckOptions,
  withCommonOptions,
  withFileArgument,
  withReportOptions,
} from '../flags.ts';
import { hostsFile } from '../hosts-file.ts';
import { EXIT, type ExitCode, type Io, LONG_TEXT, MANY_FILES, withProgress } from '../io.ts';
import { compareTree, type DriftReport, readTree, showDiff, writeLock, writeTree } from '../output-tree.ts';
import { fails, printReport, reportOf } from '../print-report.ts';
import { readSource, type Source } from '../source.ts';
import { inTime, secondsFor } from '../time-limit.ts';
import type { BuildRead } from '../watch.ts';

export function buildEntry(env: Io['env']): CommandEntry {
  const command = withFileArgument(new Command('build'))
    .description(
      'Checks hosts.yaml and, where there is no error, writes openclaw.json, environment file and service unit of every\n' +
        'instance. It writes what changed, removes what it wrote before and hosts.yaml no longer has, and touches nothing else.',
    )
    .option(
      '-o, --out <folder>',
      'the output folder (default: out; beside hosts.yaml where that was found above)',
      nonEmpty,
    )
    .option('--check', 'write nothing; list what differs in the folder, and exit 1 where something does')
    .option('--diff', 'write nothing; show what would change as a unified diff, with secrets masked')
    .option(
      '--watch',
      'build again whenever hosts.yaml, a part of it, its lock, a template or a workspace file is saved, until Ctrl-C',
    )
    .option('--host <host>', 'write and remove the files of this host only; repeatable', collect)
    .option('--force', 'replace files that gwc did not write, and remove old ones that were edited')
    .option('--templates <folder>', 'use the *.hbs files there in place of the templates of that name', nonEmpty)
    .addOption(
      new Option('--emit <output>', 'also write a playbook that brings the whole tree to its hosts').choices(
        FLEET_OUTPUTS,
      ),
    )
    .option(
      '--report <file>',
      'write a page of maps, files, rules and findings there, whatever was found; it replaces an earlier report only',
      nonEmpty,
    )
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
      ['gwc build <(sops -d hosts.yaml)', 'from a pipe'],
    ],
    run: runBuild,
  };
}

/** As the user gave them. */
type GivenFlags = Omit<BuildFlags, 'out'> & Partial<BuildFlags>;

async function runBuild(given: GivenFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const flags = { ...given, out: given.out ?? hostsFile(file, io).out };
  if (!flags.watch) return buildOnce(flags, io, file);
  const { watchBuild } = await import('../watch.ts');
  return watchBuild((isRead) => buildOnce(flags, io, file, isRead), flags, io, file);
}

async function buildOnce(flags: BuildFlags, io: Io, file: string | undefined, isRead?: BuildRead): Promise<ExitCode> {
  const source = await readSource(file, io);
  const result = await withProgress(
    {
      text: `checking ${source.file}`,
      isLong: source.text.length > LONG_TEXT,
      run: () => source.fleet && compileSource(source.fleet, source, flags, io),
    },
    flags,
    io,
  );
  if (result) isRead?.(source, result.fleet);
  const report = reportOf(source, result ?? { diagnostics: source.problems });
  if (flags.report !== undefined) {
    const { fleet, artifacts = [] } = result ?? {};
    const { writeReport } = await import('../fleet-report.ts');
    const target = { ...flags, report: flags.report };
    const input = { file: source.file, report, fleet, source: source.fleet, artifacts };
    await writeReport(target, source, input, io);
  }
  if (!result || fails(report, flags.strict)) {
    await printReport(report, flags, io);
    return EXIT.findings;
  }
  checkHosts(flags, result);
  const tree = readTree(result, flags, io);
  // A build with nothing to complain of says what it did, and no more.
  const reportFlags = { ...flags, quiet: flags.quiet === true || report.diagnostics.length === 0 };
  const reportWith = (found: DriftReport) => printReport({ ...report, ...found }, reportFlags, io);
  if (flags.check) return compareTree(tree, source, reportWith, flags, io);
  await reportWith({});
  refuseConflicts(tree.plan, tree.folder);
  if (flags.diff) return showDiff(tree, source, result.lock, flags, io);
  writeLock(source.lock, result.lock);
  const { wrote, unchanged, removed } = await withProgress(
    {
      text: `writing ${tree.plan.steps.length} files`,
      isLong: tree.plan.steps.length > MANY_FILES,
      run: () => writeTree(tree, () => readTree(result, flags, io)),
    },
    flags,
    io,
  );
  const { shown } = tree.folder;
  if (!flags.quiet)
    io.stderr.write(`wrote ${wrote}, unchanged ${unchanged}, removed ${removed} in ${visible(shown)}/\n`);
  return EXIT.clean;
}

/** Throws a FileError for a template that can't be used. */
export async function compileSource(fleet: FleetSource, source: Source, flags: BuildFlags, io: Io): Promise<Compiled> {
  const { templates: folder, host: hosts, emit } = flags;
  const options = {
    ...checkOptions(source, flags, io),
    isFrozen: isFrozen(flags, io),
    ...(hosts && { hosts }),
    ...(emit && { emit: [emit] }),
  };
  if (folder === undefined) return compile(fleet, options);
  const { templates, within } = await loadOwnTemplates(resolve(io.cwd, folder), folder);
  const compiled = compile(fleet, { ...options, templates });
  return { ...compiled, artifacts: within(secondsFor(compiled.fleet), () => [...compiled.artifacts]) };
}

/** With `--check` nothing is written, and so neither is the lock. */
function isFrozen({ check, frozenLockfile }: BuildFlags, { env }: Io): boolean {
  return check === true || (frozenLockfile ?? !['', '0', 'false'].includes(env['CI'] ?? ''));
}

/** Throws a UsageError for a host that hosts.yaml doesn't have. */
export function checkHosts({ host: names = [] }: BuildFlags, { fleet }: Compiled): void {
  const known = fleet.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = didYouMean(suggest(unknown, known)) || `; there are ${known.join(', ') || 'none'}`;
  throw new UsageError(`there is no host \`${unknown}\`${hint}`);
}

interface OwnTemplates {
  readonly templates: Templates;
  /** What `use` makes with them. Throws a FileError for a template that fails, or that isn't done after so many seconds. */
  readonly within: <T>(seconds: number, use: () => T) => T;
}

/** The *.hbs files of a folder, which the user calls `shown`. Throws a FileError for one that can't be read. */
export async function loadOwnTemplates(folder: string, shown: string): Promise<OwnTemplates> {
  const texts = readTemplates(folder, shown, TEMPLATE_NAMES);
  const { compileTemplates } = await import('../../outputs/compile-templates.ts');
  let last = shown;
  const watched = Object.entries(compileTemplates(texts)).map(([name, template]) => {
    const place = `${shown}/${name}`;
    const noted = (view: object) => {
      last = place;
      return template(view);
    };
    return [name, noted] as const;
  });
  const within = <T>(seconds: number, use: () => T): T => {
    const advice = 'each {{#each}} within another multiplies the work: take one out';
    try {
      return inTime(seconds, () => `cannot use ${last}: it was not done after ${seconds} s; ${advice}`, use);
    } catch (error) {
      // A fault of gwc's own template is not the user's to fix.
      if (!(error instanceof TemplateError) || !Object.hasOwn(texts, error.template)) throw error;
      throw new FileError(`cannot use ${shown}/${error.template}: ${error.message}`);
    }
  };
  return { templates: Object.fromEntries(watched), within };
}
