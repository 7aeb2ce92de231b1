// What sources import besides code, for each program that reads them (the bundler, vitest, Node.js):
// `x.hbs` is the compiled template, `x?raw` the text of a file, `x?blocks` the same in blocks, `x?validator` the check against a JSON
// Schema.

import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import Handlebars from 'handlebars';
import options from '../src/outputs/template-options.json' with { type: 'json' };

const EMBEDDED = /\.hbs$|\?(?:raw|blocks|validator)$/;

/**
 * The code of such a module. Where it is to be bundled it may require packages: a bundler knows what comes from them.
 * @param {string} id Its path, with what follows the `?`.
 */
export async function embeddedCode(id, { isBundled = false } = {}) {
  const [path = '', kind] = id.split('?');
  const text = readFileSync(path, 'utf8');
  if (kind === 'raw') return `export default ${JSON.stringify(text)};`;
  if (kind === 'blocks') return blocksCode(text, ({ start, end }) => JSON.stringify(text.slice(start, end)));
  if (kind === 'validator') {
    const { validatorCode, wholeValidatorCode } = await import('./validator.js');
    return (isBundled ? validatorCode : wholeValidatorCode)(JSON.parse(text));
  }
  const template = Handlebars.precompile(text, options);
  return `import Handlebars from 'handlebars/runtime.js';\nexport default Handlebars.template(${template});`;
}

/** Small enough that those which a run needs are a small part of all, large enough that they are few. */
const BLOCK = 16 * 1024;

/** @typedef {{ readonly start: number, readonly end: number }} Block Where it is in the text. */

/**
 * The code of a module with a text's lines in blocks.
 * @param {string} text
 * @param {(block: Block) => string} code An expression that gives the block's text.
 */
export function blocksCode(text, code) {
  const entries = blocksOf(text).map((block) => {
    const first = text.slice(block.start, text.indexOf(' ', block.start));
    return `[${JSON.stringify(first)}, () => ${code(block)}]`;
  });
  return `export default [${entries.join(',\n')}];`;
}

/**
 * @param {string} text
 * @returns {readonly Block[]}
 */
function blocksOf(text) {
  const blocks = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = text.indexOf('\n', start + BLOCK) + 1 || text.length;
    blocks.push({ start, end });
  }
  return blocks;
}

/** @param {string} id */
export function isEmbedded(id) {
  return EMBEDDED.test(id);
}

/** @type {import('esbuild').Plugin} */
export const esbuildPlugin = {
  name: 'embed',
  setup(build) {
    // The names of chunks follow from paths: from these, wherever the repository lies.
    build.onResolve({ filter: EMBEDDED }, ({ path, resolveDir }) => ({
      path: relative('', resolve(resolveDir, path)),
      namespace: 'embed',
    }));
    build.onLoad({ filter: /^/, namespace: 'embed' }, async ({ path }) => ({
      contents: await embeddedCode(path, { isBundled: true }),
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Ids that none of Vite's own plugins takes for its kind of file. */
const PREFIX = '\0embed:';

/** @type {import('vite').Plugin} */
export const vitePlugin = {
  name: 'embed',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!EMBEDDED.test(source) || importer === undefined) return undefined;
    return `${PREFIX}${resolve(dirname(importer), source).replace('?', '!')}.js`;
  },
  load(id) {
    if (!id.startsWith(PREFIX)) return undefined;
    const path = id.slice(PREFIX.length, -'.js'.length).replace('!', '?');
    this.addWatchFile(path.replace(/\?.*/, ''));
    return embeddedCode(path);
  },
};
