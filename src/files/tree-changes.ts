// What a plan changes in the output folder: as a list for `--check`, as contents for `--diff`.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareText } from '../diagnostics/collections.ts';
import type { DriftEntry, DriftState } from '../diagnostics/report.ts';
import type { Manifest } from './manifest.ts';
import type { OnDisk, OutputFolder } from './output-folder.ts';
import type { Plan, Step } from './plan.ts';
import { sha256 } from './sha256.ts';

export interface FileChange {
  /** As the user named the folder, with the path below it. */
  readonly path: string;
  /** Nothing where there is no such file. */
  readonly before?: FileState;
  /** Nothing where it would be removed. */
  readonly after?: FileState;
  /** Whether what is there now is gwc's work alone, and no one else's. */
  readonly isOwn: boolean;
}

export interface FileState {
  readonly content: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** In the order in which a build would make them; `withModes`: whether permissions count. */
export function fileChanges(
  { steps, manifest }: Plan,
  previous: Manifest | undefined,
  withModes: boolean,
  { look, shown }: OutputFolder,
): readonly FileChange[] {
  const written = new Set(previous?.artifacts.map(({ path, sha256 }) => `${sha256} ${path}`));
  return [...steps, manifest]
    .filter(({ change }) => change !== 'keep' && (withModes || change !== 'mode'))
    .map((step): FileChange => {
      const found = look(step.path);
      const before = found.kind === 'file' ? found : undefined;
      return {
        path: `${shown}/${step.path}`,
        isOwn: step === manifest || (before !== undefined && written.has(`${sha256(before.content)} ${step.path}`)),
        ...(before ? { before } : {}),
        ...after(step),
      };
    });
}

function after(step: Step): Pick<FileChange, 'after'> {
  return 'content' in step ? { after: { content: Buffer.from(step.content), mode: step.mode } } : {};
}

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

/** The line, from 1, in which a file stops being what it should be; its last one where it only ends too early. */
function firstDifference(found: OnDisk, desired: Uint8Array): Pick<DriftEntry, 'line'> {
  if (found.kind !== 'file') return {};
  const { content } = found;
  const at = content.findIndex((byte, index) => byte !== desired[index]);
  const same = content.subarray(0, at === -1 ? Math.max(content.length - 1, 0) : at);
  return { line: same.reduce((lines, byte) => (byte === LINE_FEED ? lines + 1 : lines), 1) };
}

/** Whether a folder keeps the permissions that gwc gave its files: git keeps nothing of them but the executable bit. */
export function keepsModes(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return false;
  const parent = dirname(folder);
  return parent === folder || keepsModes(parent);
}
