// examples/rescue-bot under a user's service manager: as it stands, then with its sandbox on.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isolationTests, managerTests, scoreTest } from './isolation.ts';
import { bootMachine, deliver, listeners, openclaw } from './machine.ts';
import { operationTests, rebootTest, stopTest } from './operation.ts';
import { fillSecrets, reinstall, scenarioOf } from './scenario.ts';
import { installSteps } from './steps.ts';
import { toolTests } from './tools.ts';

const text = readFileSync('examples/rescue-bot/hosts.yaml', 'utf8');
/** `main` in the looser, `rescue` in the tighter sandbox. */
const sandboxed = text
  .replace('port: 18789', 'port: 18789\n        service: { hardening: standard }')
  .replace('port: 19789', 'port: 19789\n        service: { hardening: strict }');

export function rescueBotTests(): void {
  const scenario = scenarioOf(text, ['EnvironmentFile', 'UnsetEnvironment']);
  const hardened = scenarioOf(sandboxed);

  beforeAll(async () => {
    scenario.box = await bootMachine('rescue');
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

  describe('with `hardening: standard` for main, `strict` for rescue', () => {
    const strict = () => hardened.all.find(({ name }) => name === 'rescue')!;
    beforeAll(() => reinstall(hardened));

    rebootTest(hardened);
    it('a browser starts in `standard`, with its own sandbox, and its ports lie in the span as well', async () => {
      const main = hardened.all.find(({ name }) => name === 'main')!;
      await openclaw(hardened.box, main, 'browser --timeout 120000 start --headless');
      const found = async () => (await listeners(hardened.box)).map(({ port }) => port);
      await expect.poll(found, { timeout: 60_000, interval: 1000 }).toContain(main.ports!.cdp!.from);
      // Whatever unit the browser is counted to.
      const spans = hardened.running.map(({ ports }) => ports!.span);
      expect((await found()).filter((port) => !spans.some(({ from, to }) => from <= port && port <= to))).toEqual([]);
    });
    toolTests(hardened, () => hardened.all.find(({ name }) => name === 'main')!, 'standard');
    isolationTests(hardened);
    managerTests(hardened, strict);
    scoreTest(hardened, 1.6, strict);
    stopTest(hardened);
  });
}
