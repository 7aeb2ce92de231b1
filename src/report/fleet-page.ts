// The report: a fleet with its maps, files, rules and findings as one page that needs nothing else. Pure.

import { createHash } from 'node:crypto';
import css from '../../templates/report/page.css?raw';
import script from '../../templates/report/page.js?raw';
import { groupBy } from '../diagnostics/collections.ts';
import { instanceKey } from '../diagnostics/diagnostic.ts';
import { count } from '../diagnostics/finding-text.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Fleet } from '../model/fleet.ts';
import { compareReleases } from '../openclaw/release.ts';
import type { Artifact } from '../outputs/artifact.ts';
import { element, escapeText } from './drawing.ts';
import { chartStyle, PATTERNS } from './fleet-svg.ts';
import { type HostChart, hostChart } from './host-chart.ts';
import { embeddedJson, type FleetData, fleetData, hostData } from './page-data.ts';

export interface PageInput {
  /** Absent where hosts.yaml is no YAML. */
  readonly fleet: Fleet | undefined;
  readonly report: Report;
  /** Their contents come with secrets masked. Empty where there is an error. */
  readonly artifacts: readonly Artifact[];
  /** As the user named hosts.yaml. */
  readonly file: string;
}

/** Instances of a page whose parts are laid out only where they are looked at. */
const MOST_AT_ONCE = 200;

export function fleetPage({ fleet, report, artifacts, file }: PageInput): string {
  const data = fleetData(fleet, report);
  const charts = (fleet?.hosts ?? []).map(hostChart);
  const style = chartStyle() + css;
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
${pageHeader({ file, report, releases: fleet ? releasesOf(fleet) : [] })}
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

interface HeaderInput {
  readonly file: string;
  readonly report: Report;
  /** Of OpenClaw. */
  readonly releases: readonly string[];
}

function pageHeader({ file, report: { summary }, releases }: HeaderInput): string {
  const { hosts, instances, errors, warnings } = summary;
  const facts = [
    count(hosts, 'host'),
    count(instances, 'instance'),
    ...(releases.length === 0 ? [] : [`OpenClaw ${releases.join(' and ')}`]),
  ];
  const findings = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  const state = errors > 0 ? 'bad' : warnings > 0 ? 'fair' : 'good';
  return `<header>
<h1><bdi>${escapeText(file)}</bdi></h1>
<p>${escapeText(facts.join(', '))}</p>
<p class="verdict ${state}">${findings.length === 0 ? 'No findings: the gateways don’t collide.' : `${findings.join(', ')}.`}</p>
<search>
<label for="search">Search hosts, instances, ports, paths, services</label>
<input id="search" type="search" autocomplete="off" spellcheck="false" aria-controls="results" aria-describedby="found">
<p id="found" role="status"></p>
<ul id="results"></ul>
</search>
<p id="said" class="unseen" role="status"></p>
<noscript><p>The maps, files and rules need the page’s script.</p></noscript>
</header>`;
}

function pageMain(charts: readonly HostChart[], { findings }: FleetData): string {
  const found = findingsOf(charts, findings);
  return `<main id="content" tabindex="-1">
${findings.length === 0 ? '' : FINDINGS}<section aria-labelledby="fleet-title">
<h2 id="fleet-title">Fleet</h2>
${charts.length === 0 ? '<p>There is no host.</p>' : overview(charts, found)}
</section>
${charts.length === 0 ? '' : hosts(charts, found)}</main>`;
}

const FINDINGS = `<section aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
<ol id="findings" class="findings"></ol>
<button id="more" type="button" hidden>Show more findings</button>
</section>
`;

type FindingsOf = (chart: HostChart) => number;

/** How many findings are about instances of a host. */
function findingsOf(charts: readonly HostChart[], findings: FleetData['findings']): FindingsOf {
  const hostOf = new Map(
    charts.flatMap(({ host }) => host.instances.map(({ name }) => [instanceKey(host.name, name), host.name] as const)),
  );
  const counts = new Map<string, number>();
  for (const { instances } of findings) {
    const hosts = new Set(instances.map((instance) => hostOf.get(instance)));
    for (const host of hosts) if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return ({ host }) => counts.get(host.name) ?? 0;
}

/** `wide` columns are left out where there is little room; each host repeats them. */
const COLUMNS = [
  { head: 'System', style: ' class="wide"', cell: ({ host }: HostChart) => host.os },
  { head: 'Instances', style: '', cell: ({ host }: HostChart) => host.instances.length },
  { head: 'Collisions', style: ' class="wide"', cell: ({ collisions }: HostChart) => collisions.length },
  { head: 'Next free base', style: '', cell: ({ free }: HostChart) => free?.from ?? 'none' },
];

function overview(charts: readonly HostChart[], found: FindingsOf): string {
  const rows = charts.map((chart) => {
    const link = element('a', { href: `#${hostId(chart)}` }, escapeText(chart.host.name));
    const cells = COLUMNS.map(({ style, cell }) => `<td${style}>${cell(chart)}</td>`).join('');
    return `<tr><th scope="row">${link}</th><td>${found(chart)}</td>${cells}</tr>`;
  });
  const heads = COLUMNS.map(({ head, style }) => `<th scope="col"${style}>${head}</th>`).join('');
  return `<table>
<thead><tr><th scope="col">Host</th><th scope="col">Findings</th>${heads}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function hosts(charts: readonly HostChart[], found: FindingsOf): string {
  return `<section aria-labelledby="hosts-title">
<h2 id="hosts-title">Hosts</h2>
${charts.map((chart, index) => hostPlace(chart, index, found(chart))).join('\n')}
</section>
`;
}

/** Empty until it is opened. */
function hostPlace(chart: HostChart, index: number, findings: number): string {
  const { host } = chart;
  const facts = `${host.os}, ${count(host.instances.length, 'instance')}`;
  const badge = findings === 0 ? '' : ` <span class="badge bad">${count(findings, 'finding')}</span>`;
  const summary = `<summary><h3>${escapeText(host.name)}</h3> <span class="soft">${facts}</span>${badge}</summary>`;
  return element('details', { class: 'host', id: hostId(chart), 'data-host': index }, `${summary}<div></div>`);
}

/** No other id of the page starts so. */
function hostId({ host }: HostChart): string {
  return `host-${host.name}`;
}

function releasesOf({ release, hosts }: Fleet): readonly string[] {
  const used = hosts.flatMap(({ instances }) => instances.map((instance) => instance.release.version));
  return used.length === 0 ? [release.version] : [...new Set(used)].sort(compareReleases);
}
