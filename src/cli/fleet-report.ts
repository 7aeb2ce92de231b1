// The report of a fleet as a page, and writing it to the file that `--report` names.

import { resolve } from 'node:path';
import type { Report } from '../diagnostics/report.ts';
import { withFile } from '../files/file-error.ts';
import { writeAtomic } from '../files/write-atomic.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Artifact } from '../targets/artifact.ts';
import { coveredLines } from './covered-lines.ts';
import type { Io } from './io.ts';

export interface FleetReport {
  /** How findings name hosts.yaml. */
  readonly file: string;
  readonly report: Report;
  /** Absent where hosts.yaml is no YAML. */
  readonly fleet: Fleet | undefined;
  readonly artifacts: Iterable<Artifact>;
}

const MODE = 0o644;

export async function reportPage({ artifacts, ...input }: FleetReport): Promise<string> {
  const { fleetPage } = await import('../report/fleet-page.ts');
  return fleetPage({ ...input, artifacts: Array.from(artifacts, covered) });
}

/** Throws a FileError where it can't be written. */
export async function writeReport(path: string, input: FleetReport, { cwd }: Io): Promise<void> {
  const page = await reportPage(input);
  withFile('write', path, () => writeAtomic(resolve(cwd, path), page, MODE));
}

/** The page is made to be passed on. */
function covered(artifact: Artifact): Artifact {
  return { ...artifact, content: coveredLines(artifact.content).join('\n') };
}
