// The finders of equal and nested paths find what comparing everything with everything finds.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../src/model/fleet.ts';
import type { PathRole } from '../../src/model/instance-paths.ts';
import { clashes, enclosures, type Owned, repeats } from '../../src/model/path-clashes.ts';

const ROLES: readonly PathRole[] = ['state', 'workspace', 'config'];
const INSTANCES = Array.from({ length: 5 }, (_, index) => ({ name: `i${index}` }) as Instance);

/** Few names, so that equal and nested paths are frequent; `ab` begins like `a` but isn't inside it. */
const identity = fc
  .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
  .map((names) => `/${names.join('/')}`);
const owned = fc.record({ identity, role: fc.constantFrom(...ROLES), instance: fc.constantFrom(...INSTANCES) });
/** In the order of their instances, as a host lists them. */
const listed = fc
  .array(owned, { maxLength: 25 })
  .map((paths) => paths.toSorted((a, b) => INSTANCES.indexOf(a.instance) - INSTANCES.indexOf(b.instance)));

describe('repeats', () => {
  it('pairs each repeated item with the first of its key', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (numbers) => {
        const items = numbers.map((key, index) => ({ key, index }));
        const expected = items.flatMap((item) => {
          const first = items.find(({ key }) => key === item.key)!;
          return first === item ? [] : [[first, item]];
        });
        expect([...repeats(items, ({ key }) => String(key))]).toEqual(expected);
      }),
    );
  });
});

describe('clashes', () => {
  it('finds for each path the earliest that it may not share its place with', () => {
    const sharing = fc.uniqueArray(
      fc.constantFrom(...ROLES.flatMap((a) => ROLES.map((b) => [a, b].toSorted().join()))),
    );
    fc.assert(
      fc.property(listed, sharing, (paths, allowed) => {
        const mayShare = (a: Owned, b: Owned) => allowed.includes([a.role, b.role].toSorted().join());
        const expected = paths.flatMap((path, index) => {
          const earlier = paths
            .slice(0, index)
            .find((other) => isForeign(other, path) && other.identity === path.identity && !mayShare(other, path));
          return earlier ? [[earlier, path]] : [];
        });
        expect([...clashes(paths, mayShare)]).toEqual(expected);
      }),
    );
  });
});

describe('places of several roles', () => {
  const at = (index: number, role: PathRole, place = '/a'): Owned => ({
    identity: place,
    role,
    instance: INSTANCES[index]!,
  });

  it('are compared with each role there', () => {
    const [first, other, third] = [at(0, 'workspace'), at(1, 'state'), at(2, 'workspace')];
    const found = [...clashes([first, other, third], (a, b) => a.role === b.role)];
    expect(found).toEqual([
      [first, other],
      [other, third],
    ]);
  });

  it('may belong to an instance that has no folder at all', () => {
    const folder = at(0, 'state');
    expect(enclosures([folder])(at(1, 'config', '/a/b'))).toBe(folder);
  });
});

describe('enclosures', () => {
  it('finds the nearest foreign folder around a path, where none of its own is nearer', () => {
    fc.assert(
      fc.property(listed, owned, (folders, path) => {
        const around = folders
          .filter((folder) => path.identity.startsWith(`${folder.identity}/`))
          .toSorted((a, b) => b.identity.length - a.identity.length);
        const nearest = around.filter((folder) => folder.identity === around[0]?.identity);
        const expected = nearest.every((folder) => isForeign(folder, path)) ? nearest[0] : undefined;
        expect(enclosures(folders)(path)).toBe(expected);
      }),
    );
  });
});

function isForeign(a: Owned, b: Owned): boolean {
  return a.instance !== b.instance;
}
