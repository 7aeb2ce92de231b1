// Makes dist/ (or the folder that is named): the program, the library, and its types unless `--no-types` is given. Both have in
// them all that they need.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleScript, common } from './bundle.js';

const options = /** @type {const} */ ({ 'no-types': { type: 'boolean' } });
const { values: flags, positionals } = parseArgs({ options, allowPositionals: true });
const [folder = 'dist'] = positionals;
// Whoever runs the program meanwhile has the old one or the new one, whole.
const fresh = `node_modules/.cache/gwc-build-${process.pid}`;
const old = `${fresh}-old`;

await bundleScript(fresh);
// It may run anywhere: of Node.js it has what needs no machine.
await build({
  ...common,
  outdir: fresh,
  entryPoints: ['src/index.ts'],
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  external: ['node:path'],
});
if (!flags['no-types']) buildTypes();
mkdirSync(dirname(folder), { recursive: true });
if (existsSync(folder)) renameSync(folder, old);
// What is made of it by others stays.
for (const name of ['exe', 'image', 'release'])
  if (existsSync(join(old, name))) renameSync(join(old, name), join(fresh, name));
renameSync(fresh, folder);
rmSync(old, { recursive: true, force: true });

function buildTypes() {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(fresh, 'types')];
  process.exitCode = spawnSync(process.execPath, tsc, { stdio: 'inherit' }).status ?? 1;
}
