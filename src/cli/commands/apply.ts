// gwc apply: what is to be done on this machine, and doing it.

import { InvalidArgumentError, Option } from 'commander';
import { type Desired, fetchedLines, type HostTree, limitsLine } from '../../apply/desired.ts';
import type { Machine } from '../../apply/machine.ts';
import type { ApplyPlan } from '../../apply/plan-apply.ts';
import { prepare, refuseOtherHost } from '../../apply/prepare.ts';
import { type ApplyRecord, writtenFiles } from '../../apply/record.ts';
import {
  lockAccounts,
  markAsRoots,
  rootsProblems,
  withAccountRecords,
  withoutRoots,
} from '../../apply/record-store.ts';
import { type Outcome, runSteps } from '../../apply/run-steps.ts';
import { serviceManagerOf } from '../../apply/service-of.ts';
import { colorsOf } from '../../diagnostics/colors.ts';
import { formatJson, visible } from '../../diagnostics/terminal-text.ts';
import { at, type Json, parseJson } from '../../document/json.ts';
import { sha256 } from '../../files/sha256.ts';
import type { FileChange } from '../../files/tree-changes.ts';
import {
  applyJson,
  applyProgress,
  blockedLines,
  type Dashboard,
  dashboardLines,
  driftLines,
  failedLines,
  failureLines,
  notBegun,
  problemLines,
  stepPrinter,
  summaryText,
} from '../apply-text.ts';
import type { CommandEntry } from '../command.ts';
import { withCommonOptions } from '../flags.ts';
import { type Host, type HostFlags, hostCommand, openHost } from '../host.ts';
import { EXIT, type ExitCode, hasColor, type Io } from '../io.ts';

export function applyEntry(): CommandEntry {
  const command = hostCommand('apply')
    .description(
      'Installs what `gwc build` wrote for this machine: files, units and what starts at boot. It restarts what has to be,\n' +
        'one instance after the other and the rescue bot last, and waits until each is ready; one that does not come up gets its\n' +
        'previous files back. Instances that left hosts.yaml are stopped and disabled. State, workspaces and secrets are left alone.',
    )
    .option('--dry-run', 'print what would be done, and change nothing')
    .option('--diff', 'show what would change in each file, drifted ones too, and change nothing')
    .option('--force', 'replace files that were changed on this machine, and keep a backup of each')
    .option('--retry', 'try files again with which a gateway did not come up in an earlier apply')
    .option('--no-snapshot', 'make no snapshot of a state before another release of OpenClaw has it')
    .addOption(
      new Option(
        '--timeout <seconds>',
        'how long a gateway may take until it is ready (default: as long as it is seen to work, at most 900)',
      ).argParser(seconds),
    );
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc apply --dry-run', 'what would change?'],
      ['gwc apply --diff', 'and in which lines?'],
      ['gwc apply', 'the services of your own account, from out/'],
      ['sudo gwc apply /srv/gwc', 'services of the system, or of other accounts'],
      ['gwc apply out --host box-1 --root image/', 'into the disk of an image'],
    ],
    run: runApply,
  };
}

function seconds(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a number of seconds from 1 to 99999.');
}

interface ApplyFlags extends HostFlags {
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly force?: boolean;
  readonly retry?: boolean;
  readonly snapshot?: boolean;
  /** In seconds. */
  readonly timeout?: number;
}

async function runApply(flags: ApplyFlags, io: Io, folder: string | undefined): Promise<ExitCode> {
  const host = openHost(flags, io, folder);
  if (flags.dryRun || flags.diff) return applyHost(host, host.store.read(), flags, io);
  const { tree, machine, store } = host;
  machine.makeFolder(store.folder, machine.self, 0o700);
  const release = machine.lock(store.folder);
  try {
    const record = store.read();
    const deployments = [...tree.instances, ...record.instances].map(({ deployment }) => deployment);
    const releaseAccounts = await lockAccounts(deployments, machine);
    try {
      return await applyHost(host, record, flags, io);
    } finally {
      releaseAccounts();
    }
  } finally {
    release();
  }
}

async function applyHost(
  { tree, machine, store }: Host,
  record: ApplyRecord,
  flags: ApplyFlags,
  io: Io,
): Promise<ExitCode> {
  const manager = serviceManagerOf(machine);
  const [force, retry, isData] = [flags.force === true, flags.retry === true, flags.format === 'json'];
  if (!force) refuseOtherHost(tree, record);
  const own = force ? withoutRoots(record, tree.instances) : record;
  const known = withAccountRecords(own, tree.instances, machine);
  const prepared = await prepare(tree, known, machine, manager, {
    force,
    retry,
    snapshots: flags.snapshot !== false,
    recordFolder: store.folder,
  });
  const { plan, ownerOf, running } = prepared;
  const problems = [...prepared.problems, ...rootsProblems(own, tree.instances)];
  const print = stepPrinter(plan, colorsOf(hasColor(flags.color, io.env, io.stdout)));
  const lines = [
    ...driftLines(plan.drift),
    ...failedLines(plan.failed),
    ...blockedLines(plan.blocked),
    ...problemLines(problems),
  ];
  const isDry = flags.dryRun === true || flags.diff === true;
  const isRefused = problems.length > 0;
  if (isDry || isRefused) {
    if (isData) io.stdout.write(formatJson(applyJson(tree.host, plan, problems, undefined, [])));
    else for (const line of [...plan.steps.map((step) => print(step)), ...lines]) io.stdout.write(`${line}\n`);
    if (flags.diff) await writeDiff(plan, known, machine, flags, io);
    const text = isRefused ? refusalText(isDry) : (leftText(plan) ?? summaryText(plan));
    if (isRefused || !flags.quiet) io.stderr.write(`${text}\n`);
    if (!isRefused) writeNotes(tree, plan, flags, io);
    return isRefused || plan.left.length > 0 ? EXIT.findings : EXIT.clean;
  }
  if (!isData) for (const line of lines) io.stdout.write(`${line}\n`);
  if (plan.steps.length > 0) await manager.prepare(tree.instances.map(({ deployment }) => deployment));
  const events = applyProgress({ quiet: flags.quiet === true, isData, isTimed: !machine.isOffline, print }, io);
  const context = { machine, manager, store, ownerOf, running, seconds: flags.timeout, ...events };
  const outcome = await runSteps(plan, tree.instances, known, context);
  const [now, before] = [tree.instances, known.instances].map((all) => all.map(({ deployment }) => deployment));
  markAsRoots(now!, before!, store.read(), (deployment) => ownerOf({ isAccounts: true }, deployment), machine);
  const served = machine.isOffline ? [] : dashboardsOf(tree.instances, outcome);
  if (isData) io.stdout.write(formatJson(applyJson(tree.host, plan, problems, outcome, served)));
  const code = reportOutcome(plan, outcome, served, flags, io);
  writeNotes(tree, plan, flags, io);
  return code;
}

