// Whole fleets, grown from a grammar, dealt out to several files.

import { build } from '../../../src/build.ts';
import { asMap, type Json } from '../../../src/document/json.ts';
import { choicesOf } from '../choices.ts';
import { growFleet } from '../fleet-grammar.ts';
import { randomOf } from '../random.ts';
import { mustBeSound } from '../sound.ts';
import type { Target } from '../target.ts';
import { fleetTarget } from './fleet.ts';

const PARTS = ['a.yaml', 'b.yaml'];

export const partsTarget: Target = {
  name: 'parts',
  summary: 'grown fleets, their instances dealt out to parts → each place is in its file, and no secret is shown',
  seeds: fleetTarget.seeds,
  words: fleetTarget.words,
  run: (input) => {
    const whole = growFleet(choicesOf(input)) as Json;
    const { below } = randomOf(input.reduce((sum, byte) => sum + byte, input.length));
    const texts = dealtOut(whole, () => below(PARTS.length + 1));
    const [root, ...parts] = texts.map((value) => JSON.stringify(value, undefined, 1));
    const outcome = build(root!, { parts: Object.fromEntries(parts.map((text, index) => [PARTS[index]!, text])) });
    mustBeSound(
      outcome,
      new Map([['hosts.yaml', root!], ...parts.map((text, index) => [PARTS[index]!, text] as const)]),
    );
  },
};

/** hosts.yaml with whatever isn't an instance, and the parts. `deal`: which of them gets an instance. */
function dealtOut(whole: Json, deal: () => number): readonly Json[] {
  const files = [0, 1, 2].map(() => new Map<string, Map<string, Json>>());
  const hosts = Object.entries(asMap(asMap(whole)['hosts'])).map(([host, keys]) => {
    const { instances } = asMap(keys);
    for (const [name, own] of Object.entries(asMap(instances))) {
      const file = files[deal()]!;
      file.set(host, (file.get(host) ?? new Map()).set(name, own));
    }
    return [
      host,
      instances === undefined ? keys : { ...asMap(keys), instances: instancesIn(files[0]!, host) },
    ] as const;
  });
  const parts = files.slice(1).map((file) => ({
    version: 1,
    hosts: Object.fromEntries([...file.keys()].map((host) => [host, { instances: instancesIn(file, host) }])),
  }));
  return [{ ...asMap(whole), hosts: Object.fromEntries(hosts), include: PARTS } as Json, ...(parts as Json[])];
}

function instancesIn(file: ReadonlyMap<string, ReadonlyMap<string, Json>>, host: string): Json {
  return Object.fromEntries(file.get(host) ?? []);
}
