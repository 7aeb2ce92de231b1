// `port: auto` and its lock: stable whatever changes around it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { samples } from '../support/full.ts';

type Ports = Readonly<Record<string, number | 'auto'>>;

function hostsYaml(instances: Ports, reserved = '[]'): string {
  const rows = Object.entries(instances).map(([name, port]) => `      ${name}: { port: ${port} }\n`);
  return `version: 1\nhosts:\n  box:\n    user: claw\n    reservedPorts: ${reserved}\n    instances:\n${rows.join('')}`;
}

function lockOf(instances: Ports, lock?: string, reserved?: string): string {
  const result = validate(hostsYaml(instances, reserved), lock === undefined ? {} : { lock });
  expect(result.diagnostics).toEqual([]);
  return result.lock ?? '';
}

function portsIn(lock: string): Record<string, number> {
  return JSON.parse(lock).ports.box ?? {};
}

describe('auto ports', () => {
  it('start at 18789 and go up in steps of 120', () => {
    expect(portsIn(lockOf({ b: 'auto', a: 'auto', c: 'auto' }))).toEqual({ a: 18789, b: 18909, c: 19029 });
  });

  it('go around what is taken', () => {
    expect(portsIn(lockOf({ a: 'auto', fixed: 18800, b: 'auto' }, undefined, '[19100]'))).toEqual({
      a: 19149,
      b: 19269,
    });
  });

  it.each([
    ['sandbox host', 'config: { mcp: { apps: { enabled: true, sandboxPort: 18950 } } }'],
    ['inspector', 'command: [/usr/bin/node, --inspect=18950, /opt/openclaw/openclaw.mjs]'],
    ['webhook', 'config: { hooks: { enabled: true, gmail: { account: a@example.org, serve: { port: 18950 } } } }'],
    [
      'model server',
      'config: { models: { providers: { x: { baseUrl: "http://127.0.0.1:18950/v1", models: [], localService: { command: /opt/x } } } } }',
    ],
    [
      'model server of a variable',
      'env: { AT: "http://127.0.0.1:18950/v1" }, config: { models: { providers: { x: { baseUrl: "${AT}", models: [], localService: { command: /opt/x } } } } }',
    ],
  ])('go around the %s of each other', (_, keys) => {
    const text = `version: 1\nhosts:\n  box:\n    user: claw\n    env: { OPENCLAW_DISABLE_BONJOUR: "1" }\n    instances:\n      m: { port: auto, ${keys} }\n      q: { port: auto }\n`;
    const { diagnostics, lock } = validate(text);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(portsIn(lock!)).toEqual({ m: 18789, q: 19029 });
  });

  it('leave a sandbox host where it follows from the base', () => {
    const text = `version: 1\nhosts:\n  box:\n    user: claw\n    config: { mcp: { apps: { enabled: true } } }\n    instances:\n      m: { port: auto }\n      q: { port: auto }\n`;
    expect(portsIn(validate(text).lock!)).toEqual({ m: 18789, q: 18909 });
  });

  it('are one line each, sorted', () => {
    expect(lockOf({ b: 'auto', a: 'auto' })).toBe(
      '{\n  "version": 1,\n  "ports": {\n    "box": {\n      "a": 18789,\n      "b": 18909\n    }\n  }\n}\n',
    );
  });

  it('leave the lock when their instance does, and come back as the next free', () => {
    const lock = lockOf({ a: 'auto', b: 'auto' });
    expect(portsIn(lockOf({ b: 'auto' }, lock))).toEqual({ b: 18909 });
    expect(lockOf({ a: 20000 }, lock)).toBe('{\n  "version": 1,\n  "ports": {}\n}\n');
  });

  it('need no lock where no port is auto', () => {
    expect(validate(hostsYaml({ a: 18789 })).lock).toBeUndefined();
  });

  it('are given to as many as there is room for, and the others are told', () => {
    const names = Array.from({ length: 392 }, (_, at) => `n${String(at).padStart(3, '0')}`);
    const { diagnostics, fleet } = validate(
      hostsYaml(Object.fromEntries(names.map((name) => [name, 'auto'] as const))),
    );
    const bases = fleet.hosts.flatMap(({ instances }) => instances.map(({ port }) => port));
    expect(bases.slice(0, 389)).toEqual(Array.from({ length: 389 }, (_, at) => 18789 + 120 * at));
    expect(bases.slice(389)).toEqual([undefined, undefined, undefined]);
    expect(diagnostics.filter(({ code }) => code === 'lock-file').map(({ path }) => path)).toEqual(
      names.slice(389).map((name) => `hosts.box.instances.${name}.port`),
    );
  });

  it('are sorted by host, with hosts in rows of their own', () => {
    const text = `version: 1
defaults: { user: claw, port: auto }
hosts: { b: { instances: { main: } }, a: { instances: { main: } } }
`;
    expect(validate(text).lock).toBe(
      '{\n  "version": 1,\n  "ports": {\n    "a": {\n      "main": 18789\n    },\n    "b": {\n      "main": 18789\n    }\n  }\n}\n',
    );
  });

  it('run out', () => {
    const { diagnostics } = validate(hostsYaml({ a: 'auto' }, '[1-65535]'));
    expect(diagnostics.map(({ code, path }) => [code, path])).toEqual([['lock-file', 'hosts.box.instances.a.port']]);
  });

  it('never move once locked, whatever is added, removed or reordered', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const edits = fc.array(fc.array(name, { minLength: 1 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(edits, (steps) => {
        let lock: string | undefined;
        for (const names of steps) {
          const before = lock === undefined ? {} : portsIn(lock);
          lock = lockOf(Object.fromEntries(names.map((it) => [it, 'auto' as const])), lock);
          const after = portsIn(lock);
          for (const it of names) if (before[it] !== undefined) expect(after[it]).toBe(before[it]);
          expect(new Set(Object.values(after)).size).toBe(new Set(names).size);
        }
      }),
      { numRuns: samples(15, 100) },
    );
  });
});
