// How a schema is kept in a file: JSON, with a line for each top-level key and each shared part. A diff then shows what
// changed, and a reader can leave unparsed what it doesn't look at, which is nearly all: a config uses a tenth of the schema.

import { once } from '../../diagnostics/once.ts';
import type { RootSchema } from './json-schema.ts';

const DIALECT = 'http://json-schema.org/draft-07/schema#';
const BY_LINE: readonly string[] = ['properties', '$defs'];

export function schemaText(schema: RootSchema): string {
  const entries = Object.entries({ $schema: DIALECT, ...schema }).map(([keyword, value]) =>
    BY_LINE.includes(keyword)
      ? entry(keyword, `{\n${lines(value as object)}\n}`)
      : entry(keyword, JSON.stringify(value)),
  );
  return `{\n${entries.join(',\n')}\n}\n`;
}

function lines(map: object): string {
  return Object.entries(map)
    .map(([name, part]) => entry(name, JSON.stringify(part)))
    .join(',\n');
}

function entry(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}

/** The schema of a text that `schemaText` made. Of its maps a part is looked for, and parsed, when it is asked for. */
export function lazySchema(text: string): RootSchema {
  const root: Record<string, unknown> = {};
  for (let at = 2; text[at] !== '}'; at = text.indexOf('\n', at) + 1) {
    const [name, valueAt] = entryAt(text, at);
    if (BY_LINE.includes(name)) {
      const end = text.indexOf('\n}', valueAt);
      root[name] = lazyMap(text.slice(valueAt + 1, end + 1));
      at = end + 1;
    } else root[name] = JSON.parse(valueIn(text, valueAt));
  }
  return root;
}

/** `text` is one entry after the other, each with a line break before it. */
function lazyMap(text: string): Readonly<Record<string, unknown>> {
  const names = once(() => Array.from(text.matchAll(/^"([^"]+)":/gm), ([, name]) => name!));
  const find = (name: string): unknown => {
    const opening = `\n${entry(name, '')}`;
    const at = text.indexOf(opening);
    return at === -1 ? undefined : JSON.parse(valueIn(text, at + opening.length));
  };
  const parts = new Map<string, unknown>();
  const part = (name: string | symbol): unknown => {
    if (typeof name === 'symbol') return undefined;
    if (!parts.has(name)) parts.set(name, find(name));
    return parts.get(name);
  };
  return new Proxy(
    {},
    {
      get: (_, name) => part(name),
      has: (_, name) => part(name) !== undefined,
      ownKeys: names,
      getOwnPropertyDescriptor: (_, name) => {
        const value = part(name);
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    },
  );
}

function entryAt(text: string, at: number): readonly [name: string, valueAt: number] {
  const nameEnd = text.indexOf('":', at);
  return [text.slice(at + 1, nameEnd), nameEnd + 2];
}

/** Up to the line's end, without the comma that ends all but the last one. */
function valueIn(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, text[end - 1] === ',' ? end - 1 : end);
}
