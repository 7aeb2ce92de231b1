// The program, bundled by esbuild: for the npm package, and for the executables.

import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { esbuildPlugin } from './embed.js';

/** @satisfies {import('esbuild').BuildOptions} */
export const common = {
  bundle: true,
  format: 'esm',
  target: 'node20.19',
  plugins: [esbuildPlugin],
};

/** @satisfies {import('esbuild').BuildOptions} */
const program = {
  ...common,
  platform: 'node',
  minify: true,
  legalComments: 'none',
};

/**
 * For the executables, as modules: what the program imports by `import()` is a file of its own.
 * @param {string} outdir
 * @param {Pick<import('esbuild').BuildOptions, 'write'>} [options]
 * @returns {Promise<import('esbuild').BuildResult<{ metafile: true }>>}
 */
export function bundleModules(outdir, options = {}) {
  return build({
    ...program,
    ...options,
    plugins: [noPrograms, esbuildPlugin],
    metafile: true,
    entryPoints: ['src/main.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  });
}

/**
 * For the npm package, as one CommonJS file beside bin.mjs: Node.js takes a millisecond for each module, and as long for a module of its
 * own that is imported rather than required.
 * @param {string} outdir
 */
export async function bundleScript(outdir) {
  mkdirSync(outdir, { recursive: true });
  await build({
    ...program,
    format: 'cjs',
    plugins: [noPrograms, longTexts(outdir), esbuildPlugin],
    entryPoints: ['src/main.ts'],
    outfile: join(outdir, 'main.cjs'),
  });
  await build({ ...program, bundle: false, entryPoints: ['src/bin.ts'], outfile: join(outdir, 'bin.mjs') });
}

/** @type {import('esbuild').Plugin} Commander can run a command that is a program of its own. gwc has none. */
const noPrograms = {
  name: 'no-programs',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('/commander/') ? { path, namespace: 'none' } : undefined,
    );
    build.onLoad({ filter: /^/, namespace: 'none' }, () => ({ contents: '' }));
  },
};

const LONG = 100_000;

/**
 * Texts that stay files beside the program: in its code, each start would read them.
 * @param {string} outdir
 * @returns {import('esbuild').Plugin}
 */
function longTexts(outdir) {
  return {
    name: 'long-texts',
    setup(build) {
      build.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => {
        const file = relative('', resolve(resolveDir, path.replace('?raw', '')));
        return statSync(file).size > LONG ? { path: file, namespace: 'long-text' } : undefined;
      });
      build.onLoad({ filter: /^/, namespace: 'long-text' }, ({ path }) => {
        const name = basename(path);
        copyFileSync(path, join(outdir, name));
        const contents = `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
export default readFileSync(join(__dirname, '${name}'), 'utf8');`;
        return { contents, resolveDir: import.meta.dirname };
      });
    },
  };
}
