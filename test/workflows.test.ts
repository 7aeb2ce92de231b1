// .github/workflows and action.yml: other people's actions are pinned to commits, and a step is a script that .ci/run runs too.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };

const FOLDER = '.github/workflows';
const files = [...readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`), 'action.yml'];

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

function stepsOf(file: string): readonly Step[] {
  const { jobs, runs } = parse(readFileSync(file, 'utf8'));
  return runs ? runs.steps : Object.values<{ readonly steps: readonly Step[] }>(jobs).flatMap(({ steps }) => steps);
}

describe.each(files)('%s', (file) => {
  it('pins every action to a commit, and says which release that is', () => {
    const uses = readFileSync(file, 'utf8').match(/(?<=uses: ).*/g) ?? [];
    expect(uses.filter((text) => !/^[\w/-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(text))).toEqual([]);
  });
});

it.each(files.filter((file) => file !== 'action.yml'))('%s runs scripts of package.json', (file) => {
  const scripts = stepsOf(file).flatMap(({ run }) => /^npm run ([\w:-]+)/.exec(run ?? '')?.[1] ?? []);
  expect(scripts.length).toBeGreaterThan(3);
  expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
  const others = stepsOf(file).flatMap(({ run }) => (run === undefined || run.startsWith('npm run ') ? [] : [run]));
  expect(others.filter((run) => !/^(npm (ci|audit|publish)|gh release view|test) /.test(run))).toEqual([]);
});

it('ci.yml runs nothing that .ci/run does not', () => {
  const ci = stepsOf(`${FOLDER}/ci.yml`).flatMap(({ run }) => run ?? []);
  expect(scriptsIn(ci.join('\n'))).toContain('typecheck');
  const here = scriptsIn(readFileSync('.ci/run', 'utf8'));
  expect(scriptsIn(ci.join('\n')).filter((name) => !here.includes(name))).toEqual([]);
});

/** The npm scripts that a script of the shell runs, down to those that run no others. */
function scriptsIn(script: string): readonly string[] {
  const called = script.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test)\b|(ci)\b)/g);
  return [...called].flatMap(([, run, test, ci]) => {
    const name = run ?? test ?? (ci && 'prepare');
    const inner = scriptsIn((manifest.scripts as Readonly<Record<string, string>>)[name!]!);
    return inner.length > 0 ? inner : [name!];
  });
}
