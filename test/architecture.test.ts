// Imports go one way; only the outer rooms touch the machine. Read off the sources themselves.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../src/rules/index.ts';

/** Each room and the rooms that it may import. `diagnostics`, `document` and `openclaw` hold what every later room speaks. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  generated: [],
  diagnostics: [],
  document: ['diagnostics', 'generated'],
  openclaw: ['diagnostics', 'document', 'generated'],
  managers: ['openclaw', 'generated'],
  model: ['diagnostics', 'document', 'openclaw', 'managers', 'generated'],
  claims: ['diagnostics', 'document', 'openclaw', 'managers', 'model'],
  rules: ['diagnostics', 'document', 'openclaw', 'managers', 'model', 'claims'],
  outputs: ['diagnostics', 'document', 'openclaw', 'model', 'managers', 'generated'],
  'port-lock': ['diagnostics', 'document', 'model'],
  compile: ['diagnostics', 'document', 'openclaw', 'model', 'port-lock', 'rules', 'outputs'],
  build: ['compile', 'document', 'model', 'outputs'],
  fix: ['diagnostics', 'document', 'openclaw', 'compile'],
  files: ['diagnostics', 'document', 'openclaw', 'managers', 'model', 'outputs'],
  import: ['diagnostics', 'document', 'openclaw', 'managers', 'model', 'outputs', 'compile', 'build'],
  apply: ['diagnostics', 'document', 'openclaw', 'managers', 'model', 'outputs', 'files', 'import'],
  report: ['diagnostics', 'document', 'openclaw', 'managers', 'model', 'claims', 'rules', 'outputs'],
  index: ['diagnostics', 'model', 'outputs', 'compile', 'build'],
  cli: [
    'diagnostics',
    'document',
    'openclaw',
    'model',
    'rules',
    'outputs',
    'compile',
    'fix',
    'files',
    'import',
    'apply',
    'report',
  ],
  main: ['cli', 'diagnostics'],
  bin: ['main'],
};

/** Modules that reach the machine, and the rooms that may. */
const MACHINE = /^node:(fs|fs\/promises|child_process|net|http|https|os|process|worker_threads|module)$/;
const MAY_TOUCH: readonly string[] = ['files', 'cli', 'main', 'bin'];
/** Each the one file of its room that touches a machine. */
const MACHINE_FILES: readonly string[] = ['src/import/disk.ts', 'src/apply/real-machine.ts'];

/** It writes a program that runs in a container. */
const HEALTH_CHECK = 'src/outputs/container-files.ts';

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Whether it is `import()`, or of types alone: the file is not loaded with this one. */
  readonly isLater: boolean;
}

function room(path: string): string {
  return relative('src', path).split('/')[0]!.replace(/\.ts$/, '');
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.d)\.ts$/.test(name))
  .map((name) => join('src', name));

/** `import … from '…'`, over several lines too, `export … from '…'` and `import('…')`. */
const IMPORT = /^(?:import|export|\}) .*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm;

const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([statement, fixed, lazy]) => {
    const specifier = fixed ?? lazy ?? '';
    const to = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
    const isLater = lazy !== undefined || /^(import|export) type /.test(statement);
    return { file, from: room(file), to, isLater };
  }),
);

/** What is loaded with these files. */
function closure(start: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(start);
  for (const one of loaded) {
    for (const { file, to, isLater } of imports) if (file === one && !isLater && to.startsWith('src/')) loaded.add(to);
  }
  return loaded;
}

/** The files from this one back to itself, where there is such a way. */
function circleFrom(start: string): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const { file, to } of imports) {
      if (file !== way.at(-1) || seen.has(to)) continue;
      if (to === start) return [...way, to];
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return undefined;
}

