// The report of a fleet as a page, and writing it to the file that `--report` names.

import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { coveredLines } from '../diagnostics/redact.ts';
import type { Report } from '../diagnostics/report.ts';
import { documentsOf, type FleetSource } from '../document/fleet-source.ts';
import { FileError, withFile } from '../files/file-error.ts';
import { MANIFEST_NAME } from '../files/manifest.ts';
import { readStart } from '../files/read-input.ts';
import { makeFolderFor } from '../files/write.ts';
import { removeLeftovers, writeAtomic } from '../files/write-atomic.ts';
import type { Fleet } from '../model/fleet.ts';
import { type Masking, maskingOf } from '../openclaw/masking.ts';
import type { Artifact } from '../outputs/artifact.ts';
import type { BuildFlags } from './flags.ts';
import type { Io } from './io.ts';
import { type Source, STANDARD_STREAM } from './source.ts';

export interface FleetReport {
  /** How findings name hosts.yaml. */
  readonly file: string;
  readonly report: Report;
  /** Absent where hosts.yaml is no YAML. */
  readonly fleet: Fleet | undefined;
  /** Absent where it is no text. */
  readonly source: FleetSource | undefined;
  readonly artifacts: Iterable<Artifact>;
}

const MODE = 0o644;

export async function reportPage({ file, report, fleet, artifacts, source }: FleetReport): Promise<string> {
  const { fleetPage } = await import('../report/fleet-page.ts');
  const { text, data } = source ? maskingOf(documentsOf(source)) : NO_DOCUMENT;
  // The page is made to be passed on.
  const covered = Array.from(artifacts, (artifact) => {
    return { ...artifact, content: text(coveredLines(artifact.content).join('\n')) };
  });
  return fleetPage({ file, report, fleet: fleet && { ...fleet, hosts: data(fleet.hosts) }, artifacts: covered });
}

const NO_DOCUMENT: Pick<Masking, 'text' | 'data'> = { text: (text) => text, data: (data) => data };

/**
 * Replaces an earlier report; with `--force` any file outside the output folder that this build doesn't read or write.
 * Throws a FileError where it can't be written.
 */
export async function writeReport(flags: ReportTarget, source: Source, input: FleetReport, io: Io): Promise<void> {
  const { report: shown } = flags;
  if (shown === STANDARD_STREAM)
    throw new UsageError('--report needs a file; `gwc ports --format html` prints the page');
  const artifacts = [...input.artifacts];
  const path = resolve(io.cwd, shown);
  const taken = takenBy(realPlace(path), artifacts, flags, source, io);
  if (taken !== undefined) throw new FileError(`--report ${shown} would replace ${taken}; name another file`);
  const isInTree = realPlace(path).startsWith(`${realPlace(resolve(io.cwd, flags.out))}/`);
  refuseForeign(path, shown, flags.force === true && !isInTree);
  const page = await reportPage({ ...input, artifacts });
  makeFolderFor(path, shown);
  withFile('write', shown, () => {
    removeLeftovers(dirname(path), [basename(path)]);
    writeAtomic(path, page, MODE);
  });
}

type ReportTarget = BuildFlags & { readonly report: string };

/** Which of this build's own inputs and outputs is at the place. */
function takenBy(
  place: string,
  artifacts: readonly Artifact[],
  { out, openclawSchema: schema, templates }: BuildFlags,
  { file, fleet, lock }: Source,
  { cwd }: Io,
): string | undefined {
  const parts = fleet?.parts.map(({ document }) => document.file) ?? [];
  const reads = [file, ...parts, schema].filter((name) => name !== undefined).map((name) => resolve(cwd, name));
  if (reads.some((path) => realPlace(path) === place || linkTarget(path) === place)) return 'a file that is read';
  if (templates !== undefined && realPlace(resolve(cwd, templates)) === dirname(place)) return 'a template';
  if (realPlace(lock.path) === place) return 'the lock file';
  const writes = [MANIFEST_NAME, ...artifacts.map((artifact) => artifact.path)];
  const isWritten = writes.some((path) => realPlace(resolve(cwd, out, path)) === place);
  return isWritten ? `a file of the output folder ${out}` : undefined;
}

function linkTarget(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The path without links on the way to it; the file itself need not exist. */
function realPlace(path: string): string {
  const folder = dirname(path);
  return folder === path ? path : join(linkTarget(folder) ?? realPlace(folder), basename(path));
}

/** Throws where there is something that isn't a report of gwc's. */
function refuseForeign(path: string, shown: string, force: boolean): void {
  const stats = withFile('look at', shown, () => lstatSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) return;
  if (stats.isSymbolicLink()) {
    throw new FileError(`cannot write ${shown}: it is a symbolic link; name the file that it leads to`);
  }
  if (stats.isDirectory()) throw new FileError(`cannot write ${shown}: it is a folder; name a file in it`);
  if (!stats.isFile()) throw new FileError(`cannot write ${shown}: it is a device, pipe or socket; name a file`);
  if (force || stats.size === 0 || isReport(withFile('read', shown, () => readStart(path, HEAD_BYTES)))) return;
  throw new FileError(
    `cannot write ${shown}: it was not written by \`gwc build --report\`; name another file, or replace it with --force`,
  );
}

/** The page's head names its generator, behind a policy of some hundred bytes. */
const HEAD_BYTES = 4096;

function isReport(head: string): boolean {
  return head.startsWith('<!doctype html>') && head.includes('<meta name="generator" content="gwc ');
}
