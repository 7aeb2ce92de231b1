// Fleets of several files as texts: what holds for whom, and what two teams do to each other.

import { describe, expect, it } from 'vitest';
import { build, ports, validate } from '../../src/build.ts';
import { matchPath } from '../../src/document/glob.ts';

const ROOT = 'version: 1\ninclude: [teams/*.yaml]\n';

function envOf(parts: Readonly<Record<string, string>>, root: string): Readonly<Record<string, unknown>> {
  const { fleet, diagnostics } = validate(root, { parts });
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(
    fleet.hosts.flatMap(({ name, instances }) => instances.map((it) => [`${name}/${it.name}`, it.env])),
  );
}

describe('inheritance', () => {
  it('goes from defaults over the host to the instance, first in hosts.yaml, then in the part', () => {
    const layer = (name: string) => `env: { A: ${name}, ${name.toUpperCase().replace('-', '_')}: 'yes' }`;
    const root = `${ROOT}defaults: { user: claw, ${layer('root-defaults')} }
hosts: { box: { ${layer('root-host')}, instances: { main: { port: 18789 } } } }
`;
    const part = `version: 1
defaults: { ${layer('part-defaults')} }
hosts: { box: { ${layer('part-host')}, instances: { a: { port: 18909, ${layer('own')} }, b: { port: 19029 } } } }
`;
    const other = 'version: 1\nhosts: { box: { instances: { c: { port: 19149 } } } }\n';
    const ofRoot = { ROOT_DEFAULTS: 'yes', ROOT_HOST: 'yes' };
    const ofPart = { ...ofRoot, PART_DEFAULTS: 'yes', PART_HOST: 'yes' };
    expect(envOf({ 'teams/a.yaml': part, 'teams/c.yaml': other }, root)).toEqual({
      'box/main': { A: 'root-host', ...ofRoot },
      'box/a': { A: 'own', ...ofPart, OWN: 'yes' },
      'box/b': { A: 'part-host', ...ofPart },
      'box/c': { A: 'root-host', ...ofRoot },
    });
  });

  it('names the place of a value in the file that has it', () => {
    const root = `${ROOT}defaults: { user: claw, stateDir: here }\n`;
    const parts = {
      'teams/a.yaml': 'version: 1\nhosts: { box: { instances: { a: { port: 18789 } } } }\n',
      'teams/b.yaml':
        'version: 1\ndefaults: { stateDir: there }\nhosts: { box: { instances: { b: { port: 18909 } } } }\n',
    };
    const found = validate(root, { parts, file: 'fleet/hosts.yaml' }).diagnostics;
    const places = found.map(({ code, file, path, instances, related }) => [
      code,
      file,
      path,
      ...instances,
      ...related.map((other) => other.file),
    ]);
    expect(places).toEqual([
      ['path-absolute', 'fleet/hosts.yaml', 'defaults.stateDir', 'box/a', 'fleet/teams/a.yaml'],
      ['path-absolute', 'fleet/teams/b.yaml', 'defaults.stateDir', 'box/b', 'fleet/teams/b.yaml'],
    ]);
  });
});

describe('a host in several files', () => {
  it('has the instances and reserved ports of all, each port once', () => {
    const parts = {
      'teams/a.yaml':
        'version: 1\nhosts: { box: { os: macos, reservedPorts: [22, 5432], instances: { a: { port: 18789 } } } }\n',
      'teams/b.yaml': 'version: 1\nhosts: { box: { reservedPorts: [5432, 80], instances: { b: { port: auto } } } }\n',
    };
    const { hosts, diagnostics } = ports(`${ROOT}defaults: { user: claw }\n`, { parts });
    expect(diagnostics.map(({ code }) => code)).toEqual(['mdns-name']);
    expect(hosts).toMatchObject({
      box: {
        instances: { a: { base: 18789 }, b: { base: 18909 } },
        reserved: [{ from: 22 }, { from: 5432 }, { from: 80 }],
      },
    });
    expect(validate(`${ROOT}defaults: { user: claw }\n`, { parts }).fleet.hosts[0]!.os).toBe('macos');
  });
});

it('locks the ports of all files together', () => {
  const part = (name: string) => `version: 1\nhosts: { box: { instances: { ${name}: { port: auto } } } }\n`;
  const parts = { 'teams/b.yaml': part('b'), 'teams/a.yaml': part('a') };
  const lock = JSON.stringify({ version: 1, ports: { box: { b: 18789 } } });
  const options = { parts, lock };
  const { lock: fresh } = validate(`${ROOT}defaults: { user: claw }\n`, options);
  expect(JSON.parse(fresh!).ports).toEqual({ box: { a: 18909, b: 18789 } });
  const { diagnostics } = validate(`${ROOT}defaults: { user: claw }\n`, { ...options, isFrozen: true });
  expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([['lock-file', 'teams/a.yaml']]);
});

