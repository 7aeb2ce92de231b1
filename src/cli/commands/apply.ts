// gwc apply: what is to be done on this machine, and doing it.

import picocolors from 'picocolors';
import { type Prepared, prepare } from '../../apply/prepare.ts';
import { type Outcome, runSteps } from '../../apply/run-steps.ts';
import { serviceManagerOf } from '../../apply/service-of.ts';
import { formatJson } from '../../diagnostics/json.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import { applyJson, driftLines, failureLines, missingLines, planLines, summaryText } from '../apply-text.ts';
import { hasColor } from '../color.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type Host, type HostFlags, openHost, orUsageError } from '../host-tree.ts';
import type { Io } from '../io.ts';

export interface ApplyFlags extends HostFlags {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  /** In seconds. */
  readonly timeout: number;
}

export function runApply(flags: ApplyFlags, io: Io, folder: string | undefined): Promise<ExitCode> {
  return orUsageError(async () => {
    const host = openHost(flags, io, folder);
    if (flags.dryRun) return applyHost(host, flags, io);
    const { machine, store } = host;
    machine.makeFolder(store.folder, machine.self, 0o700);
    const release = machine.lock(store.folder);
    try {
      return await applyHost(host, flags, io);
    } finally {
      release();
    }
  });
}

async function applyHost({ tree, machine, store }: Host, flags: ApplyFlags, io: Io): Promise<ExitCode> {
  const manager = serviceManagerOf(machine);
  const force = flags.force === true;
  const prepared = await prepare(tree, store.read(), machine, manager, { force });
  const { plan, missing, ownerOf } = prepared;
  const isRefused = missing.length > 0 || (plan.drift.length > 0 && !force);
  if (flags.format === 'pretty') tellPlan(prepared, flags, io);
  if (isRefused || flags.dryRun) {
    if (flags.format === 'json') io.stdout.write(formatJson(applyJson(tree.host, plan, missing, undefined)));
    if (isRefused) io.stderr.write(`${refusalText(prepared, flags)}\n`);
    return isRefused ? EXIT.findings : EXIT.clean;
  }
  const tell = (text: string) => {
    if (!flags.quiet) io.stderr.write(`${visible(text)}\n`);
  };
  if (plan.steps.length > 0) await manager.prepare(tree.instances.map(({ deployment }) => deployment));
  const context = { machine, manager, store, ownerOf, seconds: flags.timeout, tell };
  const outcome = await runSteps(plan, tree.instances, context);
  if (flags.format === 'json') io.stdout.write(formatJson(applyJson(tree.host, plan, missing, outcome)));
  return tellOutcome(prepared, outcome, tell, io);
}

function tellPlan({ plan, missing }: Prepared, flags: ApplyFlags, io: Io): void {
  const colors = picocolors.createColors(hasColor(flags.color, io.env, io.stdout));
  const lines = [...planLines(plan, colors), ...driftLines(plan.drift), ...missingLines(missing)];
  for (const line of lines) io.stdout.write(`${line}\n`);
  if (flags.dryRun && !flags.quiet) io.stderr.write(`${summaryText(plan)}\n`);
}

function refusalText({ plan, missing }: Prepared, { dryRun }: ApplyFlags): string {
  const subject = dryRun ? 'an apply would change nothing' : 'nothing was changed';
  if (missing.length > 0) return `${subject}: secrets are missing`;
  const [what, backup] = plan.drift.length === 1 ? ['a file was', 'it'] : [`${plan.drift.length} files were`, 'each'];
  return `${subject}: ${what} changed on this machine; --force replaces ${backup}, and keeps a backup`;
}

function tellOutcome({ plan }: Prepared, { failure }: Outcome, tell: (text: string) => void, io: Io): ExitCode {
  if (!failure) {
    tell(summaryText(plan));
    return EXIT.clean;
  }
  for (const line of failureLines(failure)) io.stderr.write(`${line}\n`);
  return EXIT.findings;
}
