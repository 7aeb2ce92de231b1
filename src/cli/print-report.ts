// Findings to the stream that their form belongs on.

import type { Checked } from '../compile.ts';
import { redact } from '../diagnostics/redact.ts';
import { type FetchedPackage, type Report, summarize } from '../diagnostics/report.ts';
import { REPORTERS, type Reporter, type ReporterName } from '../diagnostics/reporters.ts';
import { documentsOf } from '../document/fleet-source.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { maskedTexts } from '../openclaw/masking.ts';
import { fetchedPlugins } from '../openclaw/plugins.ts';
import { RULES } from '../rules/index.ts';
import { LINKS, VERSION } from './about.ts';
import { DEFAULT_WIDTH, hasColor, type Io } from './io.ts';
import type { Source } from './source.ts';

export interface ReportFlags {
  readonly format: ReporterName;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
}

export function reportOf({ file, text, fleet: source, lock }: Source, { diagnostics, fleet }: Found): Report {
  const documents = [...(lock.document ? [lock.document] : []), ...(source ? documentsOf(source) : [])];
  // Only findings show the texts.
  const shown = diagnostics.length === 0 ? documents.map((one) => one.text) : maskedTexts(documents);
  const hosts = fleet?.hosts ?? [];
  return {
    diagnostics,
    sources: new Map([
      ...documents.map((one, index) => [one.file, shown[index]!] as const),
      ...(source ? [] : [[file, redact(text)] as const]),
    ]),
    summary: summarize(diagnostics, hosts),
    hosts,
    fetched: hosts
      .flatMap(({ instances }) => instances)
      .filter(({ managed }) => managed)
      .flatMap(fetchedOf),
    tool: { version: VERSION, rules: RULES, ...(LINKS && { links: LINKS }) },
  };
}

/** A container may have them in its image. */
function fetchedOf({ host, name, config, release, plugins, service }: Instance): readonly FetchedPackage[] {
  if (service.manager.container) return [];
  const found = fetchedPlugins(config, release.version, plugins);
  return found.map(({ channel, pin }) => ({ instance: `${host}/${name}`, channel, pin }));
}

/** A source that is no text has no fleet. */
interface Found extends Pick<Checked, 'diagnostics'> {
  readonly fleet?: Fleet | undefined;
}

export async function printReport(report: Report, flags: ReportFlags, io: Io): Promise<void> {
  // With nothing to say, no reporter is loaded.
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