describe('three teams on forty hosts', () => {
  const TEAMS = ['sales', 'support', 'tools'];
  const hosts = Array.from({ length: 40 }, (_, index) => `box-${index}`);
  /** Each team has an instance on each host; `port` and `keys` are those of one of them. */
  const partOf = (team: string, odd?: { readonly host: string; readonly keys: string }) => {
    const lines = hosts.map((host) => {
      const keys = odd?.host === host ? odd.keys : `port: ${18789 + 120 * TEAMS.indexOf(team)}`;
      return `  ${host}: { instances: { ${team}: { ${keys} } } }\n`;
    });
    return `version: 1\ndefaults: { user: oc-${team} }\nhosts:\n${lines.join('')}`;
  };
  const partsWith = (team?: string, odd?: { readonly host: string; readonly keys: string }) =>
    Object.fromEntries(TEAMS.map((one) => [`teams/${one}.yaml`, partOf(one, one === team ? odd : undefined)]));

  it('build without a finding', () => {
    const { diagnostics, artifacts, fleet } = build(ROOT, { parts: partsWith() });
    expect(diagnostics).toEqual([]);
    expect(fleet.hosts.flatMap(({ instances }) => instances)).toHaveLength(120);
    expect(artifacts.length).toBe(360);
  });

  it.each([
    ['a base port', 'port: 18789', 'port-unique'],
    ['a span', 'port: 18790', 'port-overlap'],
    ['a state folder', 'port: 19029, stateDir: /home/oc-sales/.openclaw-sales', 'state-dir-unique'],
    ['a folder inside of another', 'port: 19029, workspace: /home/oc-sales/.openclaw-sales/w', 'path-nested'],
    ['a unit', 'port: 19029, user: oc-sales, service: { name: openclaw-gateway-sales }', 'service-name-unique'],
  ])('collide in %s on one of them, and both files are named', (_, keys, code) => {
    const { diagnostics } = validate(ROOT, { parts: partsWith('tools', { host: 'box-17', keys }) });
    const found = diagnostics.filter((one) => one.code === code);
    expect(found.map(({ instances }) => [...instances].sort())).toContainEqual(['box-17/sales', 'box-17/tools']);
    for (const { file, line, related } of found) {
      const files = [file, ...related.map((other) => other.file)].sort();
      expect([...new Set(files)]).toEqual(['teams/sales.yaml', 'teams/tools.yaml']);
      expect(line).toBe(4 + 17);
    }
  });
});

describe('patterns', () => {
  it.each<[string, string, ReturnType<typeof matchPath>]>([
    ['teams/*.yaml', 'teams/a.yaml', 'whole'],
    ['./teams//*.yaml', 'teams/a.yaml', 'whole'],
    ['teams/*.yaml', 'teams/a.yml', 'none'],
    ['teams/*.yaml', 'teams', 'folder'],
    ['teams/*.yaml', 'teams/a/b.yaml', 'none'],
    ['teams/?.yaml', 'teams/ab.yaml', 'none'],
    ['**/*.yaml', 'a.yaml', 'whole'],
    ['**/*.yaml', 'a/b/c.yaml', 'whole'],
    ['**/*.yaml', 'a/.b/c.yaml', 'none'],
    ['**/*.yaml', 'a/node_modules/c.yaml', 'none'],
    ['**/*.yaml', '.a.yaml', 'none'],
    ['.a/*.yaml', '.a/b.yaml', 'whole'],
    ['.*', '.a', 'whole'],
    ['a/**/z/*.yaml', 'a/z/b.yaml', 'whole'],
    ['a/**/z/*.yaml', 'a/x/z/y/z/b.yaml', 'whole'],
    ['a/**/z/*.yaml', 'a/x/b.yaml', 'folder'],
    ['a/**', 'a', 'folder'],
    ['a/**', 'a/b', 'whole'],
    ['a*b*c', 'aXbXbXc', 'whole'],
    ['a*b*c', 'aXbXbX', 'none'],
    ['a+(b)', 'a+(b)', 'whole'],
    ['*', '', 'whole'],
  ])('%s: %s is %s', (pattern, path, expected) => {
    expect(matchPath(pattern, path)).toBe(expected);
  });

  it('take no time that grows beyond the product of their lengths', () => {
    const start = performance.now();
    expect(matchPath(`${'*a'.repeat(5000)}b`, 'a'.repeat(5000))).toBe('none');
    expect(matchPath(`${'**/a/'.repeat(500)}b`, 'a/'.repeat(500))).toBe('folder');
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
