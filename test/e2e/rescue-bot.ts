// examples/rescue-bot under a user's service manager: as it stands and installed by hand, then from nothing with its sandbox
// on, by `gwc apply`.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isolationTests, managerTests, scoreTest } from './isolation.ts';
import { bootMachine, listeners, openclaw, property } from './machine.ts';
import { operationTests, stopTest } from './operation.ts';
import { installByApply, installByHand, scenarioOf, stopAll, wipe } from './scenario.ts';
import { toolTests } from './tools.ts';

const text = readFileSync('examples/rescue-bot/hosts.yaml', 'utf8');
/** The two of the example in the tighter sandbox, and a third one in the looser. */
const sandboxed = text
  .replace('port: 18789', 'port: 18789\n        service: { hardening: strict }')
  .replace('port: 19789', 'port: 19789\n        service: { hardening: strict }')
  .concat('      third: { port: 20789, service: { hardening: standard } }\n');

export function rescueBotTests(): void {
  const scenario = scenarioOf(text, ['EnvironmentFile', 'UnsetEnvironment']);
  const hardened = scenarioOf(sandboxed);

  beforeAll(async () => {
    scenario.box = await bootMachine('rescue');
    hardened.box = scenario.box;
    await installByHand(scenario, 'claw');
  });
  afterAll(() => scenario.box?.down());

  operationTests(scenario);

  describe('from nothing by `gwc apply`: `hardening: strict` for main, the default profile, and rescue, `standard` for a third', () => {
    const named = (wanted: string) => hardened.all.find(({ name }) => name === wanted)!;
    const strict = () => named('rescue');
    const standard = () => named('third');
    beforeAll(async () => {
      await stopAll(scenario);
      await wipe(scenario);
      await installByApply(hardened, 'claw');
    });

    it('every gateway comes up in its sandbox at its first start, and `gwc status` finds nothing wrong', async () => {
      const levels = await Promise.all(hardened.running.map((one) => property(hardened.box, one, 'ProtectSystem')));
      expect(levels).toEqual(['strict', 'strict', 'no']);
      expect(await hardened.box.attempt('cd; gwc status', { user: 'claw' })).toMatchObject({ code: 0 });
    });

    it('a browser starts in `standard`, with its own sandbox, and its ports lie in the span as well', async () => {
      await openclaw(hardened.box, standard(), 'browser --timeout 600000 start --headless');
      const found = async () => (await listeners(hardened.box)).map(({ port }) => port);
      await expect.poll(found, { timeout: 900_000, interval: 1000 }).toContain(standard().ports!.cdp!.from);
      // Whatever unit the browser is counted to.
      const spans = hardened.running.map(({ ports }) => ports!.span);
      expect((await found()).filter((port) => !spans.some(({ from, to }) => from <= port && port <= to))).toEqual([]);
    });
    toolTests(hardened, standard, 'standard');
    isolationTests(hardened);
    managerTests(hardened, strict);
    scoreTest(hardened, 1.6, strict);
    stopTest(hardened);
  });
}
