// Whole fleets, grown from a grammar, so that the rules and outputs are reached and not only the parser.

import { stringify } from 'yaml';
import { build } from '../../../src/build.ts';
import { choicesOf } from '../choices.ts';
import { growFleet } from '../fleet-grammar.ts';
import { randomOf } from '../random.ts';
import { mustBeSound, SECRET, sourcesOf } from '../sound.ts';
import { must, type Target } from '../target.ts';

export const fleetTarget: Target = {
  name: 'fleet',
  summary: 'grown fleets → schema, rules and outputs: no secret is shown, and a second build gives the same bytes',
  seeds: () => Array.from({ length: 40 }, (_, seed) => randomBytes(seed)),
  words: ['\0', '\x01\x02', '\xff', '\0\0\0\0'],
  run: (input) => {
    const choices = choicesOf(input);
    const value = growFleet(choices);
    const text = choices.below(2) === 0 ? JSON.stringify(value, undefined, 1) : stringify(value, { lineWidth: 0 });
    const outcome = build(text);
    mustBeSound(outcome, sourcesOf(text));
    must(!('polluted' in {}), () => 'a key changes the prototype of all objects');
    const isRefused = outcome.diagnostics.some(({ severity }) => severity === 'error');
    must(isRefused || !text.includes(SECRET), () => 'a secret in hosts.yaml is no error');
    if (!isRefused)
      must(JSON.stringify(build(text).artifacts) === JSON.stringify(outcome.artifacts), () => 'two builds differ');
  },
};

function randomBytes(seed: number): Uint8Array {
  const { below } = randomOf(seed);
  return Uint8Array.from({ length: 64 }, () => below(256));
}
