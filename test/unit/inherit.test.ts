import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../src/document/json.ts';
import { inherit } from '../../src/model/resolve.ts';

describe('inherit', () => {
  it.each<[string, JsonMap[], JsonMap]>([
    ['the nearer wins', [{ port: 1 }, { port: 2 }, { port: 3 }], { port: 3 }],
    ['maps merge deeply', [{ env: { A: '1', B: '1' } }, { env: { B: '2' } }], { env: { A: '1', B: '2' } }],
    ['lists replace', [{ secrets: ['A', 'B'] }, { secrets: ['C'] }], { secrets: ['C'] }],
    ['a scalar replaces a map', [{ config: { a: { b: 1 } } }, { config: { a: 2 } }], { config: { a: 2 } }],
    ['a map replaces a scalar', [{ config: { a: 2 } }, { config: { a: { b: 1 } } }], { config: { a: { b: 1 } } }],
    [
      'null removes',
      [
        { user: 'a', env: { A: '1' } },
        { user: null, env: { A: null } },
      ],
      { env: {} },
    ],
    ['null removes a whole map', [{ env: { A: '1' } }, { env: null }, { env: { B: '2' } }], { env: { B: '2' } }],
    ['null of nothing is nothing', [{}, { group: null }], {}],
    [
      'null in a fragment removes',
      [{ config: { a: { b: 1, c: 2 } } }, { config: { a: { b: null } } }],
      { config: { a: { c: 2 } } },
    ],
    [
      'null of a directive stays',
      [{ service: { systemd: { Service: { KillMode: null } } } }],
      { service: { systemd: { Service: { KillMode: null } } } },
    ],
    [
      'extensions are dropped',
      [{ 'x-note': 1, service: { 'x-a': 1, systemd: { 'x-b': 1 } } }],
      { service: { systemd: {} } },
    ],
    [
      'x-* in a fragment has a meaning',
      [{ config: { headers: { 'x-api': 'v' } }, env: { 'x-y': '1' } }],
      { config: { headers: { 'x-api': 'v' } }, env: { 'x-y': '1' } },
    ],
  ])('%s', (_, layers, expected) => {
    expect(inherit(layers)).toEqual(expected);
  });
});
