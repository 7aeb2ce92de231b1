// The strip at the top of a host's chart: all of its ports on one line, with the empty ones folded into breaks.

import { formatInterval, type Interval } from '../model/intervals.ts';
import {
  type Drawing,
  element,
  escapeText,
  fitText,
  type Label,
  LEFT,
  placeLabels,
  SMALL,
  textWidth,
  title,
  WIDTH,
} from './drawing.ts';
import { describeExtra, type HostChart } from './host-chart.ts';

const ROW = 18;
const ROW_GAP = 3;
/** Where more spans than these lie over each other they share rows. */
const MOST_ROWS = 8;
/** Between the rows and the axis below them. */
const AXIS_GAP = 5;
const TICK_LINE = 19;
const NOTE_LINE = 13;
/** What is there has to be seen. */
const LEAST_WIDTH = 3;

/** Nothing where the host has neither an instance nor a reserved port. */
export function drawStrip(chart: HostChart, top: number): Drawing {
  const spans = chart.lanes.flatMap(({ instance }) =>
    instance.ports ? [{ ...instance.ports.span, name: instance.name, managed: instance.managed }] : [],
  );
  const { reserved, strays, free, collisions } = chart;
  const ranges = [...spans, ...reserved, ...strays, ...(free ? [free] : [])];
  if (ranges.length === 0) return { markup: '', height: 0 };
  const axis = compressedAxis(ranges, LEFT, WIDTH - 2 * LEFT);
  const rows = rowsOf(spans);
  const height = rows.count * (ROW + ROW_GAP) - ROW_GAP;
  const rowTop = (index: number) => top + rows.of[index]! * (ROW + ROW_GAP);
  const notes = noteLabels(chart, axis);
  const column = (range: Interval, style: string, text: string) =>
    block(axis.place(range), { y: top, height }, style, text);
  const markup = [
    element('line', {
      class: 'axis',
      x1: LEFT,
      x2: WIDTH - LEFT,
      y1: top + height + AXIS_GAP,
      y2: top + height + AXIS_GAP,
    }),
    ...reserved.map((claim) => column(claim, 'reserved', reservedText(claim))),
    ...(free ? [freeBlock(axis.place(free), { y: top, height: ROW }, free.from)] : []),
    ...spans.map((span, index) => spanBlock(axis.place(span), rowTop(index), span)),
    ...strays.map((stray) => column(stray, stray.role, `${stray.instance}: ${describeExtra(stray)}`)),
    ...collisions.map((collision) => {
      const parties = [...collision.instances, ...(collision.isReserved ? ['reserved'] : [])].join(', ');
      return column(collision, 'collision', `${formatInterval(collision)}: ${parties}`);
    }),
    ...spans.map((span, index) => spanName(axis.place(span), rowTop(index), span)),
    ...axis.breaks.map((gap) => breakMark(gap, top + height + AXIS_GAP)),
    ...labels(tickLabels(chart, axis), top + height + TICK_LINE),
    ...labels(notes, top + height + TICK_LINE + NOTE_LINE),
  ].join('');
  return { markup, height: height + TICK_LINE + (notes.length > 0 ? NOTE_LINE : 0) + 4 };
}

interface Span extends Interval {
  readonly name: string;
  readonly managed: boolean;
}

/** The first row in which nothing is in the way. */
function rowsOf(spans: readonly Span[]): { readonly of: readonly number[]; readonly count: number } {
  const ends: number[] = [];
  const order = spans.map((_, index) => index).sort((a, b) => spans[a]!.from - spans[b]!.from);
  const of = new Array<number>(spans.length).fill(0);
  for (const index of order) {
    const { from, to } = spans[index]!;
    const free = ends.findIndex((end) => end < from);
    const row = Math.min(free === -1 ? ends.length : free, MOST_ROWS - 1);
    of[index] = row;
    ends[row] = Math.max(ends[row] ?? 0, to);
  }
  return { of, count: Math.max(1, ends.length) };
}

interface Extent {
  readonly y: number;
  readonly height: number;
}

function block({ from, to }: Stretch, { y, height }: Extent, style: string, text: string): string {
  const width = Math.max(LEAST_WIDTH, to - from);
  return element('rect', { class: style, x: from, y, width, height, rx: 2 }, title(text));
}

function spanBlock(stretch: Stretch, y: number, { name, managed, from, to }: Span): string {
  const style = managed ? 'span' : 'span unmanaged';
  return block(stretch, { y, height: ROW }, style, `${name}: ${formatInterval({ from, to })}`);
}

/** Where there is room for all of it. */
function spanName({ from, to }: Stretch, y: number, { name }: Span): string {
  if (textWidth(name, SMALL) > to - from - 8) return '';
  return element('text', { class: 'inside', x: from + 5, y: y + 12.5 }, escapeText(name));
}

