// The fast reading of plain YAML against the full one, on texts that a fuzzer changes.

import { isDeepStrictEqual } from 'node:util';
import { readFastTree } from '../../../src/document/fast-yaml.ts';
import { parseYaml } from '../../../src/document/yaml.ts';
import { hostsSeeds } from '../seeds.ts';
import { must, type Target } from '../target.ts';
import { YAML_WORDS } from '../words.ts';

export const plainTarget: Target = {
  name: 'plain',
  summary:
    'text of a hosts.yaml → the fast reading: where it gives an answer, the full one gives the same, places and all',
  seeds: hostsSeeds,
  words: YAML_WORDS,
  run: (input) => {
    const text = new TextDecoder().decode(input);
    const root = readFastTree(text);
    if (!root) return;
    must(isDeepStrictEqual({ root, problems: [] }, parseYaml(text)), () => `two readings of ${JSON.stringify(text)}`);
  },
};
