// Whom findings blame, and what they suggest: a host for each thing that must hold.

import { describe, expect, it } from 'vitest';
import { type Diagnostic, validate } from '../../src/index.ts';
import { followed } from './follow.ts';

type Instances = Readonly<Record<string, object>>;

function textOf(instances: Instances, more: object = {}): string {
  const defaults = { user: 'kim', env: { OPENCLAW_DISABLE_BONJOUR: '1' } };
  return JSON.stringify({ version: 1, defaults, hosts: { box: { ...more, instances } } });
}

/** `rule subject: objects`, with `→ suggestion`. */
function linesOf(text: string, lock?: string): readonly string[] {
  const { diagnostics } = validate(text, lock === undefined ? {} : { lock });
  return diagnostics.map(({ code, instances, suggestions: [first] }) => {
    const [subject, ...objects] = instances.map((name) => name.replace('box/', ''));
    return `${code} ${subject}: ${objects.sort().join(' ')}${first === undefined ? '' : ` → ${first}`}`;
  });
}

/** How often all suggestions of a run have to be followed until nothing is found. */
function roundsOf(text: string): number {
  let [rounds, current] = [0, text];
  let found: readonly Diagnostic[] = validate(current).diagnostics;
  while (found.length > 0 && rounds < 10) {
    current = followed(
      current,
      found.filter(({ suggestions }) => suggestions.length > 0),
    );
    found = validate(current).diagnostics;
    rounds += 1;
  }
  return rounds;
}

const OFF = { browser: { enabled: false } };
const numbered = (count: number, settings: (index: number) => object): Instances =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`i${index}`, settings(index)]));

describe('all suggestions of a run can be followed together', () => {
  it.each<[string, string]>([
    ['ten gateways spaced by 1', textOf(numbered(10, (index) => ({ port: 18789 + index })))],
    ['ten with the browser off', textOf(numbered(10, (index) => ({ port: 18789 + index, config: OFF })))],
    ['ten on one port', textOf(numbered(10, () => ({ port: 18789 })))],
    [
      'ten that inherit one port',
      textOf(
        numbered(10, () => ({})),
        { port: 18789 },
      ),
    ],
    [
      'ten on reserved ports',
      textOf(
        numbered(10, (index) => ({ port: 20000 + 111 * index })),
        { reservedPorts: ['20000-22000'] },
      ),
    ],
    [
      'ten in one state folder',
      textOf(
        numbered(10, (index) => ({ port: 18789 + 120 * index })),
        { stateDir: '/srv/claw' },
      ),
    ],
    [
      'ten in one workspace',
      textOf(
        numbered(10, (index) => ({ port: 18789 + 120 * index })),
        { workspace: '/srv/claw' },
      ),
    ],
    [
      'two with one base, the sandbox host of one pinned beside it',
      textOf({
        first: { port: 18789, config: OFF, managed: false },
        second: { port: 18789, config: { ...OFF, mcp: { apps: { enabled: true, sandboxPort: 18790 } } } },
      }),
    ],
  ])('%s take one round', (_, text) => {
    expect(roundsOf(text)).toBe(1);
  });
});

describe('blame is minimal', () => {
  const five = {
    a: { port: 18789 },
    b: { port: 18909 },
    wrong: { port: 19020 },
    c: { port: 19029 },
    d: { port: 19149 },
  };

  it.each<[string, string, readonly string[]]>([
    ['one of five that stands wrong is the one', textOf(five), ['port-overlap wrong: c → 19269']],
    [
      'it is the one between round numbers, too',
      textOf({
        a: { port: 20000 },
        b: { port: 20200 },
        wrong: { port: 20350 },
        c: { port: 20400 },
        d: { port: 20600 },
      }),
      ['port-overlap wrong: c → 18789'],
    ],
    [
      'one that meets two gets one finding with both',
      textOf({ a: { port: 18789 }, wide: { port: 18895 }, b: { port: 18999 } }),
      ['port-overlap wide: a b → 19149'],
    ],
    [
      'the largest set stays, though it is not the first',
      textOf({ first: { port: 18850 }, a: { port: 18789 }, b: { port: 18905 } }),
      ['port-overlap first: a b → 19029'],
    ],
    [
      'one that gwc does not manage stays before two that it does',
      textOf({ a: { port: 18800 }, b: { port: 18920 }, foreign: { port: 18870, managed: false } }),
      ['port-overlap a: foreign → 19149', 'port-overlap b: foreign → 19029'],
    ],
    [
      'the default port stays before another one',
      textOf({ a: { port: 18700 }, main: { port: 18789 } }),
      ['port-overlap a: main → 18909'],
    ],
    [
      'who is in a workspace by default is not blamed',
      textOf({ luca: { port: 18789 }, scout: { port: 18909, workspace: '~/.openclaw-luca/workspace/scout' } }),
      ['path-nested scout: luca → $(stateDir)/workspace'],
    ],
  ])('%s', (_, text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  it('a port that the lock gives stays', () => {
    const lock = JSON.stringify({ version: 1, ports: { box: { auto: 18800 } } });
    expect(linesOf(textOf({ a: { port: 18789 }, auto: { port: 'auto' } }), lock)).toEqual([
      'port-overlap a: auto → 19029',
    ]);
  });
});

describe('`service-owner`', () => {
  const system = { service: { scope: 'system' } };

  it.each<[string, Instances, boolean]>([
    [
      'two units own one gateway',
      { a: { port: 18789, profile: 'x' }, b: { port: 18789, profile: 'x', ...system } },
      true,
    ],
    [
      'two units have one state folder',
      { a: { port: 18789, stateDir: '/srv/x' }, b: { port: 18909, stateDir: '/srv/x', ...system } },
      true,
    ],
    [
      'of one unit nothing is known',
      { a: { port: 18789, profile: 'x' }, b: { port: 18789, profile: 'x', managed: false, ...system } },
      false,
    ],
    ['two gateways only have one port', { a: { port: 18789 }, b: { port: 18789, ...system } }, false],
  ])('where %s', (_, instances, isFound) => {
    const codes = validate(textOf(instances)).diagnostics.map(({ code }) => code);
    expect(codes.includes('service-owner')).toBe(isFound);
    expect(codes).toContain(
      Object.values(instances).every((one) => 'stateDir' in one) ? 'state-dir-unique' : 'port-unique',
    );
  });
});
