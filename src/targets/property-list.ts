// Plain data as the text of an XML property list, laid out as Apple's own tools lay it out.

import { compareText } from '../diagnostics/sort.ts';
import { isList, isMap, type Json } from '../document/json.ts';
import { xmlText } from './quoting.ts';

export type Entries = readonly (readonly [key: string, value: Json])[];

/** A dictionary with its keys in the order given; those of inner dictionaries stand in the order of their code units. */
export function dictionary(entries: Entries, indent = ''): string {
  const inner = `${indent}  `;
  const items = entries.map(([key, value]) => `${inner}<key>${xmlText(key)}</key>\n${element(value, inner)}`);
  return container('dict', items, indent);
}

function element(value: Json, indent: string): string {
  if (isList(value)) {
    const items = value.map((item) => element(item, `${indent}  `));
    return container('array', items, indent);
  }
  if (isMap(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
    return dictionary(entries, indent);
  }
  return indent + scalar(value);
}

function container(tag: 'dict' | 'array', items: readonly string[], indent: string): string {
  return items.length === 0 ? `${indent}<${tag}/>` : `${indent}<${tag}>\n${items.join('\n')}\n${indent}</${tag}>`;
}

function scalar(value: string | number | boolean | null): string {
  if (value === null) throw new Error('a property list has no null');
  if (typeof value === 'boolean') return `<${value}/>`;
  if (typeof value === 'string') return `<string>${xmlText(value)}</string>`;
  return Number.isSafeInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
}
