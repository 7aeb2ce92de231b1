// The unit directives that systemd knows, to src/managers/systemd-directives.ts: those of one version from its own list, and those
// that came later from the manual pages of newer ones (folders with systemd.unit.5.gz and its like):
//   /lib/systemd/systemd --dump-configuration-items | node --import ./scripts/typescript.js scripts/systemd-directives.ts man-257 man-262 > src/managers/systemd-directives.ts

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const SECTIONS = ['Unit', 'Service', 'Install'] as const;
type Section = (typeof SECTIONS)[number];
type Later = Readonly<Record<Section, ReadonlyMap<string, number>>>;

/** The data file's text, from the output of `--dump-configuration-items` (`[Section]` lines, then `Name=FORM` lines). */
export function renderDirectives(dump: string, later: Later): string {
  const sections = sectionsOf(dump);
  const entries = SECTIONS.map((name) => `  ${name}: ${listLiteral([...sections[name]].sort())},\n`);
  const laterEntries = SECTIONS.map((name) => `  ${name}: ${mapLiteral([...later[name]].sort())},\n`);
  return `// The directives of each unit section, and the systemd that brought them. Made by scripts/systemd-directives.ts.

/** Those of systemd 252. */
export const SYSTEMD_DIRECTIVES = {
${entries.join('')}} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Those that came later, each with its version. */
export const LATER_DIRECTIVES: Readonly<Record<keyof typeof SYSTEMD_DIRECTIVES, Readonly<Record<string, number>>>> = {
${laterEntries.join('')}};
`;
}

function sectionsOf(dump: string): Readonly<Record<Section, ReadonlySet<string>>> {
  const found = new Map(
    dump.split(/^(?=\[)/m).map((text) => {
      const [header = '', ...items] = text.trim().split('\n');
      return [header.slice(1, -1), new Set(items.map((item) => item.split('=')[0]!))];
    }),
  );
  const namesOf = (section: Section) => found.get(section) ?? new Set<string>();
  return { Unit: namesOf('Unit'), Service: namesOf('Service'), Install: namesOf('Install') };
}

const PAGES: Readonly<Record<string, Section>> = {
  'systemd.unit': 'Unit',
  'systemd.service': 'Service',
  'systemd.exec': 'Service',
  'systemd.kill': 'Service',
  'systemd.resource-control': 'Service',
};

/** Where a page gives a directive the version of the older one that it is described with. Source: systemd's NEWS. */
const VERSIONS: Readonly<Record<string, number>> = {
  UpheldBy: 254,
  DefaultStartupMemoryLow: 254,
  StartupMemoryHigh: 254,
  StartupMemoryLow: 254,
  StartupMemoryMax: 254,
  StartupMemorySwapMax: 254,
  StartupMemoryZSwapMax: 254,
};

/** What the manual pages describe and the list of `dump` doesn't have. */
export function laterDirectives(dump: string, folders: readonly string[]): Later {
  const known = sectionsOf(dump);
  const described = folders.flatMap((folder) =>
    Object.entries(PAGES).flatMap(([page, section]) =>
      directivesOf(gunzipSync(readFileSync(join(folder, `${page}.5.gz`))).toString(), section),
    ),
  );
  const versions = new Map(described.map(({ name, version }) => [name, version]));
  const laterOf = (section: Section) =>
    new Map(
      described
        .filter((one) => one.section === section && !known[section].has(one.name))
        .map(({ name, version }) => [
          name,
          // An assertion is described with its condition.
          VERSIONS[name] ?? versions.get(name.replace(/^Assert/, 'Condition')) ?? version,
        ]),
    );
  return { Unit: laterOf('Unit'), Service: laterOf('Service'), Install: laterOf('Install') };
}

interface Described {
  readonly section: Section;
  readonly name: string;
  readonly version: number;
}

/** An entry starts with the names, `\fIName=\fR`, and ends with the version; one of its values may have one of its own before. */
function directivesOf(page: string, usual: Section): readonly Described[] {
  const [options = '', install = ''] = page.split('.SH "[INSTALL] SECTION OPTIONS"');
  const entriesOf = (text: string, section: Section) =>
    text.split(/^\.(?:PP|SH .*)$/m).flatMap((entry): readonly Described[] => {
      const names = [
        ...entry
          .trimStart()
          .split('\n', 1)[0]!
          .matchAll(/\\fI(\w+)=\\fR/g),
      ].map(([, name]) => name!);
      const version = Number([...entry.matchAll(/Added in version (\d+)/g)].at(-1)?.[1]);
      return Number.isNaN(version) ? [] : names.map((name) => ({ section, name, version }));
    });
  return [...entriesOf(options, usual), ...entriesOf(install, 'Install')];
}

/** As the formatter writes it. */
function listLiteral(names: readonly string[]): string {
  const short = `[${names.map((name) => `'${name}'`).join(', ')}]`;
  return short.length < 100 ? short : `[\n${names.map((name) => `    '${name}',\n`).join('')}  ]`;
}

function mapLiteral(versions: readonly (readonly [string, number])[]): string {
  const short = versions.map(([name, version]) => `${name}: ${version}`).join(', ');
  if (short === '') return '{}';
  return short.length < 90
    ? `{ ${short} }`
    : `{\n${versions.map(([name, version]) => `    ${name}: ${version},\n`).join('')}  }`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dump = readFileSync(0, 'utf8');
  process.stdout.write(renderDirectives(dump, laterDirectives(dump, process.argv.slice(2))));
}
