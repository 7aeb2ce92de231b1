// What an apply says: while it works, what it did or would do, as lines for a reader or as data for a program.

import { posix } from 'node:path';
import { nameOf, servicePlace } from '../apply/desired.ts';
import type { Action, ApplyPlan, Blocked, Drift, Step } from '../apply/plan-apply.ts';
import type { Problem } from '../apply/pre-check.ts';
import type { ApplyContext, Failure, Outcome } from '../apply/run-steps.ts';
import type { Colors, Formatter } from '../diagnostics/colors.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { DEFAULT_WIDTH, type Io } from './io.ts';

const PAINTS: Readonly<Record<Action, keyof Colors & ('green' | 'yellow' | 'red')>> = {
  create: 'green',
  change: 'yellow',
  restart: 'yellow',
  start: 'green',
  stop: 'yellow',
  remove: 'red',
};

type StepPrinter = (step: Step, seconds?: number) => string;

/** A line for each step; with how long it took, where it is done. */
export function stepPrinter({ steps }: ApplyPlan, colors: Colors): StepPrinter {
  const widest = Math.max(0, ...steps.map(({ deployment }) => nameOf(deployment).length));
  return (step, seconds) => {
    const paint: Formatter = colors[PAINTS[step.action]];
    const name = nameOf(step.deployment).padEnd(widest);
    const time = seconds === undefined ? '' : ` (${seconds.toFixed(1)} s)`;
    return `${paint(step.action.padEnd(7))}  ${name}  ${visible(stepText(step))}${time}`.trimEnd();
  };
}

function stepText(step: Step): string {
  const { action, deployment, previous, writes } = step;
  const unit = posix.basename(servicePlace(deployment).path);
  if (action === 'remove') return `${unit}: stop, disable; its data stays`;
  if (action === 'stop') return step.reason!;
  // What goes with every new instance is only named where it comes alone.
  const files = writes.map(({ path }) => posix.basename(path)).join(', ') || (step.isGuarded ? '.env' : '');
  const moved =
    previous && previous.deployment.port !== deployment.port
      ? [`port ${previous.deployment.port} → ${deployment.port}`]
      : [];
  const renamed =
    previous && nameOf(previous.deployment) !== nameOf(deployment) ? [`was ${nameOf(previous.deployment)}`] : [];
  const what = [...renamed, ...moved, ...(files === '' ? [] : [files])].join(', ');
  const deeds = deedsOf(step).join(', ');
  if (what === '' || deeds === '') return what + deeds;
  return `${what}: ${deeds}`;
}

function deedsOf({
  boot,
  process,
  reason,
  snapshot,
  plugins,
  isReloaded,
  isDeferred,
  writes,
}: Step): readonly string[] {
  const why = process !== undefined && reason !== undefined ? `${process} (${reason})` : process;
  const later = isDeferred ? 'its unit takes effect at its next start' : undefined;
  const read =
    isReloaded && process === undefined && boot === undefined && writes.length === 0 ? 'daemon-reload' : undefined;
  const kept = snapshot && `snapshot of the state of ${snapshot.release} in ${snapshot.folder}/`;
  const come = plugins?.install.map((spec) => `install ${spec}`) ?? [];
  const go = plugins?.remove.map((id) => `remove plugin ${id}`) ?? [];
  return [kept, ...come, ...go, boot, why, read, later].filter((deed) => deed !== undefined);
}

export function summaryText(plan: ApplyPlan): string {
  const { steps, unchanged } = plan;
  const changing = steps.filter(({ action }) => action !== 'stop');
  const counts = (['create', 'change', 'restart', 'start', 'remove'] as const).flatMap((action) => {
    const number = changing.filter((step) => step.action === action).length;
    return number === 0 ? [] : [`${action} ${number}`];
  });
  const left = plan.left.length;
  const rest = [`unchanged ${unchanged.length}`, ...(left === 0 ? [] : [`left alone ${left}`])];
  const nothing = left === 0 ? 'nothing to do' : 'nothing done';
  return [...(counts.length === 0 ? [nothing] : counts), ...rest].join(', ');
}

export function driftLines(drift: readonly Drift[]): readonly string[] {
  return drift.map(({ deployment, path, reason }) => `drift    ${nameOf(deployment)}  ${visible(path)} was ${reason}`);
}

/** Each with the commands that mend it, which can be copied as they are. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  return problems.flatMap(({ instances, what, mend }) => [
    `missing  ${instances.join(', ')}  ${visible(what)}`,
    ...mend.map((command) => `         ${visible(command)}`),
  ]);
}

/** Of what an earlier apply took back. */
export function failedLines(failed: readonly Deployment[]): readonly string[] {
  return failed.map(
    (deployment) =>
      `failed   ${nameOf(deployment)}  with these files it did not come up in an earlier apply, which put its previous ones back; ` +
      'change hosts.yaml, or try them again with --retry',
  );
}

export function blockedLines(blocked: readonly Blocked[]): readonly string[] {
  return blocked.map(({ deployment, holder, what }) => {
    // One that was moved to another account or scope, and left behind.
    const isItself = nameOf(holder) === nameOf(deployment);
    const owner = isItself ? `${holder.service} of ${holder.user}` : nameOf(holder);
    return `blocked  ${nameOf(deployment)}  it is to have ${visible(what)}, which ${owner} has, and that one is left alone`;
  });
}

