// Which labels of a line are shown, and where: none covers another.

import { columnsOf, cutToColumns } from '../diagnostics/terminal-text.ts';

/** Of a monospaced character, as a share of the font's size. */
const CHARACTER = 0.61;
const GAP = 5;

export interface Label {
  readonly text: string;
  /** Of its left edge, in pixels. */
  readonly x: number;
  /** The class that it is drawn with. */
  readonly style: string;
}

/** In pixels, in a monospaced font of that size. */
export function textWidth(text: string, size: number): number {
  return columnsOf(text) * size * CHARACTER;
}

/** The text, or as much of it as fits, with `…` behind. Empty where not even three characters fit. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const columns = Math.floor(width / (size * CHARACTER));
  return columns < 4 ? '' : cutToColumns(text, columns);
}

/** The first ones given win; those that would cover one of them are left out. Inside `left` to `right` all the same. */
export function placeLabels(
  labels: readonly Label[],
  size: number,
  [left, right]: readonly [number, number],
): readonly Label[] {
  const shown: (Label & { readonly end: number })[] = [];
  for (const label of labels) {
    const width = textWidth(label.text, size);
    const x = Math.max(left, Math.min(label.x, right - width));
    const end = x + width;
    if (shown.every((other) => end + GAP <= other.x || other.end + GAP <= x)) shown.push({ ...label, x, end });
  }
  return shown;
}

/** All of them, ascending; each moves to the right as far as the one before it needs. */
export function pushLabels(labels: readonly Label[], size: number): readonly Label[] {
  let free = Number.NEGATIVE_INFINITY;
  return labels.map((label) => {
    const x = Math.max(label.x, free);
    free = x + textWidth(label.text, size) + GAP;
    return { ...label, x };
  });
}
