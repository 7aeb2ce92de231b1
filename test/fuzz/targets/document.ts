// The bytes of a hosts.yaml, all the way: decoded, parsed, checked, compiled and reported.

import { build } from '../../../src/build.ts';
import { decodeSource } from '../../../src/document/decode.ts';
import { hashOf } from '../random.ts';
import { hostsSeeds } from '../seeds.ts';
import { mustBeSound, SECRET, sourcesOf } from '../sound.ts';
import type { Target } from '../target.ts';
import { YAML_WORDS } from '../words.ts';

export const documentTarget: Target = {
  name: 'document',
  summary: 'bytes of a hosts.yaml → build: places are in the text, no secret is shown, whatever the text is',
  seeds: hostsSeeds,
  words: YAML_WORDS,
  run: (input) => {
    const { text, problem } = decodeSource(input, 'hosts.yaml');
    const isPlanted = hashOf(input) % 2 === 0;
    const read = isPlanted ? plant(text, hashOf(input)) : text;
    const outcome = problem && !isPlanted ? { diagnostics: [problem], artifacts: [] } : build(read);
    mustBeSound(outcome, sourcesOf(read));
  },
};

/** The text with a secret on a line of its own, wherever that falls. */
function plant(text: string, choice: number): string {
  const lines = text.split('\n');
  const at = Math.floor(choice / 2) % (lines.length + 1);
  const indent = /^ */.exec(lines[at] ?? lines[at - 1] ?? '')![0];
  return lines.toSpliced(at, 0, `${indent}token: ${SECRET}`).join('\n');
}
