// The recipes of docs/policies.md, run on the fleet that it shows. That with jq in `npm run test:full` only.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inFull } from '../support/full.ts';
import { LIBRARY, PROGRAM } from '../support/program.ts';
import { folderWith } from './gwc.ts';

const page = readFileSync('docs/policies.md', 'utf8');
const files = Object.fromEntries(
  [...page.matchAll(/<!-- file: (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map(([, name, text]) => [name!, text!]),
);
const KEPT = files['teams/sales.yaml']!.replace(', service: { hardening: off }', '');

function run(command: string, sales = files['teams/sales.yaml']!) {
  const cwd = folderWith({ ...files, 'teams/sales.yaml': sales });
  const module = join(cwd, 'node_modules/gwc');
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, 'package.json'), JSON.stringify({ name: 'gwc', type: 'module', exports: './index.js' }));
  writeFileSync(join(module, 'index.js'), `export * from ${JSON.stringify(pathToFileURL(LIBRARY).href)};\n`);
  mkdirSync(join(cwd, '.bin'));
  writeFileSync(join(cwd, '.bin/gwc'), `#!/bin/sh\nexec node ${PROGRAM} "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${join(cwd, '.bin')}:${process.env['PATH']}`, HOME: cwd, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('a policy in Node.js', () => {
  it('names the offence and fails', () => {
    expect(run('node policy.mjs')).toEqual({ status: 1, stdout: 'box-1/lab has no sandbox\n', stderr: '' });
  });

  it('passes where there is none', () => {
    expect(run('node policy.mjs', KEPT)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('fails on findings, and on each policy', () => {
    const { status, stdout } = run('node policy.mjs', KEPT.replace('18909', '18800').replace('oc-lab', 'root'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^port 18800 of `lab` [\s\S]*\nbox-1\/lab is not of a team's account\n$/);
  });
});

inFull.describe('a policy in jq', () => {
  const [, command = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];

  it('names the offence with its place and fails', () => {
    const stdout = 'teams/sales.yaml:7:63: box-1/lab has no sandbox\n';
    expect(run(command)).toEqual({ status: 1, stdout, stderr: '' });
  });

  it('passes where there is none', () => {
    expect(run(command, KEPT)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('finds each offence, wherever it is written', () => {
    const { stdout } = run(command, files['teams/sales.yaml']!.replace('oc-sales', 'sales'));
    expect(stdout.split('\n').sort()).toEqual([
      '',
      'teams/sales.yaml:2:19: box-1/desk runs as sales',
      'teams/sales.yaml:7:63: box-1/lab has no sandbox',
    ]);
  });
});
