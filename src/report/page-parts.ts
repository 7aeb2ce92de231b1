// What stands in the report's page before its script runs: the heading, the search, the list of hosts, a place for each.

import { count } from '../diagnostics/finding-text.ts';
import type { Report } from '../diagnostics/report.ts';
import type { HostChart } from './host-chart.ts';
import { element, escapeText } from './markup.ts';
import type { FleetData } from './page-data.ts';

export interface HeaderInput {
  readonly file: string;
  readonly report: Report;
  /** The OpenClaw release. */
  readonly target: string | undefined;
}

export function pageHeader({ file, report: { summary }, target }: HeaderInput): string {
  const { hosts, instances, errors, warnings } = summary;
  const facts = [
    count(hosts, 'host'),
    count(instances, 'instance'),
    ...(target === undefined ? [] : [`OpenClaw ${target}`]),
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

export function pageMain(charts: readonly HostChart[], { findings }: FleetData): string {
  const places = new Map<string, number>();
  for (const { host } of findings) if (host !== undefined) places.set(host, (places.get(host) ?? 0) + 1);
  const found = (chart: HostChart) => places.get(chart.host.name) ?? 0;
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
