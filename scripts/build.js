// Makes dist/ (or the folder that is named): the program in one file with its launcher, the library, and its types.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);
// Whoever runs the program meanwhile has the old one or the new one, whole.
const fresh = `node_modules/.cache/gwc-build-${process.pid}`;
const old = `${fresh}-old`;

/** Libraries that few runs need: each is loaded from its package, and then alone. */
const RARE = ['chokidar', 'diff', 'handlebars', 'json5', 'xmlbuilder', 'yaml'];

const common = { bundle: true, platform: 'node', target: 'node20' };
const program = { ...common, format: 'cjs', legalComments: 'none' };
const bundle = join(fresh, 'gwc.cjs');

// What a command doesn't need is in the file, and not run. In ASCII, which is read without decoding.
await build({
  ...program,
  entryPoints: ['src/bin.ts'],
  outfile: bundle,
  charset: 'ascii',
  minify: true,
  external: RARE,
  // Of Handlebars every build needs this part.
  alias: {
    'handlebars/runtime.js': './node_modules/handlebars/runtime.js',
    'node:child_process': './scripts/nothing.js',
  },
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname' },
  banner: { js: '(function (require, __dirname) {' },
  footer: { js: '})' },
});
const hash = createHash('sha256').update(readFileSync(bundle)).digest('hex').slice(0, 16);
await build({
  ...program,
  entryPoints: ['src/launcher.ts'],
  outfile: join(fresh, 'bin.cjs'),
  define: { BUNDLE_HASH: JSON.stringify(hash) },
});
await build({ ...common, entryPoints: ['src/index.ts'], outdir: fresh, format: 'esm', packages: 'external' });
const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(fresh, 'types')];
process.exitCode = spawnSync(process.execPath, tsc, { stdio: 'inherit' }).status ?? 1;
if (existsSync(folder)) renameSync(folder, old);
renameSync(fresh, folder);
rmSync(old, { recursive: true, force: true });
