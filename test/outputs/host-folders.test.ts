// Folders that are made on a host: whose they are, and that no account gets one that another has something in.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { instancePaths } from '../../src/model/instance-paths.ts';
import { isInside } from '../../src/model/paths.ts';
import { deployFleet } from '../../src/outputs/deployment.ts';
import { samples } from '../support/full.ts';

const RUNS = { numRuns: samples(20, 100) };

/** `owner path` of an instance's folders. */
function foldersOf(text: string, name: string): readonly string[] {
  const { fleet, diagnostics } = validate(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { folders } = deployFleet(fleet).find(({ instance }) => instance === name)!;
  expect(folders.filter(({ owner, mode }) => mode !== (owner === 'root' ? '0755' : '0700'))).toEqual([]);
  return folders.map(({ owner, path }) => `${owner} ${path}`);
}

const hosts = (defaults: string, instances: readonly string[], os = 'linux') => `version: 1
defaults: ${defaults}
hosts:
  box-1:
    os: ${os}
    config: { gateway: { auth: { mode: none } }, discovery: { mdns: { mode: off } } }
    instances:
${instances.map((instance) => `      ${instance}\n`).join('')}`;

const SYSTEM = 'service: { scope: system }';

describe('the folders of an instance', () => {
  it('are its own below its home, and root’s above it', () => {
    const tenants = hosts(
      `{ home: /srv/openclaw/$(instance), stateDir: ~/state, workspace: ~/workspace, secrets: [TOKEN],
  logFile: /var/log/openclaw/$(instance)/openclaw.log, secretsFile: /etc/openclaw/$(instance).env, ${SYSTEM} }`,
      ['a: { port: 18789, user: oc-a, group: oc-a }', 'b: { port: 18909, user: oc-b, group: oc-b }'],
    );
    expect(foldersOf(tenants, 'b')).toEqual([
      'root /etc/gwc',
      'root /etc/gwc/openclaw-gateway-b.service',
      'root /etc/openclaw',
      'root /srv/openclaw',
      'oc-b:oc-b /srv/openclaw/b',
      'oc-b:oc-b /srv/openclaw/b/state',
      'oc-b:oc-b /srv/openclaw/b/workspace',
      'root /var/log/openclaw',
      'oc-b:oc-b /var/log/openclaw/b',
    ]);
  });

  it('have none of the system’s', () => {
    const text = hosts(
      `{ secrets: [T], secretsFile: /etc/openclaw-$(instance).env, logFile: /var/log/$(instance).log }`,
      [`a: { port: 18789, user: claw, ${SYSTEM} }`],
    );
    expect(foldersOf(text, 'a').filter((folder) => !/\/home\/claw|\/etc\/gwc/.test(folder))).toEqual([]);
  });

  it('have a secrets file’s folder as the account’s only where it lies in a folder that is', () => {
    const main = (file: string) => hosts('{ user: claw }', [`a: { port: 18789, secrets: [T], secretsFile: ${file} }`]);
    expect(foldersOf(main('~/secrets/a.env'), 'a')).toContain('claw /home/claw/secrets');
    expect(foldersOf(main('/srv/secrets/a.env'), 'a')).toContain('root /srv/secrets');
  });

  it('have one that several accounts use as root’s, one that one account’s instances use as its own', () => {
    const logs = `{ logFile: /var/log/openclaw/$(instance).log, ${SYSTEM} }`;
    const two = (user: string) => hosts(logs, ['a: { port: 18789, user: claw }', `b: { port: 18909, user: ${user} }`]);
    expect(foldersOf(two('claw'), 'b')).toContain('claw /var/log/openclaw');
    expect(foldersOf(two('other'), 'b')).toContain('root /var/log/openclaw');
    expect(foldersOf(two('other, managed: false'), 'a')).toContain('root /var/log/openclaw');
  });

  it('have a place on macos once, whatever its spelling', () => {
    const text = hosts(
      '{ user: claw, env: { OPENCLAW_DISABLE_BONJOUR: "1" } }',
      ['a: { port: 18789, logFile: /private/var/log/a.log }'],
      'macos',
    );
    const folders = foldersOf(text, 'a');
    expect(folders.filter((folder) => !folder.startsWith('claw /Users/claw'))).toEqual([]);
    expect(folders).toContain('claw /Users/claw/Library/LaunchAgents');
  });
});

describe('of any fleet', () => {
  const place = fc.constantFrom(
    '/srv',
    '/srv/x',
    '/srv/x/a',
    '/srv/x/b',
    '/var/log/oc',
    '/home/a',
    '/home/b',
    '/etc/oc',
  );
  const instance = fc.record({
    user: fc.constantFrom('a', 'b'),
    home: place,
    stateDir: place,
    workspace: place,
    logFile: place.map((folder) => `${folder}/x.log`),
    secretsFile: place.map((folder) => `${folder}/x.env`),
    configPath: place.map((folder) => `${folder}/openclaw.json`),
    secrets: fc.constant(['T']),
    service: fc.record({ scope: fc.constantFrom('user', 'system') }),
  });

  it('no account gets a folder that another has something in, and each folder comes after its parents', () => {
    fc.assert(
      fc.property(fc.array(instance, { minLength: 1, maxLength: 4 }), (list) => {
        const rows = list.map((one, index) => `i${index}: ${JSON.stringify({ ...one, port: 18789 + 120 * index })}`);
        const { fleet } = validate(hosts('{}', rows));
        const paths = fleet.hosts.flatMap(({ instances }) => instances.flatMap(instancePaths));
        for (const { user, folders } of deployFleet(fleet)) {
          const own = folders.filter(({ owner }) => owner !== 'root').map(({ path }) => path);
          const others = paths.filter(({ instance }) => instance.user !== user);
          expect(others.filter(({ path }) => own.some((folder) => isInside(path, folder, 'linux')))).toEqual([]);
          const order = folders.map(({ path }) => path);
          expect(
            order.filter((path, index) => order.slice(0, index).some((earlier) => isInside(earlier, path, 'linux'))),
          ).toEqual([]);
          // A gap would be filled with a folder of nobody knows whom.
          const isListed = (path: string) =>
            order.includes(path) || !order.some((folder) => isInside(path, folder, 'linux'));
          expect(order.filter((path) => !isListed(path.slice(0, path.lastIndexOf('/'))))).toEqual([]);
        }
      }),
      RUNS,
    );
  });
});