export function failureLines({ step, reason, ending, words }: Failure, notBegun: readonly string[]): readonly string[] {
  const { lines = [], command } = words ?? {};
  return [
    `failed   ${nameOf(step.deployment)}  ${visible(reason)}`,
    ...(lines.length === 0
      ? []
      : ['         the last that it said:', ...lines.map((line) => `         | ${visible(line)}`)]),
    ...(command === undefined ? [] : [`         more: ${visible(command)}`]),
    `         ${visible(ending)}`,
    ...(notBegun.length === 0 ? [] : [`         not begun: ${notBegun.join(', ')}`]),
  ];
}

/** Steps that a failure kept from being done. */
export function notBegun({ steps }: ApplyPlan, outcome: Outcome): readonly string[] {
  const left = steps.filter((step) => resultOf(step, outcome) === 'not begun');
  return [...new Set(left.map(({ deployment }) => nameOf(deployment)))];
}

export interface Dashboard {
  readonly deployment: Deployment;
  readonly url: string;
}

export function dashboardLines(dashboards: readonly Dashboard[]): readonly string[] {
  return dashboards.map(({ deployment, url }) => `${nameOf(deployment)}  ${url}`);
}

/** Stable for scripts. */
export function applyJson(
  host: string,
  { steps, unchanged, drift, failed, blocked }: ApplyPlan,
  problems: readonly Problem[],
  outcome: Outcome | undefined,
  dashboards: readonly Dashboard[],
) {
  return {
    host,
    steps: steps.map((step) => ({
      action: step.action,
      instance: step.deployment.instance,
      service: step.deployment.service,
      files: step.writes.map(({ path }) => path),
      boot: step.boot ?? null,
      process: step.process ?? null,
      ...(step.reason !== undefined && { reason: step.reason }),
      ...(step.plugins && { plugins: step.plugins }),
      ...(step.snapshot && { snapshot: step.snapshot }),
      ...(step.isDeferred && { takesEffect: 'next start' }),
      ...(outcome && { result: resultOf(step, outcome) }),
      ...(outcome?.seconds.has(step) && { seconds: outcome.seconds.get(step) }),
    })),
    unchanged: unchanged.map(({ instance }) => instance),
    drift: drift.map(({ deployment, path, reason }) => ({ instance: deployment.instance, path, reason })),
    problems: problems.map(({ instances, what, mend }) => ({ instances, what, mend })),
    missingSecrets: problems.flatMap(({ instances, secrets }) =>
      secrets ? instances.map((name) => ({ instance: name.slice(name.indexOf('/') + 1), ...secrets })) : [],
    ),
    ...(failed.length > 0 && { failedBefore: failed.map(({ instance }) => instance) }),
    ...(blocked.length > 0 && {
      blocked: blocked.map(({ deployment, holder, what }) => ({
        instance: deployment.instance,
        by: holder.instance,
        what,
      })),
    }),
    ...(outcome?.failure && { failure: failureJson(outcome.failure) }),
    ...(dashboards.length > 0 && {
      dashboards: dashboards.map(({ deployment, url }) => ({ instance: deployment.instance, url })),
    }),
  };
}

function failureJson({ step, reason, ending, words }: Failure) {
  const { lines, command } = words ?? {};
  return {
    instance: step.deployment.instance,
    reason,
    ending,
    ...(words && { lastWords: lines, moreBy: command ?? null }),
  };
}

function resultOf(step: Step, { done, failure }: Outcome): 'done' | 'failed' | 'not begun' {
  if (done.includes(step)) return 'done';
  return failure?.step === step ? 'failed' : 'not begun';
}

type Events = Pick<ApplyContext, 'begun' | 'waiting' | 'done' | 'failed' | 'note'>;

interface ProgressOptions {
  readonly quiet: boolean;
  /** Whether steps are lines on standard output; else standard output is for data. */
  readonly isData: boolean;
  /** Whether it says how long a step took. */
  readonly isTimed: boolean;
  readonly print: StepPrinter;
}

const CLEAR_LINE = '\r\x1b[K';
/** In seconds. */
const PAUSE = 15;

export function applyProgress({ quiet, isData, isTimed, print }: ProgressOptions, { stdout, stderr, env }: Io): Events {
  const isRewritten = stderr.isTTY && env['TERM'] !== 'dumb' && !env['CI'];
  let announced = 0;
  const clear = () => {
    if (isRewritten && !quiet) stderr.write(CLEAR_LINE);
  };
  const rewrite = (text: string) => {
    // A line that wraps could not be cleared.
    if (isRewritten && !quiet) stderr.write(CLEAR_LINE + visible(text).slice(0, (stderr.columns ?? DEFAULT_WIDTH) - 1));
  };
  return {
    begun: ({ action, deployment }) => {
      announced = 0;
      rewrite(`${action} ${nameOf(deployment)} …`);
    },
    waiting: (deployment, what, seconds) => {
      const text = `${nameOf(deployment)}: waiting for ${what} (${seconds} s)`;
      rewrite(text);
      if (isRewritten || quiet || seconds < announced + PAUSE) return;
      announced = seconds;
      stderr.write(`${visible(text)}\n`);
    },
    done: (step, seconds) => {
      clear();
      const line = print(step, isTimed ? seconds : undefined);
      if (!isData) stdout.write(`${line}\n`);
      else if (!quiet) stderr.write(`${line}\n`);
    },
    failed: clear,
    note: (text) => {
      clear();
      if (!quiet) stderr.write(`${visible(text)}\n`);
    },
  };
}
