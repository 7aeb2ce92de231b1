// Whatever a person or a host sets, an instance keeps its own identity: every selector is set by gwc or taken away.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { OWNED_VARIABLES } from '../../src/openclaw/owned-variables.ts';
import { KNOWN_RELEASES } from '../../src/openclaw/release.ts';
import { serviceEnvironment, unsetVariables } from '../../src/outputs/service-environment.ts';

function instanceOf(keys: string) {
  const text = `version: 1\nhosts: { box: { user: claw, instances: { main: { port: 18789, ${keys} } } } }\n`;
  return validate(text).fleet.hosts[0]!.instances[0]!;
}

const path = (keys: string) => serviceEnvironment(instanceOf(keys)).get('PATH');

describe.each(KNOWN_RELEASES)('%s', (openclaw) => {
  it.each(['linux', 'macos'] as const)('on %s sets or unsets every selector', (os) => {
    const environment = serviceEnvironment({ ...instanceOf(`profile: default, openclaw: ${openclaw}`), os });
    const settled = [...environment.keys(), ...unsetVariables(environment)];
    expect(OWNED_VARIABLES.filter((name) => !settled.includes(name))).toEqual([]);
  });

  it('keeps its own over those of a person', () => {
    const instance = instanceOf(`profile: ops, openclaw: ${openclaw}`);
    const other = Object.fromEntries(OWNED_VARIABLES.map((name) => [name, '/elsewhere']));
    const environment = serviceEnvironment({ ...instance, env: { ...other, PATH: '/mine' } });
    const own = serviceEnvironment(instance);
    expect(environment.get('OPENCLAW_STATE_DIR')).toBe('/home/claw/.openclaw-ops');
    for (const name of OWNED_VARIABLES.filter((owned) => own.has(owned))) {
      expect(environment.get(name)).toBe(own.get(name));
    }
    expect(environment.get('PATH')).toBe('/mine');
  });
});

it('has a cache folder of its own in a strict unit on linux alone', () => {
  const cache = (os: 'linux' | 'macos', hardening: string) =>
    serviceEnvironment({ ...instanceOf(`service: { hardening: ${hardening} }`), os }).get('XDG_CACHE_HOME');
  expect(cache('linux', 'strict')).toBe('/home/claw/.openclaw-main/.cache');
  expect([cache('linux', 'standard'), cache('linux', 'off'), cache('macos', 'strict')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe('PATH', () => {
  it.each([
    ['command: /usr/bin/openclaw', /^\/usr\/local\/bin:\/usr\/bin:\/bin:\/home\/claw\/\.local\/bin:/],
    ['command: [/opt/node/bin/node, /opt/x.mjs]', /^\/opt\/node\/bin:\/usr\/local\/bin:\/usr\/bin:/],
    ['command: "/opt/a:b/openclaw"', /^\/usr\/local\/bin:/],
    ['command: /openclaw', /^\/usr\/local\/bin:/],
    ['home: "/home/a:b"', /^\/usr\/local\/bin:\/usr\/bin:\/bin$/],
    ['env: { PATH: /only }', /^\/only$/],
  ])('with %s', (keys, expected) => {
    expect(path(keys)).toMatch(expected);
  });
});
