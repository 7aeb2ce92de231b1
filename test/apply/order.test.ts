// One gateway after the other: whose port is still held waits, and the rescue bot comes last.

import { describe, expect, it } from 'vitest';
import { type Change, type Holding, inOrder } from '../../src/apply/plan-apply.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';

/** A base port, or a folder. */
type Place = number | string | undefined;
type Places = readonly [holds: Place, needs: Place];

function holding(place: Place): Holding {
  return { ports: typeof place === 'number' ? [place] : [], paths: typeof place === 'string' ? [place] : [] };
}

function order(changes: Readonly<Record<string, Places>>): readonly string[] {
  const list = Object.entries(changes).map(([name, [holds, needs]]): Change<string> => {
    const deployment = { instance: name, profile: name } as Deployment;
    return { step: name, deployment, holds: holding(holds), needs: holding(needs) };
  });
  return inOrder(list).map((next) => ('step' in next ? next.step : `stop ${next.stop.instance} at ${next.what}`));
}

describe('inOrder', () => {
  it.each([
    ['keeps the order', { b: [1000, 1000], a: [2000, 2000] }, ['b', 'a']],
    ['puts the rescue bot last', { rescue: [1000, 1000], main: [2000, 2000] }, ['main', 'rescue']],
    ['knows a rescue bot by a word of its name', { 'my-rescue': [1, 1], rescuer: [9, 9] }, ['rescuer', 'my-rescue']],
    ['waits for a port', { a: [1000, 2000], b: [2000, 3000] }, ['b', 'a']],
    ['waits for a chain of ports', { a: [1000, 2000], b: [2000, 3000], c: [3000, 4000] }, ['c', 'b', 'a']],
    [
      'lets the rescue bot go first where its port is needed',
      { main: [1000, 2000], rescue: [2000, 3000] },
      ['rescue', 'main'],
    ],
    ['waits for a control port, two above the base', { a: [1000, 2002], b: [2000, 3000] }, ['b', 'a']],
    ['does not wait for a neighbour', { a: [1000, 2001], b: [2000, 3000] }, ['a', 'b']],
    ['does not wait for one that is stopped', { a: [1000, 2000], b: [undefined, 3000] }, ['a', 'b']],
    ['stops one of two that swap', { a: [1000, 2000], b: [2000, 1000] }, ['stop b at port 2000', 'a', 'b']],
    [
      'stops one of a circle',
      { a: [1000, 2000], b: [2000, 3000], c: [3000, 1000] },
      ['stop b at port 2000', 'a', 'c', 'b'],
    ],
    ['waits for a state folder', { a: ['/1', '/2'], b: ['/2', '/3'] }, ['b', 'a']],
    ['stops one of two that swap their folders', { a: ['/1', '/2'], b: ['/2', '/1'] }, ['stop b at /2', 'a', 'b']],
  ] as const)('%s', (_, changes, expected) => {
    expect(order(changes as Readonly<Record<string, Places>>)).toEqual(expected);
  });
});