/** Nothing of them where nothing changes, such as at most runs of a timer. */
function writeNotes(tree: HostTree, { steps }: ApplyPlan, { quiet }: ApplyFlags, { stderr }: Io): void {
  if (steps.length === 0 || quiet) return;
  for (const line of [...fetchedLines(tree), ...limitsLine(tree)]) stderr.write(`${visible(line)}\n`);
}

function refusalText(isDry: boolean): string {
  const subject = isDry ? 'an apply would change nothing' : 'nothing was changed';
  return `${subject}: do what is listed as missing first, then run it again`;
}

/** Why not all is as it is desired, where nothing failed. */
function leftText(plan: ApplyPlan): string | undefined {
  const left = new Set(plan.left);
  const files = plan.drift.filter(({ deployment }) => left.has(deployment)).length;
  if (left.size === 0) return undefined;
  const [what, each] = files === 1 ? ['a file was', 'it'] : [`${files} files were`, 'each'];
  const drift = `; ${what} changed on this machine: --diff shows how, --force replaces ${each} and keeps a backup`;
  return `${summaryText(plan)}${files === 0 ? '' : drift}`;
}

function reportOutcome(
  plan: ApplyPlan,
  outcome: Outcome,
  dashboards: readonly Dashboard[],
  { quiet }: ApplyFlags,
  { stderr }: Io,
): ExitCode {
  const { failure } = outcome;
  for (const line of failure ? failureLines(failure, notBegun(plan, outcome)) : []) stderr.write(`${line}\n`);
  const left = leftText(plan);
  if (left !== undefined && !failure) stderr.write(`${left}\n`);
  else if (!quiet && !failure) stderr.write(`${summaryText(plan)}\n`);
  if (!quiet) for (const line of dashboardLines(dashboards)) stderr.write(`${line}\n`);
  return failure || left !== undefined ? EXIT.findings : EXIT.clean;
}

/** Of gateways that this apply brought up. */
function dashboardsOf(desired: readonly Desired[], { done }: Outcome): readonly Dashboard[] {
  const served = new Set(
    done.filter(({ process }) => process === 'start' || process === 'restart').map(({ deployment }) => deployment),
  );
  return desired
    .filter(({ deployment }) => served.has(deployment))
    .flatMap(({ deployment, files }) => {
      const config = files.find(({ kind }) => kind === 'openclaw-config')?.content.toString() ?? '';
      const url = dashboardUrl(deployment.health, parseJson(config));
      return url === undefined ? [] : [{ deployment, url }];
    });
}

/** Every file that would be written, and every one that keeps gwc from it. */
async function writeDiff(
  { steps, drift }: ApplyPlan,
  record: ApplyRecord,
  machine: Machine,
  flags: ApplyFlags,
  io: Io,
): Promise<void> {
  const drifted = new Set(drift.map(({ path }) => path));
  const written = writtenFiles(record);
  const files = [...steps.flatMap(({ writes }) => writes), ...drift.flatMap(({ file }) => file ?? [])];
  const changes = [...new Map(files.map((file) => [file.path, file])).values()].map((file): FileChange => {
    const found = machine.look(file.path);
    const before = found.kind === 'file' ? found : undefined;
    const isOwn =
      before !== undefined && !drifted.has(file.path) && written.get(file.path)?.has(sha256(before.content)) === true;
    return { path: file.path, isOwn, after: file, ...(before && { before }) };
  });
  const { diffText } = await import('../diff-text.ts');
  const output = flags.format === 'json' ? io.stderr : io.stdout;
  output.write(diffText(changes, hasColor(flags.color, io.env, output)));
}

/** Undefined where the control UI is off. */
export function dashboardUrl(health: string, config: Json | undefined): string | undefined {
  const ui = at(config, 'gateway', 'controlUi');
  if (at(ui, 'enabled') === false) return undefined;
  const base = at(ui, 'basePath');
  const path = typeof base === 'string' ? base.replace(/^\/+|\/+$/g, '') : '';
  return `${new URL(health).origin}/${path === '' ? '' : `${path}/`}`;
}
