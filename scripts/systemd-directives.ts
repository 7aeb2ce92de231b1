// The unit directives that a systemd knows, from its own list to src/systemd/directives.ts:
//   /lib/systemd/systemd --dump-configuration-items | npx tsx scripts/systemd-directives.ts 252 > src/systemd/directives.ts

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SECTIONS = ['Unit', 'Service', 'Install'];

/** The data file's text, from the output of `--dump-configuration-items` (`[Section]` lines, then `Name=FORM` lines). */
export function renderDirectives(dump: string, version: string): string {
  const sections = dump.split(/^(?=\[)/m).map((text) => {
    const [header = '', ...items] = text.trim().split('\n');
    return { name: header.slice(1, -1), names: new Set(items.map((item) => item.split('=')[0]!)) };
  });
  const entries = SECTIONS.map((name) => {
    const names = [...(sections.find((section) => section.name === name)?.names ?? [])].sort();
    return `  ${name}: ${listLiteral(names)},\n`;
  });
  return `// The directives of each unit section that systemd ${version} knows. Made by scripts/systemd-directives.ts.

export const DIRECTIVES = {
${entries.join('')}} as const satisfies Readonly<Record<string, readonly string[]>>;
`;
}

/** As the formatter writes it. */
function listLiteral(names: readonly string[]): string {
  const short = `[${names.map((name) => `'${name}'`).join(', ')}]`;
  return short.length < 100 ? short : `[\n${names.map((name) => `    '${name}',\n`).join('')}  ]`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(renderDirectives(readFileSync(0, 'utf8'), process.argv[2] ?? ''));
}
