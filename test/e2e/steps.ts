// The shell blocks of docs/install.md, in order, under each of its headings.

import { readFileSync } from 'node:fs';

export function installSteps(heading: string): readonly string[] {
  const sections = readFileSync('docs/install.md', 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
}
