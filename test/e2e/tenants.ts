// examples/tenants under the system's service manager, installed by `gwc apply`: as it stands, then with one account for all and
// a looser sandbox.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import { isolationTests, managerTests, scoreTest } from './isolation.ts';
import { bootMachine, untilHealthy } from './machine.ts';
import { operationTests, stopTest } from './operation.ts';
import { installByApply, reinstall, scenarioOf } from './scenario.ts';
import { toolTests } from './tools.ts';

const text = readFileSync('examples/tenants/hosts.yaml', 'utf8');
const oneAccount = text
  .replaceAll(/user: oc-\w+, group: oc-\w+/g, 'user: oc-acme, group: oc-acme')
  .replace('port: 18789,', 'port: 18789, service: { hardening: standard },');

export function tenantsTests(): void {
  const scenario = scenarioOf(text);
  const shared = scenarioOf(oneAccount);

  beforeAll(async () => {
    scenario.box = await bootMachine('tenants');
    shared.box = scenario.box;
    await installByApply(scenario, 'root');
  });
  afterAll(() => scenario.box?.down());

  operationTests(scenario);
  scoreTest(scenario, 1.5, () => scenario.running[0]!);
  toolTests(scenario, () => scenario.running[0]!, 'strict');

  describe('with one account for all, `hardening: standard` for acme, `strict` for globex', () => {
    beforeAll(async () => {
      const owned = shared.all.map(({ name }) => `/srv/openclaw/${name} /var/log/openclaw/${name}`).join(' ');
      await reinstall(shared);
      await shared.box.run(`chown -R oc-acme:oc-acme ${owned}; loginctl enable-linger oc-acme`);
      for (const instance of shared.running)
        await shared.box.run(`systemctl daemon-reload; systemctl start ${instance.service.name}`);
      await untilHealthy(shared.box, shared.running);
    });

    isolationTests(shared);
    managerTests(shared, () => shared.running.find(({ name }) => name === 'globex')!);
    stopTest(shared);
  });
}
