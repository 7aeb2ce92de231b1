// The chart of one host: a heading, the strip, and a lane for each instance.

import { count } from '../diagnostics/finding-text.ts';
import type { HostChart } from './host-chart.ts';
import { textWidth } from './labels.ts';
import { drawLane, drawOffsets } from './lane.ts';
import { LEFT, WIDTH } from './layout.ts';
import { element, escapeText } from './markup.ts';
import { type Drawing, drawStrip } from './strip.ts';

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
