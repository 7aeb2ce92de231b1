// How the output folder differs from what hosts.yaml says: the list of `--check`, the lines of `--diff`.

import type { Report } from '../diagnostics/report.ts';
import { REPORTERS } from '../diagnostics/reporters.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import { driftOf, keepsModes } from '../files/drift.ts';
import { type FileChange, fileChanges } from '../files/file-changes.ts';
import { hasColor } from './color.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { BuildFlags } from './flags.ts';
import type { Io, Output } from './io.ts';
import { LOCK_MODE, type OutputTree } from './output-tree.ts';
import type { LockSource } from './source.ts';

export type DriftReport = Pick<Report, 'drift' | 'folder'>;

export async function compareTree(
  { plan, folder, previous }: OutputTree,
  tellWith: (found: DriftReport) => Promise<void>,
  flags: BuildFlags,
  io: Io,
): Promise<ExitCode> {
  const withModes = keepsModes(folder.path);
  const drift = driftOf(plan, withModes, folder.look);
  await tellWith({ drift, folder: folder.shown });
  const lines = drift.map(({ path, state }) => `${state.padEnd(10)}  ${visible(`${folder.shown}/${path}`)}\n`);
  if (isForPersons(flags)) io.stdout.write(lines.join(''));
  if (flags.diff) await writeDiff(fileChanges(plan, previous(), withModes, folder), flags, io);
  const found =
    lines.length === 0 ? 'is up to date' : `differs in ${lines.length} of its files; \`gwc build\` writes them`;
  if (!flags.quiet) io.stderr.write(`${visible(folder.shown)}/ ${found}\n`);
  return lines.length === 0 ? EXIT.clean : EXIT.findings;
}

interface LockChange {
  readonly lock: LockSource;
  /** What a build would write; nothing where there is to be no lock. */
  readonly fresh: string | undefined;
}

/** What a build would change, the lock included. */
export async function showDiff(
  { plan, folder, previous }: OutputTree,
  lock: LockChange,
  flags: BuildFlags,
  io: Io,
): Promise<ExitCode> {
  await writeDiff([...lockChanges(lock), ...fileChanges(plan, previous(), true, folder)], flags, io);
  return EXIT.clean;
}

function lockChanges({ lock, fresh }: LockChange): readonly FileChange[] {
  const text = lock.document?.text;
  if (fresh === undefined || fresh === text) return [];
  const state = (content: string) => ({ content: Buffer.from(content), mode: LOCK_MODE });
  const before = text === undefined ? {} : { before: state(text) };
  return [{ path: lock.file, isOwn: true, ...before, after: state(fresh) }];
}

async function writeDiff(changes: readonly FileChange[], flags: BuildFlags, io: Io): Promise<void> {
  if (changes.length === 0) return;
  const { diffText } = await import('./diff-text.ts');
  // Beside findings that a program reads, and not among them.
  const output: Output = isForPersons(flags) ? io.stdout : io.stderr;
  output.write(diffText(changes, hasColor(flags.color, io.env, output)));
}

/** Whether standard output is not taken by findings for a program. */
function isForPersons({ format }: BuildFlags): boolean {
  return REPORTERS[format].stream === 'stderr';
}
