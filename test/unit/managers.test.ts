// Every service manager answers every question, and is known wherever one is listed.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/hosts.schema.json' with { type: 'json' };
import { build } from '../../src/build.ts';
import { MANAGERS, managersOf } from '../../src/managers/index.ts';
import { deployFleet } from '../../src/outputs/deployment.ts';

const service = schema.$defs.instance.properties.service.properties;
const golden = readdirSync('test/ok').map((name) => readFileSync(`test/ok/${name}/artifacts.txt`, 'utf8'));

it('are those that hosts.yaml may name', () => {
  const named = service.target.enum.filter((id) => id !== null);
  expect(MANAGERS.map(({ id }) => id).sort(), 'src/managers/index.ts lists each').toEqual(named.sort());
});

describe.each(MANAGERS.map((manager) => [manager.id, manager] as const))('%s', (id, manager) => {
  const of = (os: string, scope: string, rest = '') =>
    build(`version: 1
hosts:
  box-1:
    os: ${os}
    user: claw
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    config: { gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } } }
    env: { OPENCLAW_DISABLE_BONJOUR: "1" }
    instances:
      main: { port: 18789, service: { target: ${id}, scope: ${scope}${rest} } }
`);

  it('runs on a system, which names it among its own', () => {
    expect(manager.os.length).toBeGreaterThan(0);
    for (const os of manager.os) expect(managersOf(os)).toContain(manager);
  });

  it.each(manager.os.flatMap((os) => ['user', 'system'].map((scope) => [os, scope] as const)))(
    "gets its file on %s in %s scope, in its folder and under its name, for whoever reads that scope's files",
    (os, scope) => {
      const { diagnostics, artifacts, fleet } = of(os, scope);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const { home, service: own } = fleet.hosts[0]!.instances[0]!;
      const file = artifacts.filter(({ kind }) => kind === manager.artifact);
      expect(file.map(({ installPath, owner }) => [installPath, owner])).toEqual([
        [
          `${manager.folder({ scope: own.scope, home, name: own.name })}/${manager.fileName(own.name)}`,
          scope === 'system' ? manager.rootOwner : 'claw',
        ],
      ]);
      expect(deployFleet(fleet).map(({ target, service: name }) => [target, name])).toEqual([[id, own.name]]);
    },
  );

  it('has a golden case', () => {
    const message = 'add an instance to test/ok, then UPDATE=1 npx vitest run test/ok.test.ts';
    expect(golden.join(''), message).toContain(`: ${manager.artifact} `);
  });

  it("takes its own names, OpenClaw's and those of its examples, and no path", () => {
    for (const profile of ['default', 'rescue']) {
      const name = manager.fullName(manager.defaultName(profile));
      expect([manager.isName(name), manager.fullName(name)]).toEqual([true, name]);
      expect(manager.nameForEach(name)).toContain('$(instance)');
      expect(manager.nameKey(name)).toBe(manager.nameKey(name.toLowerCase()));
    }
    for (const name of ['../evil', 'a b', '']) expect(manager.isName(name)).toBe(false);
  });

  it('has raw settings that the schema knows, or says that it takes none', () => {
    if (manager.raw !== undefined) expect(Object.keys(service)).toContain(manager.raw);
    for (const [section] of [...manager.outputFiles, manager.aliases ?? [manager.raw]])
      expect(section).toBe(manager.raw);
  });

  it('is controlled by apply, or says that it is not', () => {
    const isControlled = readFileSync('src/apply/service-of.ts', 'utf8').includes(`${id}(machine)`);
    expect(isControlled, '`isApplied` of the record, or src/apply/service-of.ts').toBe(manager.isApplied);
  });
});