function freeBlock(stretch: Stretch, extent: Extent, base: number): string {
  const text = fitText('next free', stretch.to - stretch.from - 8, SMALL);
  const label = element('text', { class: 'free-text', x: stretch.from + 5, y: extent.y + 12.5 }, text);
  return block(stretch, extent, 'free', `next free base: ${base}`) + (text === 'next free' ? label : '');
}

/** Two strokes where the axis is cut. */
function breakMark({ from, to }: Stretch, y: number): string {
  const middle = (from + to) / 2;
  const gap = Math.min(2.5, (to - from) / 4);
  const stroke = (x: number) => element('line', { class: 'break', x1: x - 2, x2: x + 2, y1: y + 5, y2: y - 5 });
  const cut = element('rect', { class: 'cut', x: middle - gap, y: y - 2, width: 2 * gap, height: 4 });
  return cut + stroke(middle - gap) + stroke(middle + gap);
}

function tickLabels({ lanes, reserved, strays, free }: HostChart, axis: Axis): readonly Label[] {
  const at = (range: Interval, style: string): Label => {
    return { text: formatInterval(range), x: axis.place(range).from, style };
  };
  const single = (port: number, style: string) => at({ from: port, to: port }, style);
  const bases = lanes.flatMap(({ instance: { port } }) => (port === undefined ? [] : [single(port, 'tick')]));
  const freeBase = free ? [single(free.from, 'tick free-text')] : [];
  const others = [...reserved, ...strays].map((claim) => at(claim, 'tick muted'));
  return placeLabels([...freeBase, ...bases, ...others], SMALL, [LEFT, WIDTH - LEFT]);
}

/** What the ports of the line above it are, and how many lie in a break. */
function noteLabels({ reserved, strays }: HostChart, axis: Axis): readonly Label[] {
  const notes = [...reserved, ...strays].map((claim) => {
    return { text: claim.name || claim.role, x: axis.place(claim).from, style: 'note' };
  });
  const gaps = axis.breaks.map(({ from, to, free }) => {
    const text = `${free.to - free.from + 1} free`;
    return { text, x: (from + to - textWidth(text, SMALL)) / 2, style: 'note' };
  });
  return placeLabels([...notes, ...gaps], SMALL, [LEFT, WIDTH - LEFT]);
}

function reservedText({ name, from, to }: { readonly name: string } & Interval): string {
  return `${name || 'reserved'} ${formatInterval({ from, to })}`;
}

function labels(placed: readonly Label[], y: number): readonly string[] {
  return placed.map(({ text, x, style }) => element('text', { class: style, x, y }, escapeText(text)));
}

/** In pixels; `to` is exclusive. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface AxisBreak extends Stretch {
  /** Ports that nobody claims. */
  readonly free: Interval;
}

interface Axis {
  readonly breaks: readonly AxisBreak[];
  /** Where a range within the claims is drawn. */
  readonly place: (range: Interval) => Stretch;
}

/** Ports that may lie empty without a break. */
const NEAR = 24;
const WIDEST_BREAK = 30;
/** Of the whole line, for all breaks together. */
const BREAK_SHARE = 0.4;
/** A lone port is as wide as this many. */
const LEAST_PORTS = 6;

/** Of at least one range; the line starts at `left` and is `width` wide. */
function compressedAxis(ranges: readonly Interval[], left: number, width: number): Axis {
  const clusters = clustersOf(ranges);
  const gaps = clusters.length - 1;
  const breakWidth = gaps === 0 ? 0 : Math.min(WIDEST_BREAK, (width * BREAK_SHARE) / gaps);
  const weights = clusters.map(({ from, to }) => Math.max(LEAST_PORTS, to - from + 1));
  const scale = (width - gaps * breakWidth) / weights.reduce((sum, weight) => sum + weight, 0);
  let x = left;
  const placed = clusters.map((cluster, index) => {
    const from = x;
    const to = from + weights[index]! * scale;
    x = to + breakWidth;
    return { cluster, from, to };
  });
  const breaks = placed.slice(1).map((after, index): AxisBreak => {
    const before = placed[index]!;
    const free = { from: before.cluster.to + 1, to: after.cluster.from - 1 };
    return { from: before.to, to: after.from, free };
  });
  return { breaks, place: (range) => place(range, placed) };
}

interface Placed extends Stretch {
  readonly cluster: Interval;
}

function place(range: Interval, placed: readonly Placed[]): Stretch {
  const at = placed.find(({ cluster }) => cluster.to >= range.from)!;
  const perPort = (at.to - at.from) / (at.cluster.to - at.cluster.from + 1);
  const x = (port: number) => at.from + (port - at.cluster.from) * perPort;
  return { from: x(range.from), to: x(range.to + 1) };
}

/** The ranges joined with all that are near. */
function clustersOf(ranges: readonly Interval[]): readonly Interval[] {
  const clusters: Interval[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = clusters.at(-1);
    if (last && from - last.to <= NEAR + 1)
      clusters[clusters.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else clusters.push({ from, to });
  }
  return clusters;
}
