// The forms in which findings are told. A new one is a function of its own and a line here; it is loaded once it is used.

import type { PrettyOptions } from './pretty.ts';
import type { Report } from './report.ts';

export interface RenderOptions extends PrettyOptions {
  /** Warnings make the run fail. */
  readonly isStrict: boolean;
}

export type Render = (report: Report, options: RenderOptions) => string;

export interface Reporter {
  /** Findings for a person go beside the data, those for a program are the data. */
  readonly stream: 'stdout' | 'stderr';
  readonly load: () => Promise<Render>;
}

export const REPORTERS = {
  pretty: { stream: 'stderr', load: async () => (await import('./pretty.ts')).renderPretty },
  json: { stream: 'stdout', load: async () => (await import('./json.ts')).renderJson },
  github: { stream: 'stdout', load: async () => (await import('./github.ts')).renderGithub },
  sarif: { stream: 'stdout', load: async () => (await import('./sarif.ts')).renderSarif },
  junit: { stream: 'stdout', load: async () => (await import('./junit.ts')).renderJunit },
} as const satisfies Readonly<Record<string, Reporter>>;

export type ReporterName = keyof typeof REPORTERS;
export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[];
