// The forms in which findings are told. A new one is a function of its own and a line here.

import { renderJson } from './json.ts';
import { type PrettyOptions, renderPretty } from './pretty.ts';
import type { Report } from './report.ts';

export interface Reporter {
  /** Findings for a person go beside the data, those for a program are the data. */
  readonly stream: 'stdout' | 'stderr';
  readonly render: (report: Report, options: PrettyOptions) => string;
}

export const REPORTERS = {
  pretty: { stream: 'stderr', render: renderPretty },
  json: { stream: 'stdout', render: renderJson },
} as const satisfies Readonly<Record<string, Reporter>>;

export type ReporterName = keyof typeof REPORTERS;
export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[];
