// The port map of a fleet, or of one of its hosts, as SVG: light or dark as its viewer is, nothing from outside, the same
// bytes each time.

import { count } from '../diagnostics/finding-text.ts';
import type { Fleet } from '../model/fleet.ts';
import { packageText } from '../package-text.ts';
import { type HostChart, hostChart } from './host-chart.ts';
import { textWidth } from './labels.ts';
import { LEFT, SMALL, WIDTH } from './layout.ts';
import { element, escapeText } from './markup.ts';
import { describeHost, drawHost } from './port-chart.ts';

const GAP = 12;
const LEGEND = 34;

/** A file of its own. */
export function fleetSvg({ hosts }: Pick<Fleet, 'hosts'>): string {
  const parts: string[] = [];
  let y = 0;
  for (const host of hosts) {
    const { markup, height } = drawHost(hostChart(host), y);
    parts.push(`${element('g', {}, markup)}\n`);
    y += height + GAP;
  }
  parts.push(`${legend(y)}\n`);
  const title = `Port map of ${count(hosts.length, 'host')}: ${hosts.map(({ name }) => name).join(', ')}`;
  const height = y + LEGEND;
  const head = `<title>${escapeText(title)}</title>\n<style>\n${chartStyle()}</style>\n${PATTERNS}\n`;
  return `${svg(height, {}, `\n${head}${ground(height)}\n${parts.join('')}`)}\n`;
}

/** A part of a page that has `chartStyle` and `PATTERNS`. */
export function hostSvg(chart: HostChart): string {
  const { markup, height } = drawHost(chart, 0);
  return svg(
    height + LEGEND,
    { role: 'img', 'aria-label': describeHost(chart) },
    ground(height + LEGEND) + markup + legend(height),
  );
}

function svg(height: number, attributes: Readonly<Record<string, string>>, content: string): string {
  const size = { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height };
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', class: 'gwc-chart', ...size, ...attributes }, content);
}

/** So that the legend is read on a page of any colour. */
function ground(height: number): string {
  return element('rect', { class: 'ground', width: WIDTH, height, rx: 8 });
}

export function chartStyle(): string {
  return packageText('templates/report/chart.css');
}

/** The hatching of collisions and the dots of reserved ports: for those who don't see the colours. */
export const PATTERNS = [
  '<defs>',
  '<pattern id="gwc-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
  '<rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2.4" height="6"/></pattern>',
  '<pattern id="gwc-dots" width="5" height="5" patternUnits="userSpaceOnUse">',
  '<rect class="dot-ground" width="5" height="5"/><circle class="dot" cx="2.5" cy="2.5" r="1.1"/></pattern>',
  '</defs>',
].join('');

const ENTRIES = [
  ['gateway', 'gateway'],
  ['control', 'browser control'],
  ['relay', 'extension relay'],
  ['cdp', 'CDP range'],
  ['browser', 'pinned browser'],
  ['listener', 'listener'],
  ['reserved', 'reserved'],
  ['free', 'next free'],
  ['collision', 'collision'],
] as const;

/** What the colours mean. */
function legend(top: number): string {
  let x = LEFT;
  const entries = ENTRIES.map(([style, text]) => {
    const mark = element('rect', { class: style, x, y: top + 8, width: 14, height: 12, rx: 2 });
    const label = element('text', { class: 'note', x: x + 19, y: top + 17.5 }, text);
    x += 19 + textWidth(text, SMALL) + 14;
    return mark + label;
  });
  return element('g', {}, entries.join(''));
}
