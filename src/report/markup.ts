// Elements of SVG and HTML as text. Whatever a person wrote stays text: nothing in it is read as markup.

import { visible } from '../diagnostics/terminal-text.ts';

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