describe('architecture', () => {
  it('has only the rooms that are listed', () => {
    const unlisted = [...new Set(files.map(room))].filter((name) => !(name in MAY_IMPORT));
    expect(unlisted, 'add them to MAY_IMPORT here').toEqual([]);
  });

  it('is drawn in ARCHITECTURE.md: every room of src and everything in test', () => {
    const page = readFileSync('ARCHITECTURE.md', 'utf8');
    const rooms = readdirSync('src').filter((name) => !page.includes(`| \`src/${name}\` |`));
    expect(rooms, 'add a row to the table of rooms').toEqual([]);
    const map = page.slice(page.indexOf('| in `test/` |'), page.indexOf('## Design decisions'));
    const tests = readdirSync('test').filter((name) => !map.includes(`\`${name}\``));
    expect(tests, 'add it to the table of tests').toEqual([]);
    const gone = [...map.matchAll(/^\| (`.*?) \|/gm)]
      .flatMap(([, names]) => [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!))
      .filter((name) => !existsSync(`test/${name}`));
    expect(gone, 'remove it from the table of tests').toEqual([]);
  });

  it('imports one way', () => {
    const wrong = imports
      .filter(({ to }) => to.startsWith('src/'))
      .filter(({ from, to }) => room(to) !== from && !MAY_IMPORT[from]!.includes(room(to)));
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('has no circle of files', () => {
    expect(files.map((file) => circleFrom(file)).filter((circle) => circle !== undefined)).toEqual([]);
  });

  it('starts without the compiler: a command is loaded when it is called', () => {
    const loaded = [...closure(['src/main.ts'])];
    expect([...new Set(loaded.map(room))].sort()).toEqual(['cli', 'diagnostics', 'main']);
    expect(loaded.filter((file) => file.startsWith('src/cli/commands/'))).toEqual([]);
  });

  it('touches the machine only in the outer rooms', () => {
    const wrong = imports.filter(
      ({ file, from, to }) => MACHINE.test(to) && !MAY_TOUCH.includes(from) && !MACHINE_FILES.includes(file),
    );
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
    const named = files.filter(
      (file) =>
        !['src/main.ts', HEALTH_CHECK].includes(file) && /(?<![-/\w])process\.\w/.test(readFileSync(file, 'utf8')),
    );
    expect(named, 'only src/main.ts uses `process`; call a variable of your own otherwise').toEqual([]);
  });

  it('compares names of service managers nowhere: a manager is asked', () => {
    const wrong = files.filter(
      (file) =>
        room(file) !== 'managers' && /[=!]== '(systemd|launchd|quadlet|compose)'/.test(readFileSync(file, 'utf8')),
    );
    expect(wrong, 'give the record in src/managers the answer').toEqual([]);
  });

  it('imports what it takes: schemas and templates are modules, and so is what Node.js has', () => {
    const hidden = /\bgetBuiltinModule\b|\bcreateRequire\b|\bimport\.meta\b|package-text/;
    // Modules that take as long to load as a small check, for what a small check doesn't do.
    const late = ['src/files/sha256.ts', 'src/cli/time-limit.ts'];
    const wrong = files.filter(
      (file) =>
        !['main', 'bin'].includes(room(file)) && !late.includes(file) && hidden.test(readFileSync(file, 'utf8')),
    );
    expect(wrong, 'import the module, or the text of a file with `?raw`').toEqual([]);
  });

  it('keeps rules free of libraries', () => {
    const wrong = imports.filter(({ from, to }) => from === 'rules' && !to.startsWith('src/'));
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('registers every rule file once, under its own name', () => {
    const notRules = ['index.ts', 'rule.ts', 'run.ts'];
    const ruleFiles = readdirSync('src/rules')
      .filter((name) => !notRules.includes(name))
      .filter((name) => /: Rule = \{/.test(readFileSync(`src/rules/${name}`, 'utf8')))
      .map((name) => name.replace(/\.ts$/, ''));
    expect(RULES.map(({ id }) => id).sort(), 'src/rules/index.ts lists each rule').toEqual(ruleFiles.sort());
  });

  it('has a fixture of faulty input for every rule', () => {
    const found = readdirSync('test/err')
      .filter((name) => name.endsWith('.out'))
      .flatMap((name) => readFileSync(`test/err/${name}`, 'utf8').split('\n'))
      .map((line) => line.split(' ')[2]);
    const missing = RULES.map(({ id }) => id).filter((id) => !found.includes(id));
    expect(missing, 'add test/err/<rule>.yaml, then UPDATE=1 npx vitest run test/err.test.ts').toEqual([]);
  });
});
