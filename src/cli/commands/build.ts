// gwc build: every check, then the output tree written, or compared with what is there.

import { resolve } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { type BuildResult, build } from '../../build.ts';
import type { DriftEntry } from '../../diagnostics/report.ts';
import { REPORTERS } from '../../diagnostics/reporters.ts';
import { didYouMean, suggest } from '../../diagnostics/suggest.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import { driftOf, keepsModes } from '../../files/drift.ts';
import { FileError, withFile } from '../../files/file-error.ts';
import { type OutputFolder, outputFolder } from '../../files/output-folder.ts';
import { type Plan, planTree } from '../../files/plan.ts';
import { readManifest } from '../../files/read-manifest.ts';
import { readTemplates } from '../../files/read-templates.ts';
import { applyPlan, refuseConflicts } from '../../files/write.ts';
import { writeAtomic } from '../../files/write-atomic.ts';
import { TEMPLATE_NAMES, TemplateError } from '../../targets/templates.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, compileOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource, type Source } from '../source.ts';
import { UsageError } from '../usage-error.ts';

export interface BuildFlags extends CheckFlags {
  readonly out: string;
  readonly check?: boolean;
  readonly host?: readonly string[];
  readonly force?: boolean;
  readonly templates?: string;
  /** Absent: where `CI` is set. */
  readonly frozenLockfile?: boolean;
}

const LOCK_MODE = 0o644;

type Templates = Readonly<Record<string, string>>;

export async function runBuild(flags: BuildFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const templates = flags.templates === undefined ? {} : personTemplates(flags.templates, io);
  const result = source.problem ? undefined : compile(source, flags, templates, isFrozen(flags, io));
  const report = reportOf(source, result ?? { diagnostics: source.problem ? [source.problem] : [] });
  if (!result || fails(report, flags.strict)) {
    await tell(report, flags, io);
    return EXIT.findings;
  }
  checkHosts(flags.host ?? [], result);
  const folder = outputFolder(resolve(io.cwd, flags.out), flags.out.replace(/(?<=.)\/+$/, ''));
  const plan = planFor(result, folder, flags);
  // A build with nothing to complain of says what it did, and no more.
  const reportFlags = { ...flags, quiet: flags.quiet === true || report.diagnostics.length === 0 };
  if (!flags.check) {
    await tell(report, reportFlags, io);
    refuseConflicts(plan, folder);
    writeLock(source, result);
    return write(plan, folder, flags, io);
  }
  const drift = driftOf(plan, keepsModes(folder.path), folder.look);
  await tell({ ...report, drift, folder: folder.shown }, reportFlags, io);
  return tellDrift(drift, folder, flags, io);
}

/** With `--check` nothing is written, and so neither is the lock. */
function isFrozen({ check, frozenLockfile }: BuildFlags, { env }: Io): boolean {
  return check === true || (frozenLockfile ?? !['', '0', 'false'].includes(env['CI'] ?? ''));
}

function personTemplates(folder: string, io: Io): Templates {
  return readTemplates(resolve(io.cwd, folder), folder, TEMPLATE_NAMES);
}

function compile(source: Source, flags: BuildFlags, templates: Templates, isFrozen: boolean): BuildResult {
  try {
    const options = { ...compileOptions(source, flags), templates, isFrozen };
    return build(source.text, flags.host ? { ...options, hosts: flags.host } : options);
  } catch (error) {
    // A fault of gwc's own template is not a person's to put right.
    if (!(error instanceof TemplateError) || !Object.hasOwn(templates, error.template)) throw error;
    throw new FileError(`cannot use ${flags.templates}/${error.template}: ${error.message}`);
  }
}

function checkHosts(names: readonly string[], { fleet }: BuildResult): void {
  const known = fleet.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = didYouMean(suggest(unknown, known)) || `; there are ${known.join(', ') || 'none'}`;
  throw new UsageError(`there is no host \`${unknown}\`${hint}`);
}

function planFor({ artifacts, fleet }: BuildResult, folder: OutputFolder, flags: BuildFlags): Plan {
  const force = flags.force === true;
  return planTree({
    artifacts,
    previous: readManifest(folder, force),
    ...(flags.host ? { hosts: flags.host } : {}),
    gwc: packageJson.version,
    target: fleet.target.version,
    look: folder.look,
    force,
  });
}

/** Before the tree: no port is handed out that isn't locked. */
function writeLock({ lock }: Source, result: BuildResult): void {
  const text = result.lock;
  if (text === undefined || text === lock.text) return;
  withFile('write', lock.file, () => writeAtomic(lock.path, text, LOCK_MODE));
}

function write(plan: Plan, folder: OutputFolder, { quiet }: BuildFlags, io: Io): ExitCode {
  const { wrote, unchanged, removed } = applyPlan(plan, folder);
  if (!quiet)
    io.stderr.write(`wrote ${wrote}, unchanged ${unchanged}, removed ${removed} in ${visible(folder.shown)}/\n`);
  return EXIT.clean;
}

function tellDrift(drift: readonly DriftEntry[], { shown }: OutputFolder, flags: BuildFlags, io: Io): ExitCode {
  const lines = drift.map(({ path, state }) => `${state.padEnd(10)}  ${visible(`${shown}/${path}`)}\n`);
  if (REPORTERS[flags.format].stream === 'stderr') io.stdout.write(lines.join(''));
  const found =
    lines.length === 0 ? 'is up to date' : `differs in ${lines.length} of its files; \`gwc build\` writes them`;
  if (!flags.quiet) io.stderr.write(`${visible(shown)}/ ${found}\n`);
  return lines.length === 0 ? EXIT.clean : EXIT.findings;
}
