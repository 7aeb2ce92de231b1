// The shell blocks of a page, in order, under one of its headings.

import { readFileSync } from 'node:fs';

export function shellBlocks(page: string, heading: string): readonly string[] {
  const sections = readFileSync(page, 'utf8').split(/^##+ /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
  if (blocks.length === 0) throw new Error(`${page} has no commands under "${heading}"`);
  return blocks;
}
