// The ports of a host on a line of pixels: what is used to scale, what lies empty in between as a break of one width.

import type { Interval } from '../model/intervals.ts';

/** In pixels; `to` is exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface AxisBreak extends Stretch {
  /** Ports that nobody claims. */
  readonly free: Interval;
}

export interface Axis {
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
export function compressedAxis(ranges: readonly Interval[], left: number, width: number): Axis {
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
