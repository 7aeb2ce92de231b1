// Fleets of growing size: a whole build on a fresh tree, again, and with one instance changed, beside copying and comparing that tree;
// and each stage of it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fleetYaml } from './fleet.ts';
import { EXECUTABLE, type Form, NPM_PACKAGE } from './forms.ts';
import { type Measured, sideBySide } from './measure.ts';

export interface Scale {
  readonly size: number;
  readonly bytes: number;
  /** In the order of `RUNS`. */
  readonly runs: readonly Measured[];
  /** Milliseconds by the stage's name. */
  readonly stages: Readonly<Record<string, number>>;
}

const RUNS = ['`cp -r`', 'fresh tree', '`diff -r`', 'nothing changed', 'one instance changed', 'npm package'] as const;

export function scale(size: number, rounds: number): Scale {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  const at = (name: string) => join(cwd, name);
  const text = fleetYaml(size);
  writeFileSync(at('hosts.yaml'), text);
  writeFileSync(at('changed.yaml'), fleetYaml(size, size - 1));
  const gwc = (file: string, out: string, form: Form = EXECUTABLE) => [...form, 'build', file, '--out', out, '--quiet'];
  const build = (file: string, out: string) =>
    execFileSync(EXECUTABLE[0], gwc(file, out).slice(1), { cwd, env: { ...process.env, CI: '' } });
  let trees = 0;
  // ext4 takes many times as long for new files while it has some that were removed in the last seconds.
  const aside = (name: string) => () => {
    trees += 1;
    if (existsSync(at(name))) renameSync(at(name), at(`old-${trees}`));
  };
  build('hosts.yaml', 'out');
  const env = { CI: '' };
  const asksPeak = true;
  const least = [
    { name: RUNS[0], argv: ['cp', '-r', 'out', 'copy'], cwd, before: aside('copy') },
    { name: RUNS[1], argv: gwc('hosts.yaml', 'fresh'), cwd, env, asksPeak, before: aside('fresh') },
    { name: RUNS[2], argv: ['diff', '-r', 'out', 'copy'], cwd },
    { name: RUNS[3], argv: gwc('hosts.yaml', 'out'), cwd, env, asksPeak },
  ];
  const more = [
    {
      name: RUNS[4],
      argv: gwc('changed.yaml', 'other'),
      cwd,
      env,
      asksPeak,
      before: () => build('hosts.yaml', 'other'),
    },
    { name: RUNS[5], argv: gwc('hosts.yaml', 'fresh', NPM_PACKAGE), cwd, env, asksPeak, before: aside('fresh') },
  ];
  // Of the largest fleet each tree takes minutes to make and to remove.
  const runs = sideBySide(size > 10_000 ? least : [...least, ...more], rounds);
  const stages = execFileSync(
    process.execPath,
    ['--import', './scripts/typescript.js', resolve('scripts/bench/stages.ts'), at('hosts.yaml')],
    { encoding: 'utf8' },
  );
  rmSync(cwd, { recursive: true });
  return { size, bytes: text.length, runs, stages: JSON.parse(stages) };
}
