// examples/tenants under the system's service manager: as it stands, then with one account for all and a looser sandbox.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import { isolationTests, managerTests, scoreTest } from './isolation.ts';
import { bootMachine, deliver } from './machine.ts';
import { operationTests, rebootTest, stopTest } from './operation.ts';
import { fillSecrets, reinstall, scenarioOf } from './scenario.ts';
import { installSteps } from './steps.ts';
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
    const [accounts, files, start] = installSteps('System services') as [string, string, string];
    await deliver(scenario.box, scenario.artifacts, '/root/out', 'root:');
    await scenario.box.run(`cd /root/out\n${accounts}${files}`);
    await fillSecrets(scenario);
    await scenario.box.run(`touch /root/started\n${start}`);
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
    });

    rebootTest(shared);
    isolationTests(shared);
    managerTests(shared, () => shared.running.find(({ name }) => name === 'globex')!);
    stopTest(shared);
  });
}
