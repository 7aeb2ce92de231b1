// The library in a program that somebody bundled: one file that needs nothing beside it.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderWith } from './cli/gwc.ts';
import { NODES } from './support/nodes.ts';
import { LIBRARY } from './support/program.ts';

/** Needs the schemas of hosts.yaml and of OpenClaw, the templates and the playbooks. */
const APP = `
import { build, ports, validate } from 'gwc';
const hosts = (rest) => 'version: 1\\nhosts: { box: { user: claw, instances: { main: { port: 18789' + rest + ' } } } }\\n';
const codes = (text) => validate(text).diagnostics.map(({ code, message }) => code + ': ' + message);
console.log(JSON.stringify({
  codes: [...codes(hosts(', prot: 1')), ...codes(hosts(', config: { gatway: {} }'))],
  files: build(hosts(''), { emit: ['ansible'], templates: { 'systemd.service.hbs': 'mine' } }).artifacts.length,
  free: ports(hosts('')).hosts.box.nextFree,
}));`;

/** Loaded first: every function of \`fs\` notes that it was called, and with what. */
const WATCH = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const calls = [];
let depth = 0;
const watched = (name, original) => function (...args) {
  if (depth === 0) calls.push(name + ' ' + args[0]);
  depth += 1;
  try { return original.apply(this, args); } finally { depth -= 1; }
};
for (const holder of [fs, fs.promises]) {
  for (const [name, original] of Object.entries(holder)) {
    if (typeof original === 'function' && /^[a-z]/.test(name)) holder[name] = Object.assign(watched(name, original), original);
  }
}
syncBuiltinESMExports();
process.on('exit', () => console.error(JSON.stringify(calls)));`;

const folder = folderWith({ 'watch.mjs': WATCH });
const app = join(folder, 'app.mjs');

beforeAll(async () => {
  const stdin = { contents: APP, resolveDir: process.cwd() };
  await build({ stdin, alias: { gwc: LIBRARY }, bundle: true, platform: 'node', format: 'esm', outfile: app });
});

describe.each(Object.entries(NODES))('bundled, on Node.js %s', (_, node) => {
  it('works', () => {
    const { stdout, stderr } = spawnSync(node, [app], { cwd: folderWith(), encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      codes: [expect.stringMatching(/^schema: .*`prot`/), expect.stringMatching(/^openclaw-schema: .*`gatway`/)],
      files: 15,
      free: 18909,
    });
  });

  it('reads nothing', () => {
    expect(callsOf(node, [app])).toEqual([]);
  });

  it('would be seen to read', () => {
    const script = `import { readFileSync } from 'node:fs'; readFileSync('/dev/null');`;
    expect(callsOf(node, ['--input-type=module', '-e', script])).toEqual(['readFileSync /dev/null']);
  });
});

function callsOf(node: string, args: readonly string[]): readonly string[] {
  const { status, stderr } = spawnSync(node, ['--import', join(folder, 'watch.mjs'), ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  // Node.js itself reads the program.
  return JSON.parse(stderr).filter((call: string) => !call.endsWith(app));
}
