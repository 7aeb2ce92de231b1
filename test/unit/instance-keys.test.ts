// Every key of an instance has an effect: the resolver reads it, and each manager's outputs use it or its record ignores it.

import { describe, expect, it } from 'vitest';
import schema from '../../schemas/hosts.schema.json' with { type: 'json' };
import { validate } from '../../src/build.ts';
import { MANAGERS } from '../../src/managers/index.ts';
import type { Manager } from '../../src/managers/manager.ts';
import { deployFleet } from '../../src/outputs/deployment.ts';
import { emitFleet } from '../../src/outputs/index.ts';

type Keys = Readonly<Record<string, { readonly examples: readonly unknown[] }>>;

const { service, ...others } = schema.$defs.instance.properties;
const { target: _, ...ofService } = service.properties;
const KEYS = [...entries(others), ...entries(ofService, 'service.')];

/** It silences findings. */
const NOT_EMITTED = ['allow'];

function entries(keys: Keys, before = ''): readonly (readonly [string, readonly unknown[]])[] {
  return Object.entries(keys).map(([key, { examples }]) => [before + key, examples]);
}

/** As if each folder of `workspaceFiles` were there. */
const workspaceFolder = () => ({ files: [{ path: 'AGENTS.md', content: '' }], problems: [] });

/** An instance of each scope. */
function fleetWith({ id, os: [os] }: Manager, key?: string, value?: unknown) {
  const [name = '', inner] = key?.split('.') ?? [];
  const given = key === undefined ? {} : { [name]: inner === undefined ? value : { [inner]: value } };
  const instance = (scope: string) => {
    return {
      port: 20000,
      secrets: ['TOKEN'],
      ...given,
      service: { scope, ...(given['service'] as object), target: id },
    };
  };
  const host = { os, user: 'kim', instances: { agent: instance('user'), daemon: instance('system') } };
  return validate(JSON.stringify({ version: 1, hosts: { 'box-1': host } }), { workspaceFolder }).fleet;
}

describe.each(KEYS)('%s', (key, examples) => {
  it('is read by the resolver', () => {
    const resolved = (value?: unknown) =>
      MANAGERS.map((manager) => fleetWith(manager, value === undefined ? undefined : key, value).hosts);
    const plain = resolved();
    const effective = examples.filter((value) => JSON.stringify(resolved(value)) !== JSON.stringify(plain));
    expect(
      effective,
      'none of its examples changes the instance: read it in src/model/resolve-instance.ts',
    ).not.toEqual([]);
  });

  it.each(MANAGERS.map((manager) => [manager.id, manager] as const))(
    'is read for %s, or ignored by it',
    (_, manager) => {
      const output = (value?: unknown) => {
        const fleet = fleetWith(manager, value === undefined ? undefined : key, value);
        return JSON.stringify([emitFleet(fleet), deployFleet(fleet)]);
      };
      const isRead = examples.some((value) => output(value) !== output());
      const message = isRead
        ? `\`ignores\` of src/managers/${manager.id}.ts names it, but an output uses it`
        : `use it in an output, or name it in \`ignores\` of src/managers/${manager.id}.ts`;
      expect(isRead, message).toBe(![...NOT_EMITTED, ...manager.ignores].includes(key));
    },
  );
});
