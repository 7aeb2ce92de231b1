// What an apply would do, as lines for a person or as data for a program. Pure.

import { posix } from 'node:path';
import type { Colors, Formatter } from 'picocolors/types';
import type { MissingSecrets } from '../apply/missing-secrets.ts';
import type { Action, ApplyPlan, Drift, Step } from '../apply/plan-apply.ts';
import type { Failure, Outcome } from '../apply/run-steps.ts';
import { nameOf, servicePlace } from '../apply/wanted.ts';
import { visible } from '../diagnostics/terminal-text.ts';

const PAINTS: Readonly<Record<Action, keyof Colors & ('green' | 'yellow' | 'red')>> = {
  create: 'green',
  change: 'yellow',
  restart: 'yellow',
  start: 'green',
  stop: 'yellow',
  remove: 'red',
};

/** A line for each step. */
export function planLines({ steps }: ApplyPlan, colors: Colors): readonly string[] {
  const widest = Math.max(0, ...steps.map(({ deployment }) => nameOf(deployment).length));
  return steps.map((step) => {
    const paint: Formatter = colors[PAINTS[step.action]];
    const name = nameOf(step.deployment).padEnd(widest);
    return `${paint(step.action.padEnd(7))}  ${name}  ${visible(stepText(step))}`.trimEnd();
  });
}

function stepText(step: Step): string {
  const { action, deployment, previous, writes } = step;
  const unit = posix.basename(servicePlace(deployment).path);
  if (action === 'remove') return `${unit}: stop, disable; its data stays`;
  if (action === 'stop') return `another one gets its port ${deployment.port} first`;
  const files = writes.map(({ path }) => posix.basename(path)).join(', ');
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

function deedsOf({ boot, process }: Step): readonly string[] {
  return [boot, process].filter((deed) => deed !== undefined);
}

export function summaryText({ steps, unchanged }: ApplyPlan): string {
  const changing = steps.filter(({ action }) => action !== 'stop');
  if (changing.length === 0) return `nothing to do, unchanged ${unchanged.length}`;
  const counts = (['create', 'change', 'restart', 'start', 'remove'] as const).flatMap((action) => {
    const number = changing.filter((step) => step.action === action).length;
    return number === 0 ? [] : [`${action} ${number}`];
  });
  return `${counts.join(', ')}, unchanged ${unchanged.length}`;
}

export function driftLines(drift: readonly Drift[]): readonly string[] {
  return drift.map(({ deployment, path, reason }) => `drift    ${nameOf(deployment)}  ${visible(path)} was ${reason}`);
}

export function missingLines(missing: readonly MissingSecrets[]): readonly string[] {
  return missing.map(({ deployment, file, names, reason }) => {
    const example = `${nameOf(deployment)}/secrets.env.example`;
    return `missing  ${nameOf(deployment)}  ${visible(file)} ${reason}: ${names.join(', ')} (fill in a copy of ${example})`;
  });
}

export function failureLines({ step, reason, ending }: Failure): readonly string[] {
  return [`failed   ${nameOf(step.deployment)}  ${visible(reason)}`, `         ${visible(ending)}`];
}

/** Stable for scripts. */
export function applyJson(
  host: string,
  { steps, unchanged, drift }: ApplyPlan,
  missing: readonly MissingSecrets[],
  outcome: Outcome | undefined,
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
      ...(outcome && { result: resultOf(step, outcome) }),
    })),
    unchanged: unchanged.map(({ instance }) => instance),
    drift: drift.map(({ deployment, path, reason }) => ({ instance: deployment.instance, path, reason })),
    missingSecrets: missing.map(({ deployment, file, names }) => ({ instance: deployment.instance, file, names })),
    ...(outcome?.failure && { failure: { reason: outcome.failure.reason, ending: outcome.failure.ending } }),
  };
}

function resultOf(step: Step, { done, failure }: Outcome): 'done' | 'failed' | 'not begun' {
  if (done.includes(step)) return 'done';
  return failure?.step === step ? 'failed' : 'not begun';
}
