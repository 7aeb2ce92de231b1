// What a file costs grows with its size: eight times as much of anything takes about eight times as long. Both sizes run in
// one process, so that whatever else the machine does matters little; what grows with the square would take 64 times.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { reportOf } from '../../src/cli/print-report.ts';
import { REPORTER_NAMES, REPORTERS } from '../../src/diagnostics/reporters.ts';
import { parseYaml } from '../../src/document/yaml.ts';

const SMALL = 250;
const FACTOR = 8;
const MOST = 3 * FACTOR;

/** Processor time in microseconds. */
function cost(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** What takes less says nothing. */
const LEAST = 5000;

function expectLinear([small, large]: readonly [() => unknown, () => unknown]): void {
  // The first run is the one that is compiled.
  const base = Math.max(Math.min(cost(small), cost(small)), LEAST);
  // A run that something else has slowed down has two more.
  let ratio = cost(large) / base;
  for (let again = 0; again < 2 && ratio >= MOST; again += 1) ratio = Math.min(ratio, cost(large) / base);
  expect(ratio).toBeLessThan(MOST);
}

function bothSizes<T>(make: (size: number) => T): readonly [T, T] {
  return [make(SMALL), make(SMALL * FACTOR)];
}

function lines(size: number, line: (index: number) => string): string {
  return Array.from({ length: size }, (_, index) => line(index)).join('\n');
}

const HEAD = `version: 1
x-gateway: &gateway { auth: { mode: token } }
x-common: &common { user: claw, secrets: [OPENCLAW_GATEWAY_TOKEN] }
`;

const inEnv = (env: Readonly<Record<string, string>>) =>
  `${HEAD}hosts: { box: { instances: { main: { <<: *common, port: 18789, env: ${JSON.stringify(env)} } } } }\n`;

/** Texts by what there is much of. */
const TEXTS: Readonly<Record<string, (size: number) => string>> = {
  aliases: (size) => `${HEAD}x-list:\n${lines(size * 10, () => '  - *gateway')}\nhosts: {}\n`,
  anchors: (size) => `${HEAD}x-list:\n${lines(size, (at) => `  - &a${at} { k: *gateway }\n  - *a${at}`)}\nhosts: {}\n`,
  'merge keys': (size) =>
    `${HEAD}hosts:\n${lines(size, (at) => `  h${at}: { instances: { main: { <<: *common, port: 18789, config: { gateway: *gateway } } } }`)}\n`,
  'one merge key': (size) => `${HEAD}x-all: { <<: [${lines(size * 10, () => '*common,')}] }\nhosts: {}\n`,
  'addresses without an end': (size) => inEnv({ A: 'https://a:'.repeat(size * 20) }),
  'characters that a secret starts with': (size) =>
    inEnv({ A_TOKEN: `${'x'.repeat(size * 50)}y`, B: 'x'.repeat(size * 50) }),
  'secrets that start alike': (size) =>
    inEnv(Object.fromEntries(Array.from({ length: size }, (_, at) => [`T${at}_TOKEN`, `${'x'.repeat(60)}${at}`]))),
  'secrets in one text': (size) =>
    inEnv({ A: Array.from({ length: size * 4 }, (_, at) => `A_TOKEN=b1c2d3${at}`).join(' ') }),
  'aliases of nothing': (size) => `version: 1\nx-list:\n${lines(size, (at) => `  - *a${at}`)}\n`,
};

const host = (instances: string, keys = '') =>
  `${HEAD}hosts:\n  box:\n    user: claw\n${keys}    instances:\n${instances}\n`;

/** Texts by what is wrong with them, again and again. */
const FAULTS: Readonly<Record<string, (size: number) => string>> = {
  'a finding on each host': (size) =>
    `${HEAD}hosts:\n${lines(size, (at) => `  h${at}: { reservedPorts: [9-1], instances: { main: { <<: *common, port: 70, stateDir: rel } } }`)}\n`,
  'an unknown key in each instance': (size) =>
    host(lines(size, (at) => `      i${at}: { port: ${1024 + at}, prot: 1 }`)),
  'a value of the wrong kind in each instance': (size) =>
    host(lines(size, (at) => `      i${at}: { port: [], command: { a: 1 } }`)),
  'one port for all': (size) => host(lines(size, (at) => `      i${at}: { port: 18789 }`)),
  'one state folder for all': (size) =>
    host(lines(size, (at) => `      i${at}: { port: ${1024 + at}, stateDir: /srv/one }`)),
  'one pinned browser port for all, in a span': (size) =>
    host(
      lines(
        size,
        (at) => `      i${at}: { port: 18789, config: { browser: { profiles: { a: { cdpPort: 18801 } } } } }`,
      ),
    ),
  'one browser for all': (size) =>
    host(
      lines(
        size,
        (at) => `      i${at}: { port: ${1024 + at}, config: { browser: { cdpUrl: "http://127.0.0.1:9222" } } }`,
      ),
    ),
  'one listener for all': (size) =>
    host(
      lines(
        size,
        (at) =>
          `      i${at}: { port: 18789, config: { channels: { telegram: { webhookUrl: "https://a.example", webhookPort: 18790 } } } }`,
      ),
    ),
  'reserved ports in every span': (size) =>
    host(
      lines(size, (at) => `      i${at}: { port: 18789 }`),
      `    reservedPorts:\n${lines(size, () => '      - 18791')}\n`,
    ),
  'a value in defaults that all inherit': (size) =>
    `${host(lines(size, (at) => `      i${at}: { port: ${1024 + at} }`))}defaults: { stateDir: rel, allow: { port-spacing: '', nonsense: '' } }\n`,
};

describe('the time that a text takes', () => {
  it.each(Object.entries(TEXTS))('grows with the number of %s', (_, textOf) => {
    const [small, large] = bothSizes(textOf);
    expectLinear([() => validate(small), () => validate(large)]);
    expectLinear([() => parseYaml(small), () => parseYaml(large)]);
  });

  it.each(Object.entries(FAULTS))('grows with its findings: %s', (_, textOf) => {
    const [small, large] = bothSizes(textOf);
    expectLinear([() => validate(small), () => validate(large)]);
  });
});

describe('the time that findings take', () => {
  const reports = bothSizes((size) =>
    ['a finding on each host', 'one state folder for all', 'one port for all'].map((fault) => {
      const text = FAULTS[fault]!(size);
      const source = { file: 'hosts.yaml', text, problems: [], lock: { file: 'lock', path: 'lock' } };
      return reportOf(source, validate(text));
    }),
  );

  it.each(REPORTER_NAMES)('grows with their number, as %s', async (name) => {
    const render = await REPORTERS[name].load();
    const options = { color: false, width: 100, quiet: false, isStrict: false };
    const [small, large] = reports.map((some) => () => some.map((report) => render(report, options)));
    expectLinear([small!, large!]);
  });
});
