// The report: a fleet with its maps, files, rules and findings as one page that needs nothing else. Pure.

import { createHash } from 'node:crypto';
import { groupBy } from '../diagnostics/group.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Fleet } from '../model/fleet.ts';
import { packageText } from '../package-text.ts';
import type { Artifact } from '../targets/artifact.ts';
import { chartStyle, PATTERNS } from './fleet-svg.ts';
import { type HostChart, hostChart } from './host-chart.ts';
import { escapeText } from './markup.ts';
import { embeddedJson, fleetData, hostData } from './page-data.ts';
import { pageHeader, pageMain } from './page-parts.ts';

export interface PageInput {
  /** Absent where hosts.yaml is no YAML. */
  readonly fleet: Fleet | undefined;
  readonly report: Report;
  /** Their contents come with secrets covered. Empty where there is an error. */
  readonly artifacts: readonly Artifact[];
  /** How the person named hosts.yaml. */
  readonly file: string;
}

/** Instances of a page whose parts are laid out only where they are looked at. */
const MOST_AT_ONCE = 200;

export function fleetPage({ fleet, report, artifacts, file }: PageInput): string {
  const data = fleetData(fleet, report);
  const charts = (fleet?.hosts ?? []).map(hostChart);
  const style = chartStyle() + packageText('templates/report/page.css');
  const script = packageText('templates/report/page.js');
  const tool = `gwc ${escapeText(report.tool.version)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${tool}">
<title>gwc: ${escapeText(file)}</title>
<style>${style}</style>
</head>
<body${report.summary.instances > MOST_AT_ONCE ? ' class="large"' : ''}>
<a class="skip" href="#content">Skip to the content</a>
${pageHeader({ file, report, target: fleet?.target.version })}
${pageMain(charts, data)}
<footer><p>Made by ${tool}. This page holds all that it shows, and asks no server for anything.</p></footer>
<svg class="gwc-chart patterns" aria-hidden="true" focusable="false" width="0" height="0">${PATTERNS}</svg>
<script type="application/json" id="fleet-data">${embeddedJson(data)}</script>
${hostScripts(charts, artifacts)}<script>${script}</script>
</body>
</html>
`;
}

/** One for each host, so that a page of many hosts reads only those that are opened. */
function hostScripts(charts: readonly HostChart[], artifacts: readonly Artifact[]): string {
  const ofHosts = groupBy(artifacts, ({ host }) => host);
  return charts
    .map((chart, index) => {
      const data = hostData(chart, ofHosts.get(chart.host.name) ?? []);
      return `<script type="application/json" id="data-${index}">${embeddedJson(data)}</script>\n`;
    })
    .join('');
}

/** Nothing is loaded or sent; only the page's own script and style count. */
function policy(style: string, script: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const rules = ["default-src 'none'", `script-src ${hash(script)}`, `style-src ${hash(style)}`];
  return [...rules, "base-uri 'none'", "form-action 'none'"].join('; ');
}
