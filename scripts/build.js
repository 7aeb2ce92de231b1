// Makes dist/ (or the folder that is named): the program, the library, and its types unless `--no-types` is given. Both have in
// them all that they need.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleProgram, common } from './bundle.js';

const options = /** @type {const} */ ({ 'no-types': { type: 'boolean' } });
const { values: flags, positionals } = parseArgs({ options, allowPositionals: true });
const [folder = 'dist'] = positionals;
// Whoever runs the program meanwhile has the old one or the new one, whole.
const fresh = `node_modules/.cache/gwc-build-${process.pid}`;
const old = `${fresh}-old`;

const program = await bundleProgram('src/bin.ts', fresh, {
  // For libraries that are CommonJS.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
// It may run anywhere: of Node.js it has what needs no machine.
const library = await build({
  ...common,
  outdir: fresh,
  entryPoints: ['src/index.ts'],
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  external: ['node:path'],
});
writeFileSync(join(fresh, 'licenses.txt'), licenses([program.metafile, library.metafile]));
if (!flags['no-types']) buildTypes();
mkdirSync(dirname(folder), { recursive: true });
if (existsSync(folder)) renameSync(folder, old);
renameSync(fresh, folder);
rmSync(old, { recursive: true, force: true });

function buildTypes() {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(fresh, 'types')];
  process.exitCode = spawnSync(process.execPath, tsc, { stdio: 'inherit' }).status ?? 1;
}

/**
 * Those of the packages that are in the bundles.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
function licenses(metafiles) {
  const paths = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const file = readdirSync(folder).find((name) => /^licen[cs]e(?:\.|$)/i.test(name));
    if (file === undefined) throw new Error(`${folder} has no licence`);
    return `${folder.replace(/^node_modules\//, '')}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
