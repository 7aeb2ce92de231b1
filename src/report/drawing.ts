// What the parts of a chart share: elements as text, measures in pixels, and which labels of a line are shown and where.

import { columnsOf, cutToColumns, visible } from '../diagnostics/terminal-text.ts';

export interface Drawing {
  readonly markup: string;
  readonly height: number;
}

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

/** Of a whole picture. */
export const WIDTH = 960;
/** What stays empty at both sides. */
export const LEFT = 24;
/** The size of the small labels. */
export const SMALL = 10;
/** Where the spans of the lanes start. */
export const LANE_LEFT = 196;
/** Where what an instance has besides its span is written. */
export const NOTES_LEFT = 772;

export type Attributes = Readonly<Record<string, string | number | undefined>>;

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** What XML can't carry and `visible` lets pass. */
const NO_CHARACTERS = /[\ufffe\uffff]/g;

/** Character data, or an attribute's value between double quotes. Control characters and marks of direction are spelled out. */
export function escapeText(text: string): string {
  return visible(text)
    .replace(NO_CHARACTERS, '\ufffd')
    .replace(/[&<>"']/g, (character) => NAMES[character]!);
}

/** `children` is markup already. Attributes that are undefined are left out; numbers have one decimal at most. */
export function element(name: string, attributes: Attributes, children?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeText(String(value))}"`)
    .join('');
  return children === undefined ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
}

/** What a viewer shows of the element around it. */
export function title(text: string): string {
  return element('title', {}, escapeText(text));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
