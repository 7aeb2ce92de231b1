// The config examples in the documentation that an OpenClaw package ships: its fenced blocks of JSON.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import JSON5 from 'json5';
import { isMap, type Json, type JsonMap } from '../../src/document/json.ts';

export interface DocumentationConfig {
  /** The page, and which of its blocks: `channels/telegram.md#2`. */
  readonly place: string;
  readonly config: JsonMap;
}

const BLOCK = /^([ \t]*)(`{3,})(?:json|json5|jsonc)\b[^\n]*\n(.*?)^[ \t]*\2[ \t]*$/gms;

/** `docs` is the folder of the documentation; a block counts where all its keys are `topKeys` of a config. */
export function documentationConfigs(docs: string, topKeys: ReadonlySet<string>): readonly DocumentationConfig[] {
  const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((name) => /\.mdx?$/.test(name));
  return pages.toSorted().flatMap((page) => {
    const blocks = [...readFileSync(join(docs, page), 'utf8').matchAll(BLOCK)];
    return blocks.flatMap(([, , , text = ''], index): readonly DocumentationConfig[] => {
      const config = parsed(text);
      const isConfig = isMap(config) && Object.keys(config).every((key) => topKeys.has(key));
      return isConfig ? [{ place: `${page}#${index + 1}`, config }] : [];
    });
  });
}

/** Undefined for what is no JSON5 by itself: a part of a map, several values, a type. */
function parsed(text: string): Json | undefined {
  try {
    return JSON5.parse(text);
  } catch {
    return undefined;
  }
}
