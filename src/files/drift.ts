// A plan → how the output folder differs from what hosts.yaml says.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DriftEntry, DriftState } from '../diagnostics/report.ts';
import { compareText } from '../diagnostics/sort.ts';
import type { OnDisk } from './output-folder.ts';
import type { Plan, Step } from './plan.ts';

const STATES: Readonly<Record<Exclude<Step['change'], 'keep'>, DriftState>> = {
  create: 'missing',
  update: 'changed',
  mode: 'wrong mode',
  delete: 'stale',
};

const LINE_FEED = 0x0a;

/** Sorted by path; empty where a build would write nothing. `withModes`: whether permissions count. */
export function driftOf(
  { steps, manifest, conflicts }: Plan,
  withModes: boolean,
  look: (path: string) => OnDisk,
): readonly DriftEntry[] {
  const changes = [...steps, manifest].flatMap((step): readonly DriftEntry[] => {
    if (step.change === 'keep' || (step.change === 'mode' && !withModes)) return [];
    const line = step.change === 'update' ? firstDifference(look(step.path), Buffer.from(step.content)) : {};
    return [{ path: step.path, state: STATES[step.change], ...line }];
  });
  const foreign = new Set(conflicts.map(({ path }) => path));
  return [...changes, ...[...foreign].map((path): DriftEntry => ({ path, state: 'foreign' }))].sort((a, b) =>
    compareText(a.path, b.path),
  );
}

/** The line, from 1, in which a file stops being what is wanted; its last one where it only ends too early. */
function firstDifference(found: OnDisk, wanted: Uint8Array): Pick<DriftEntry, 'line'> {
  if (found.kind !== 'file') return {};
  const { content } = found;
  const at = content.findIndex((byte, index) => byte !== wanted[index]);
  const same = content.subarray(0, at === -1 ? Math.max(content.length - 1, 0) : at);
  return { line: same.reduce((lines, byte) => (byte === LINE_FEED ? lines + 1 : lines), 1) };
}

/** Whether a folder keeps the permissions that gwc gave its files: git keeps nothing of them but the executable bit. */
export function keepsModes(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return false;
  const parent = dirname(folder);
  return parent === folder || keepsModes(parent);
}
