// Whom a finding is about, by the path where it stands.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { concernedInstances } from '../../src/document/finding.ts';
import type { Path } from '../../src/document/json.ts';
import { parseSource } from '../../src/document/yaml.ts';

const FLEET = `version: 1
openclaw: 2026.9.6
defaults: { user: claw, port: 18789, config: { browser: { enabled: false }, ui: {} }, secrets: [A] }
hosts:
  box-2: { instances: { far: {} } }
  box-1:
    user: root
    reservedPorts: [5432]
    instances:
      b: {}
      a: { port: 18909, user: ada, secrets: [], config: { browser: { enabled: true } } }
`;

const [A, B, FAR] = ['box-1/a', 'box-1/b', 'box-2/far'];

describe('a finding', () => {
  it.each<[string, Path, readonly string[]]>([
    ['in an instance', ['hosts', 'box-1', 'instances', 'a', 'port'], [A]],
    ['at an instance that is not there', ['hosts', 'box-1', 'instances', 'gone'], ['box-1/gone']],
    ['of a host', ['hosts', 'box-1'], [A, B]],
    ['at a key of the host alone', ['hosts', 'box-1', 'reservedPorts', 0], [A, B]],
    ["at a host's value that an instance replaces", ['hosts', 'box-1', 'user'], [B]],
    ['at a host without instances', ['hosts', 'box-9'], []],
    ['in defaults', ['defaults', 'portt'], [A, B, FAR]],
    ['at a default that a host and an instance replace', ['defaults', 'user'], [FAR]],
    ['at a default that an instance replaces', ['defaults', 'port'], [B, FAR]],
    ['at an item of a list that an instance replaces', ['defaults', 'secrets', 0], [B, FAR]],
    ['at a map, which merges', ['defaults', 'config', 'browser'], [A, B, FAR]],
    ['at a value in a map that an instance replaces', ['defaults', 'config', 'browser', 'enabled'], [B, FAR]],
    ['at the release', ['openclaw'], [A, B, FAR]],
    ['at any other key of the file', ['version'], []],
    ['of the file', [], []],
  ])('%s', (_, path, expected) => {
    expect(concernedInstances(parseSource(FLEET, 'hosts.yaml').value)(path)).toEqual(expected);
  });

  it('in hosts.yaml concerns the instances of its parts too, where they have no value of their own', () => {
    const root = parseSource(
      'defaults: { user: a, port: 1 }\nhosts: { box: { user: b, memory: 1G } }\n',
      'hosts.yaml',
    ).value;
    const part = parseSource(
      'defaults: { port: 2 }\nhosts: { box: { memory: 1G, instances: { x: {}, y: { user: c } } }, far: { instances: { z: {} } } }\n',
      'teams/a.yaml',
    ).value;
    const concerned = concernedInstances(root, [part]);
    expect(concerned(['defaults', 'port'])).toEqual([]);
    expect(concerned(['defaults', 'user'])).toEqual(['far/z']);
    expect(concerned(['hosts', 'box', 'user'])).toEqual(['box/x']);
    expect(concerned(['hosts', 'box', 'memory'])).toEqual(['box/x', 'box/y']);
    expect(concerned(['openclaw'])).toEqual(['box/x', 'box/y', 'far/z']);
  });

  it.each<[string, string, readonly string[]]>([
    ['in broken YAML', '        port: 1\n        port: 2\n', ['box-1/main']],
    ['in YAML that ends too early', '        command: [a, b\n', ['box-1/main']],
    ['of the wrong shape', '        port: high\n', ['box-1/main']],
    ['of a missing key', '        enabled: true\n', ['box-1/main']],
  ])('%s names the instance', (_, keys, expected) => {
    const { diagnostics } = validate(
      `version: 1\nhosts:\n  box-1:\n    user: claw\n    instances:\n      main:\n${keys}`,
    );
    expect(diagnostics.map(({ instances }) => instances)).toEqual([expected]);
  });

  it('that many share is reported once, of all of them', () => {
    const { diagnostics } = validate(`version: 1
defaults: { user: claw, port: 18789 }
hosts: { box-1: { instances: { a: {}, b: {}, c: {} } } }
`);
    expect(diagnostics.map(({ code, instances }) => [code, ...instances])).toEqual([
      ['port-unique', 'box-1/b', 'box-1/a', 'box-1/c'],
      ['port-unique', 'box-1/c', 'box-1/a', 'box-1/b'],
    ]);
  });
});
