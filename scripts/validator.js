// The check of a value against a JSON Schema, compiled by ajv when gwc is built: compiling the schema of hosts.yaml takes longer
// than all else that a small build does.

import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

/** Every error in one run, each with the part of the schema that refused; the words are gwc's own. */
export const VALIDATOR_OPTIONS = { allErrors: true, verbose: true, messages: false, allowUnionTypes: true };

/** @typedef {import('../src/document/json.ts').Json} Json */
/** @typedef {import('../src/document/json.ts').JsonMap} JsonMap */

const PROSE = ['title', 'description', 'default', 'examples'];

/** Keywords that hold schemas by name. */
const NAMED = ['$defs', 'properties', 'patternProperties'];

/**
 * A module whose default export is the validator. It requires a few functions of ajv.
 * @param {JsonMap} schema
 */
export function validatorCode(schema) {
  const ajv = new Ajv2020({ ...VALIDATOR_OPTIONS, code: { source: true, esm: true, lines: true } });
  return standaloneCode(ajv, ajv.addVocabulary(['at']).compile(validatorSchema(schema)));
}

/**
 * The same with those functions in it, for readers that don't bundle.
 * @param {JsonMap} schema
 */
export async function wholeValidatorCode(schema) {
  const { outputFiles } = await build({
    stdin: { contents: validatorCode(schema), resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    target: 'node20.19',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

/**
 * A validator carries its schema along: without the prose, and each part with its own place instead, `at`.
 * @param {JsonMap} schema
 * @returns {JsonMap}
 */
export function validatorSchema(schema, at = '#') {
  const entries = Object.entries(schema).filter(([key]) => !PROSE.includes(key));
  return Object.fromEntries([...entries.map(([key, value]) => [key, part(key, value, `${at}/${key}`)]), ['at', at]]);
}

/**
 * @param {string} keyword
 * @param {Json} value
 * @param {string} at
 * @returns {Json}
 */
function part(keyword, value, at) {
  if (Array.isArray(value)) {
    return keyword === 'anyOf' ? value.map((item, index) => part('', item, `${at}/${index}`)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const map = /** @type {JsonMap} */ (value);
  if (!NAMED.includes(keyword)) return validatorSchema(map, at);
  return Object.fromEntries(Object.entries(map).map(([name, item]) => [name, part('', item, `${at}/${name}`)]));
}
