// The text of hosts.lock.json, beside a hosts.yaml with ports of its own and ports from the lock.

import { build } from '../../../src/build.ts';
import { hashOf } from '../random.ts';
import { bytes } from '../seeds.ts';
import { mustBeSound, sourcesOf } from '../sound.ts';
import { must, type Target } from '../target.ts';
import { YAML_WORDS } from '../words.ts';

const HOSTS = `version: 1
defaults: { user: claw, config: { discovery: { mdns: { mode: off } } } }
hosts:
  box-1:
    reservedPorts: [19200]
    instances: { main: { port: auto }, rescue: { port: auto }, fixed: { port: 20000 } }
  box-2: { instances: { main: { port: auto }, constructor: { port: auto } } }
`;
const LOCK =
  '{\n  "version": 1,\n  "ports": {\n    "box-1": {\n      "main": 18789,\n      "rescue": 19029\n    }\n  }\n}\n';

export const lockTarget: Target = {
  name: 'lock',
  summary:
    'text of hosts.lock.json → build: a lock that is written is read again as it is, and never changes a second time',
  seeds: () =>
    [
      LOCK,
      '{}',
      '{"version":1,"ports":{}}',
      '',
      LOCK.replace('19029', '18790'),
      LOCK.replace('"main"', '"gone"'),
      `<<<<<<< ours\n${LOCK}`,
    ].map(bytes),
  words: [
    ...YAML_WORDS,
    '"box-1": ',
    '"box-2": ',
    '"main": ',
    '"rescue": ',
    '"constructor": ',
    '"__proto__": ',
    '<<<<<<< ',
    '=======\n',
    '>>>>>>> ',
  ],
  run: (input) => {
    const lock = new TextDecoder().decode(input);
    const isFrozen = hashOf(input) % 2 === 0;
    const first = build(HOSTS, { lock, isFrozen });
    mustBeSound(first, new Map([...sourcesOf(HOSTS), ['hosts.lock.json', lock]]));
    if (isFrozen || first.artifacts.length === 0 || first.lock === undefined) return;
    const second = build(HOSTS, { lock: first.lock, isFrozen: true });
    must(second.lock === first.lock, () => 'a lock changes a second time');
    must(second.diagnostics.length === 0, () => `a lock of gwc's own is refused: ${second.diagnostics[0]?.message}`);
    const contents = [first, second].map(({ artifacts }) => JSON.stringify(artifacts));
    must(contents[0] === contents[1], () => 'a lock of gwc’s own gives other files');
  },
};
