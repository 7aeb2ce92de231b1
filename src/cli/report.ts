// Findings to the stream that their form belongs on.

import packageJson from '../../package.json' with { type: 'json' };
import type { Checked } from '../compile.ts';
import { type Report, summarize } from '../diagnostics/report.ts';
import { REPORTERS, type Reporter, type ReporterName } from '../diagnostics/reporters.ts';
import type { Fleet } from '../model/fleet.ts';
import { RULES } from '../rules/index.ts';
import { hasColor } from './color.ts';
import { DEFAULT_WIDTH, type Io } from './io.ts';
import type { Source } from './source.ts';

export interface ReportFlags {
  readonly format: ReporterName;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
}

export function reportOf({ file, text, lock }: Source, { diagnostics, fleet }: Found): Report {
  const hosts = fleet?.hosts ?? [];
  return {
    diagnostics,
    sources: new Map([
      [lock.file, lock.document?.text ?? ''],
      [file, text],
    ]),
    summary: summarize(diagnostics, hosts),
    hosts,
    tool: { version: packageJson.version, rules: RULES },
  };
}

/** A source that is no text has no fleet. */
interface Found extends Pick<Checked, 'diagnostics'> {
  readonly fleet?: Fleet | undefined;
}

export async function tell(report: Report, flags: ReportFlags, io: Io): Promise<void> {
  // Nothing to say to a person needs no reporter.
  if (flags.format === 'pretty' && flags.quiet && report.diagnostics.length === 0) return;
  const { stream, load }: Reporter = REPORTERS[flags.format];
  const render = await load();
  const output = io[stream];
  const text = render(report, {
    color: hasColor(flags.color, io.env, output),
    width: output.columns ?? DEFAULT_WIDTH,
    quiet: flags.quiet === true,
    isStrict: flags.strict === true,
  });
  if (text !== '') output.write(text);
}

/** Whether the findings make the run fail. */
export function fails({ summary }: Report, isStrict = false): boolean {
  return summary.errors > 0 || (isStrict && summary.warnings > 0);
}
