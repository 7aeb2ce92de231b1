// The program, bundled by esbuild: for the npm package and for the executables.

import { build } from 'esbuild';
import { esbuildPlugin } from './embed.js';

/** @satisfies {import('esbuild').BuildOptions} */
export const common = {
  bundle: true,
  format: 'esm',
  target: 'node20.19',
  plugins: [esbuildPlugin],
};

/**
 * What it imports by `import()` is a file of its own.
 * @param {string} entry
 * @param {string} outdir
 * @param {Pick<import('esbuild').BuildOptions, 'banner' | 'write'>} [options]
 * @returns {Promise<import('esbuild').BuildResult<{ metafile: true }>>}
 */
export function bundleProgram(entry, outdir, options = {}) {
  return build({
    ...common,
    ...options,
    metafile: true,
    entryPoints: [entry],
    outdir,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    minify: true,
    legalComments: 'none',
  });
}
