// Findings to the stream that their form belongs on.

import type { ValidateResult } from '../build.ts';
import { type Report, summarize } from '../diagnostics/report.ts';
import { REPORTERS, type ReporterName } from '../diagnostics/reporters.ts';
import type { Fleet } from '../model/fleet.ts';
import { hasColor } from './color.ts';
import type { Io } from './io.ts';
import type { Source } from './source.ts';

export interface ReportFlags {
  readonly format: ReporterName;
  readonly color?: boolean;
  readonly quiet?: boolean;
}

export const DEFAULT_WIDTH = 120;

export function reportOf({ file, text }: Source, { diagnostics, fleet }: Checked): Report {
  return { diagnostics, sources: new Map([[file, text]]), summary: summarize(diagnostics, fleet?.hosts ?? []) };
}

/** A source that is no text has no fleet. */
interface Checked extends Pick<ValidateResult, 'diagnostics'> {
  readonly fleet?: Fleet | undefined;
}

export function tell(report: Report, { format, color, quiet = false }: ReportFlags, io: Io): void {
  const { stream, render } = REPORTERS[format];
  const output = io[stream];
  const text = render(report, {
    color: hasColor(color, io.env, output),
    width: output.columns ?? DEFAULT_WIDTH,
    quiet,
  });
  if (text !== '') output.write(text);
}

/** Whether the findings make the run fail. */
export function fails({ summary }: Report, isStrict = false): boolean {
  return summary.errors > 0 || (isStrict && summary.warnings > 0);
}
