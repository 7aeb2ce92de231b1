// examples/rescue-bot under a user's service manager: as it stands, then with its sandbox on.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isolationTests, managerTests, scoreTest } from './isolation.ts';
import { bootMachine, deliver, listeners, openclaw, untilHealthy } from './machine.ts';
import { operationTests } from './operation.ts';
import { fillSecrets, reinstall, scenarioOf } from './scenario.ts';
import { installSteps } from './steps.ts';

const text = readFileSync('examples/rescue-bot/hosts.yaml', 'utf8');
/** `main` in the looser, `rescue` in the tighter sandbox. */
const sandboxed = text
  .replace('port: 18789', 'port: 18789\n        service: { hardening: standard }')
  .replace('port: 19789', 'port: 19789\n        service: { hardening: strict }');

export function rescueBotTests(): void {
  const scenario = scenarioOf(text, ['EnvironmentFile', 'UnsetEnvironment']);
  const hardened = scenarioOf(sandboxed, []);

  beforeAll(async () => {
    scenario.box = await bootMachine('e2e-rescue');
    hardened.box = scenario.box;
    const [linger, files, start] = installSteps("A user's services") as [string, string, string];
    await deliver(scenario.box, scenario.artifacts, '/home/claw/out', 'claw:');
    await scenario.box.run(linger);
    await scenario.box.run(`cd ~/out\n${files}`, { user: 'claw' });
    await fillSecrets(scenario);
    await scenario.box.run('touch /root/started');
    await scenario.box.run(start, { user: 'claw' });
  });
  afterAll(() => scenario.box?.down());

  operationTests(scenario);

  it("the browser's control, relay and CDP ports lie in the span as well", async () => {
    const main = scenario.all.find(({ name }) => name === 'main')!;
    await scenario.box.run(`systemctl --user -M claw@ kill -s KILL ${main.service.name} || true; sleep 1`);
    await scenario.box.run(`systemctl --user -M claw@ restart ${main.service.name}`);
    await untilHealthy(scenario.box, [main]);
    await openclaw(scenario.box, main, 'browser --timeout 120000 start --headless');
    const { from, to } = main.ports!.span;
    const found = () => listeners(scenario.box);
    // Whatever unit the browser is counted to.
    await expect
      .poll(async () => (await found()).map(({ port }) => port), { timeout: 60_000, interval: 1000 })
      .toContain(main.ports!.cdp!.from);
    const ports = (await found()).filter(({ unit }) => unit === main.service.name).map(({ port }) => port);
    expect(ports.filter((port) => port < from || port > to)).toEqual([]);
  });

  describe('with `hardening: standard` for main, `strict` for rescue', () => {
    const strict = () => hardened.all.find(({ name }) => name === 'rescue')!;
    beforeAll(async () => {
      const tokens = scenario.token;
      Object.assign(hardened, { token: tokens });
      await reinstall(hardened);
    });

    it('both answer', () => untilHealthy(hardened.box, hardened.running));
    isolationTests(hardened);
    managerTests(hardened, strict);
    scoreTest(hardened, 1.6, strict);
  });
}
