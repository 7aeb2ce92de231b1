// A lane of a host's chart: one instance's span, from its base on, drawn wider where the ports lie close. All lanes have one
// scale, so that equal offsets are below each other.

import { isContainer } from '../model/container.ts';
import { formatInterval, type Interval, joinNeighbours, overlaps } from '../model/intervals.ts';
import type { PortClaim } from '../model/port-claims.ts';
import { SPAN_LENGTH } from '../model/ports.ts';
import {
  type Drawing,
  element,
  escapeText,
  fitText,
  LANE_LEFT,
  type Label,
  LEFT,
  NOTES_LEFT,
  pushLabels,
  SMALL,
  title,
  WIDTH,
} from './drawing.ts';
import { describeExtra, isOutside, type Lane, type LaneCollision } from './host-chart.ts';

/** base to base+10, the ports that have a role of their own, and then the hundred for browsers. */
const HEAD_PORTS = 11;
const HEAD_SCALE = 18;
const TAIL_SCALE = 3.6;
const BAR_TOP = 14;
const BAR = 13;
const LANE = 36;
const CLASH_LINE = 13;
const NAME_WIDTH = LANE_LEFT - LEFT - 12;
const NAME_SIZE = 12;

/** Where the port at that distance from the base starts. */
function offsetX(offset: number): number {
  const head = Math.min(offset, HEAD_PORTS);
  return LANE_LEFT + head * HEAD_SCALE + (offset - head) * TAIL_SCALE;
}

export function drawLane(lane: Lane, top: number): Drawing {
  const { instance, collisions } = lane;
  const { name, ports } = instance;
  const meeting = ports ? collisions.filter((collision) => overlaps(collision, ports.span)) : [];
  const nameStyle = collisions.length > 0 ? 'name clash-text' : 'name';
  const shown = fitText(name, NAME_WIDTH, NAME_SIZE);
  const markup = [
    element(
      'text',
      { class: nameStyle, x: LEFT, y: top + 23 },
      escapeText(shown) + (shown === name ? '' : title(name)),
    ),
    ...(ports ? bars(lane, top) : [note(LANE_LEFT, top + 23, 'no port')]),
    ...meeting.map((collision) => hatch(collision, ports!.base, ports!.span, top)),
    ...(ports ? marks(lane, top) : []),
    ...clashLabels(meeting, lane, top),
    ...notes(lane, top),
  ].join('');
  return { markup, height: LANE + (meeting.length > 0 ? CLASH_LINE : 0) };
}

/** What lies below the hatching of collisions. */
function bars({ instance }: Lane, top: number): readonly string[] {
  const { base, cdp, span } = instance.ports!;
  const why = isContainer(instance) ? 'in a container' : 'browser off';
  if (!cdp) return [note(LANE_LEFT + HEAD_SCALE + 8, top + 23, why)];
  return [bar(span, base, top, 'span', 'owns'), bar(cdp, base, top, 'cdp', 'CDP range')];
}

/** What lies above it: the ports that are one thing for sure, and the numbers. */
function marks({ instance, extras }: Lane, top: number): readonly string[] {
  const { base, control, relay, cdp } = instance.ports!;
  const single = (port: number | undefined, style: string, what: string) =>
    port === undefined ? [] : [bar({ from: port, to: port }, base, top, style, what)];
  const inside = extras.filter((extra) => !isOutside(extra, instance));
  const numbers: readonly Label[] = [
    number(base, base, 'tick'),
    ...(control === undefined ? [] : [number(control, base, 'tick')]),
    ...(relay === undefined ? [] : [number(relay, base, 'tick')]),
    ...(cdp === undefined ? [] : [{ ...number(cdp.from, base, 'tick'), text: formatInterval(cdp) }]),
    ...inside.map(({ from }) => number(from, base, 'tick strong')),
  ].toSorted((a, b) => a.x - b.x);
  return [
    ...single(base, 'gateway', 'gateway'),
    ...single(control, 'control', 'control'),
    ...single(relay, 'relay', 'extension relay'),
    ...inside.map((extra) => rhombus(extra, base, top)),
    ...pushLabels(numbers, SMALL).map(({ text, x, style }) => element('text', { class: style, x, y: top + 9 }, text)),
  ];
}

function bar(range: Interval, base: number, top: number, style: string, what: string): string {
  const place = barAt(range, base, top);
  return element('rect', { class: style, ...place, rx: 2 }, title(`${what} ${formatInterval(range)}`));
}

