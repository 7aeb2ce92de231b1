// The program, bundled by esbuild: for the npm package, and for the executables.

import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { blocksCode, esbuildPlugin } from './embed.js';

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
 * For the npm package, as one CommonJS file beside bin.cjs: Node.js takes a millisecond for each module, and as long for a module of its
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
  const bin = { entryPoints: ['src/bin.ts'], outfile: join(outdir, 'bin.cjs') };
  await build({ ...program, ...bin, bundle: false, format: 'cjs' });
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
      build.onResolve({ filter: /\?(?:raw|blocks)$/ }, ({ path, resolveDir }) => {
        const [name = '', kind] = path.split('?');
        const file = relative('', resolve(resolveDir, name));
        return statSync(file).size > LONG ? { path: file, namespace: `long-${kind}` } : undefined;
      });
      const besideProgram = (/** @type {string} */ path, /** @type {string} */ code) => {
        const name = basename(path);
        copyFileSync(path, join(outdir, name));
        const contents = `import { join } from 'node:path';
import { programFile } from './program-file.js';
const bytes = programFile(join(__dirname, '${name}'), ${statSync(path).size});
${code}`;
        return { contents, resolveDir: import.meta.dirname };
      };
      build.onLoad({ filter: /^/, namespace: 'long-raw' }, ({ path }) =>
        besideProgram(path, `export default bytes(0, ${statSync(path).size}).toString();`),
      );
      build.onLoad({ filter: /^/, namespace: 'long-blocks' }, ({ path }) => {
        const text = readFileSync(path, 'latin1');
        return besideProgram(
          path,
          blocksCode(text, ({ start, end }) => `bytes(${start}, ${end}).toString('latin1')`),
        );
      });
    },
  };
}
