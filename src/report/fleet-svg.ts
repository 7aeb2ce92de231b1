// The port map of a fleet, or of one of its hosts, as SVG: light or dark as its viewer is, nothing from outside, the same
// bytes each time.

import css from '../../templates/report/chart.css?raw';
import { count } from '../diagnostics/finding-text.ts';
import type { Fleet } from '../model/fleet.ts';
import { type Drawing, element, escapeText, LEFT, SMALL, textWidth, WIDTH } from './drawing.ts';
import { type HostChart, hostChart } from './host-chart.ts';
import { drawLane, drawOffsets } from './lane.ts';
import { drawStrip } from './strip.ts';

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
  return css;
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

const HEADING = 58;
const BOTTOM = 16;
const NAME_SIZE = 17;
const STRIP_GAP = 12;

/** In a frame as wide as the picture, from `top` on. */
export function drawHost(chart: HostChart, top: number): Drawing {
  const strip = drawStrip(chart, top + HEADING);
  const parts: string[] = [heading(chart, top), strip.markup];
  let y = top + HEADING + strip.height + STRIP_GAP;
  if (chart.lanes.length > 0) {
    const offsets = drawOffsets(y);
    parts.push(offsets.markup);
    y += offsets.height;
  }
  for (const lane of chart.lanes) {
    const drawn = drawLane(lane, y);
    parts.push(drawn.markup);
    y += drawn.height;
  }
  const height = y + BOTTOM - top;
  const frame = element('rect', { class: 'frame', x: 0.5, y: top + 0.5, width: WIDTH - 1, height: height - 1, rx: 8 });
  return { markup: frame + parts.join(''), height };
}

function heading({ host, free, collisions }: HostChart, top: number): string {
  const facts = `${host.os}, ${count(host.instances.length, 'instance')}`;
  const x = LEFT + textWidth(host.name, NAME_SIZE) + 14;
  const base = free ? `next free base ${free.from}` : 'no base is free';
  const clashes = collisions.length === 0 ? 'no collision' : count(collisions.length, 'collision');
  const y = top + 32;
  return [
    element('text', { class: 'host', x: LEFT, y }, escapeText(host.name)),
    element('text', { class: 'facts', x, y }, facts),
    element('text', { class: 'facts free-text end', x: WIDTH - LEFT, y }, base),
    element(
      'text',
      { class: `facts end ${collisions.length > 0 ? 'clash-text' : 'muted'}`, x: WIDTH - LEFT - 180, y },
      clashes,
    ),
  ].join('');
}

/** In one sentence, for those who don't see the picture. */
export function describeHost({ host, collisions, free }: HostChart): string {
  const bases = host.instances.flatMap(({ name, port }) => (port === undefined ? [] : [`${name} at ${port}`]));
  return [
    `Port map of ${host.name}: ${bases.join(', ') || 'no instance'}`,
    collisions.length === 0 ? 'no collision' : count(collisions.length, 'collision'),
    free ? `next free base ${free.from}` : 'no base is free',
  ].join('; ');
}
