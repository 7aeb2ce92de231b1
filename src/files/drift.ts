// A plan → how the output folder differs from what hosts.yaml says.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DriftEntry, DriftState } from '../diagnostics/report.ts';
import { compareText } from '../diagnostics/sort.ts';
import type { Plan, Step } from './plan.ts';

const STATES: Readonly<Record<Exclude<Step['change'], 'keep'>, DriftState>> = {
  create: 'missing',
  update: 'changed',
  mode: 'wrong mode',
  delete: 'stale',
};

/** Sorted by path; empty where a build would write nothing. `withModes`: whether permissions count. */
export function driftOf({ steps, manifest, conflicts }: Plan, withModes: boolean): readonly DriftEntry[] {
  const changes = [...steps, manifest].flatMap(({ change, path }): readonly DriftEntry[] =>
    change === 'keep' || (change === 'mode' && !withModes) ? [] : [{ path, state: STATES[change] }],
  );
  const foreign = new Set(conflicts.map(({ path }) => path));
  return [...changes, ...[...foreign].map((path): DriftEntry => ({ path, state: 'foreign' }))].sort((a, b) =>
    compareText(a.path, b.path),
  );
}

/** Whether a folder keeps the permissions that gwc gave its files: git keeps nothing of them but the executable bit. */
export function keepsModes(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return false;
  const parent = dirname(folder);
  return parent === folder || keepsModes(parent);
}
