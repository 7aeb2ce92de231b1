// Makes dist/ (or the folder that is named): the program and the library, bundled, and the types of the library.

import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);
// Whoever runs the program meanwhile has the old one or the new one, whole.
const fresh = `node_modules/.cache/gwc-build-${process.pid}`;

await build({
  entryPoints: ['src/bin.ts', 'src/index.ts'],
  outdir: fresh,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
});
const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(fresh, 'types')];
process.exitCode = spawnSync(process.execPath, tsc, { stdio: 'inherit' }).status ?? 1;
rmSync(folder, { recursive: true, force: true });
renameSync(fresh, folder);
