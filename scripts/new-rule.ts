// `npm run new-rule <id>`: a rule file, its registration and its fixture, and what is left to do.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { RULES } from '../src/rules/index.ts';

const INDEX = 'src/rules/index.ts';

const id = process.argv[2] ?? '';
const path = `src/rules/${id}.ts`;
const fixture = `test/err/${id}.yaml`;

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) fail('usage: npm run new-rule <id>, such as port-overlap');
if (RULES.some((rule) => rule.id === id) || existsSync(path)) fail(`${path} already exists`);

const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Reports every instance, so that its tests fail until it is written. */
const RULE = `// TODO: what must hold, in one sentence.

import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const ${name}: Rule = {
  id: '${id}',
  severity: 'error', // TODO: 'warning' unless it was shown to break
  summary: 'TODO: what must hold, in lower case, without a full stop',
  compares: 'TODO: what it looks at, such as {base} or {stateDir}: the report page fills in the facts of src/report/page-data.ts',
  why: \`TODO: what goes wrong otherwise, and how to fix it.\`,
  source: 'TODO: the documentation or source file that says so',
  examples: {
    // TODO: a hosts.yaml with this mistake and no other, and the same one without it.
    bad: \`version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
\`,
    good: \`version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
\`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    for (const instance of host.instances) {
      const { name, path } = instance;
      // TODO: skip what is right; \`at\` is where hosts.yaml has the value, the message names the value and the fix.
      yield { at: [...path, 'port'], message: \`TODO: what is wrong with \\\`\${name}\\\`; what to write instead\` };
    }
  }
}
`;

writeFileSync(path, RULE);
writeFileSync(
  fixture,
  `# TODO: mistakes that ${id} finds, in every form that it has.
version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
);
writeFileSync(INDEX, registered(readFileSync(INDEX, 'utf8')));

console.log(`wrote ${path} and ${fixture}, and registered the rule in ${INDEX}

next:
1. Fill in the TODOs of ${path}. \`check\` gets the Fleet of src/model/fleet.ts.
   Like it: port-privileged.ts (looks at one instance), desktop-shared.ts (compares instances by what they claim).
   Put its line in ${INDEX} where docs/rules.md should have it.
2. npx vitest run test/rules.test.ts -t ${id}     # its examples
3. Write the mistakes into ${fixture}, then
   UPDATE=1 npx vitest run test/err.test.ts -t ${id}.yaml
   and read ${fixture.replace('.yaml', '.out')}: a line for each finding.
4. Add \`${id}\` to the table "What is checked, and what is not" in README.md.
5. npm run generate                                # docs/rules.md
6. npm run check
   If another fixture fails, its input has the mistake too: mend the input, or the rule. Where the finding is right,
   UPDATE=1 npx vitest run test/err.test.ts writes the expected output; read the diff.
7. Add a line to CHANGELOG.md, and commit all of it.`);

/** The index with an import, and with an entry before the last rule, which looks at what the others found. */
function registered(index: string): string {
  const lines = index.split('\n');
  const isImport = (line: string) => line.startsWith('import ');
  const from = (line: string) => line.slice(line.indexOf("'"));
  const added = `import { ${name} } from './${id}.ts';`;
  const imports = [...lines.filter(isImport), added].sort((a, b) => (from(a) < from(b) ? -1 : 1));
  const first = lines.findIndex(isImport);
  const others = lines.filter((line) => !isImport(line));
  return [...others.slice(0, first), ...imports, ...others.slice(first)]
    .join('\n')
    .replace('  allowUnused,\n', `  ${name},\n  allowUnused,\n`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
