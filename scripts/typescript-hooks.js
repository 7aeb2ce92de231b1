// How Node.js reads the sources, for typescript.js.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { embeddedCode, isEmbedded } from './embed.js';

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (isEmbedded(url)) return { format: 'module', shortCircuit: true, source: await embeddedCode(pathOf(url)) };
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const sourcefile = fileURLToPath(url);
  /** @satisfies {import('esbuild').TransformOptions} */
  const options = { loader: 'ts', format: 'esm', target: 'node20.19', sourcemap: 'inline', sourcefile };
  const { code } = await transform(await readFile(sourcefile, 'utf8'), options);
  return { format: 'module', shortCircuit: true, source: code };
}

/** @param {string} url */
function pathOf(url) {
  const { search } = new URL(url);
  return fileURLToPath(url) + search;
}