function number(port: number, base: number, style: string): Label {
  return { text: String(port), x: offsetX(port - base) + 1, style };
}

function barAt({ from, to }: Interval, base: number, top: number) {
  const x = offsetX(from - base);
  return { x, y: top + BAR_TOP, width: offsetX(to + 1 - base) - x, height: BAR };
}

/** It is seen on a bar of any colour. */
function rhombus(extra: PortClaim, base: number, top: number): string {
  const x = (offsetX(extra.from - base) + offsetX(extra.from + 1 - base)) / 2;
  const path = `M${coordinate(x)} ${top + BAR_TOP}l5 6.5l-5 6.5l-5 -6.5z`;
  return element('path', { class: extra.role, d: path }, title(describeExtra(extra)));
}

function coordinate(x: number): number {
  return Math.round(x * 10) / 10;
}

function hatch(collision: LaneCollision, base: number, span: Interval, top: number): string {
  const { x, y, width, height } = barAt(clip(collision, span), base, top);
  const what = title(`${formatInterval(collision)}: ${collision.others.join(', ')}`);
  return element('rect', { class: 'collision', x, y: y - 2, width, height: height + 4, rx: 2 }, what);
}

function clip({ from, to }: Interval, span: Interval): Interval {
  return { from: Math.max(from, span.from), to: Math.min(to, span.to) };
}

/** Below the bar: whom it meets there. The last one has what is left of the line, the others what lies before the next. */
function clashLabels(meeting: readonly LaneCollision[], { instance }: Lane, top: number): readonly string[] {
  const { base, span } = instance.ports ?? {};
  if (base === undefined || span === undefined) return [];
  const clipped = meeting.map((collision) => ({ ...collision, ...clip(collision, span) }));
  const labels = joinNeighbours(clipped, (a, b) => a.others.join() === b.others.join());
  return labels.map((label, index) => {
    const x = offsetX(label.from - base) + 1;
    const next = labels[index + 1];
    const end = next ? offsetX(next.from - base) - 6 : NOTES_LEFT - 10;
    const text = fitText(`${formatInterval(label)}: ${label.others.join(', ')}`, end - x, SMALL);
    return element('text', { class: 'tick clash-text', x, y: top + BAR_TOP + BAR + 11 }, escapeText(text));
  });
}

/** At the right: what lies outside the span and whom it meets there, and how the instance differs from others. */
function notes({ instance, extras, collisions }: Lane, top: number): readonly string[] {
  const outside = extras
    .filter((extra) => isOutside(extra, instance))
    .map((extra) => ({ extra, met: collisions.filter((collision) => overlaps(collision, extra)) }));
  const isHit = outside.some(({ met }) => met.length > 0);
  const extraText = outside.map(({ extra, met }) => (met.length > 0 ? meetingText(extra, met) : describeExtra(extra)));
  const state = [...(instance.managed ? [] : ['not managed']), ...(instance.enabled ? [] : ['disabled'])].join(', ');
  return [
    noteText(extraText.join(', '), top + (state === '' ? 23 : 17), isHit),
    noteText(state, top + (outside.length === 0 ? 23 : 30), false),
  ];
}

function meetingText(range: Interval, met: readonly LaneCollision[]): string {
  const others = new Set(met.flatMap((collision) => collision.others));
  return `${formatInterval(range)}: ${[...others].join(', ')}`;
}

function noteText(text: string, y: number, isHit: boolean): string {
  if (text === '') return '';
  const shown = fitText(text, WIDTH - LEFT - NOTES_LEFT, SMALL);
  const content = escapeText(shown) + (shown === text ? '' : title(text));
  return element('text', { class: isHit ? 'note clash-text' : 'note', x: NOTES_LEFT, y }, content);
}

function note(x: number, y: number, text: string): string {
  return element('text', { class: 'note', x, y }, text);
}

/** The distances from the base, above the lanes. */
export function drawOffsets(top: number): Drawing {
  const at = (offset: number, text = `+${offset}`) =>
    element('text', { class: 'muted', x: offsetX(offset) + 1, y: top + 10 }, text);
  const markup = [at(0, 'base'), at(2), at(10), at(35), at(60), at(85), at(SPAN_LENGTH - 6, `+${SPAN_LENGTH}`)].join(
    '',
  );
  return { markup, height: 16 };
}
