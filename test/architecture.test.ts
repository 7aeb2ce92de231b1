// Imports go one way; only the outer rooms touch the machine. Read off the sources themselves.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { HOMEPAGE } from '../src/diagnostics/docs-url.ts';
import { RULES } from '../src/rules/index.ts';

/** Each room and the rooms that it may import. `diagnostics`, `document` and `openclaw` hold what every later room speaks. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  generated: [],
  diagnostics: [],
  'package-text': [],
  document: ['diagnostics', 'generated', 'package-text'],
  openclaw: ['diagnostics', 'document', 'generated', 'package-text'],
  systemd: [],
  launchd: [],
  model: ['diagnostics', 'document', 'openclaw', 'generated'],
  rules: ['diagnostics', 'document', 'openclaw', 'model', 'systemd', 'launchd'],
  targets: ['diagnostics', 'document', 'openclaw', 'model', 'systemd', 'launchd', 'generated', 'package-text'],
  settle: ['diagnostics', 'document', 'model'],
  compile: ['diagnostics', 'document', 'openclaw', 'model', 'settle', 'rules', 'targets'],
  build: ['compile', 'document', 'model', 'targets'],
  files: ['diagnostics', 'document', 'openclaw', 'model', 'targets'],
  import: ['diagnostics', 'document', 'openclaw', 'model', 'targets', 'compile', 'build'],
  apply: ['diagnostics', 'document', 'openclaw', 'model', 'targets', 'files', 'import'],
  report: ['diagnostics', 'document', 'openclaw', 'model', 'rules', 'targets', 'package-text'],
  index: ['diagnostics', 'model', 'targets', 'compile', 'build'],
  cli: [
    'diagnostics',
    'document',
    'openclaw',
    'model',
    'rules',
    'targets',
    'compile',
    'files',
    'import',
    'apply',
    'package-text',
    'report',
  ],
  bin: ['cli', 'diagnostics'],
  launcher: [],
};

/** Modules that reach the machine, and the rooms that may. */
const MACHINE = /^node:(fs|fs\/promises|child_process|net|http|https|os|process|worker_threads|module)$/;
const MAY_TOUCH: readonly string[] = ['files', 'cli', 'bin', 'launcher'];
/** Each the one file of its room that touches a machine. */
const MACHINE_FILES: readonly string[] = ['src/import/disk.ts', 'src/apply/real-machine.ts'];

/** It writes a program that runs in a container. */
const HEALTH_CHECK = 'src/targets/container.ts';

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function room(path: string): string {
  return relative('src', path).split('/')[0]!.replace(/\.ts$/, '');
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));

/** `import … from '…'`, over several lines too, `export … from '…'` and `import('…')`. */
const IMPORT = /^(?:import|export|\}) .*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm;

const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, fixed, lazy]) => {
    const specifier = fixed ?? lazy ?? '';
    const to = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
    return { file, from: room(file), to };
  }),
);

describe('architecture', () => {
  it('has only the rooms that are listed', () => {
    expect([...new Set(files.map(room))].filter((name) => !(name in MAY_IMPORT))).toEqual([]);
  });

  it('imports one way', () => {
    const wrong = imports
      .filter(({ to }) => to.startsWith('src/'))
      .filter(({ from, to }) => room(to) !== from && !MAY_IMPORT[from]!.includes(room(to)));
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('touches the machine only in the outer rooms', () => {
    const wrong = imports.filter(
      ({ file, from, to }) => MACHINE.test(to) && !MAY_TOUCH.includes(from) && !MACHINE_FILES.includes(file),
    );
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
    const named = files.filter(
      (file) =>
        !['src/bin.ts', 'src/launcher.ts', HEALTH_CHECK].includes(file) &&
        /\bprocess\.(?!getBuiltinModule)\w/.test(readFileSync(file, 'utf8')),
    );
    expect(named).toEqual([]);
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
    expect(RULES.map(({ id }) => id).sort()).toEqual(ruleFiles.sort());
  });

  it('has a fixture of faulty input for every rule', () => {
    const found = readdirSync('test/err')
      .filter((name) => name.endsWith('.out'))
      .flatMap((name) => readFileSync(`test/err/${name}`, 'utf8').split('\n'))
      .map((line) => line.split(' ')[2]);
    expect(RULES.map(({ id }) => id).filter((id) => !found.includes(id))).toEqual([]);
  });

  it('names one homepage', () => {
    expect(manifest.homepage).toBe(HOMEPAGE);
  });
});
