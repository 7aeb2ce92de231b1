// Gateways that run side by side, what becomes of those that gwc refuses, and what is read of them.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { whyNoBox } from './box.ts';
import { collisionTests } from './collisions.ts';
import { containerTests, whyNoEngines } from './containers.ts';
import { exampleTests } from './examples.ts';
import { importTests } from './import.ts';
import { readInCodeTests } from './read-in-code.ts';
import { rescueBotTests } from './rescue-bot.ts';
import { statusTests } from './status.ts';
import { tenantsTests } from './tenants.ts';
import { READ, readSection, rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'gateways under systemd', () => {
  describe('examples/tenants by its README, a stub in place of OpenClaw', exampleTests);
  describe('rescue-bot, user scope', rescueBotTests);
  describe('tenants, system scope', tenantsTests);
  describe.skipIf(whyNoEngines())(whyNoEngines() ?? 'containers, by Podman 5.4 and Docker 26.1', containerTests);
  describe('collisions, built with the checks off', collisionTests);
  describe(READ, readInCodeTests);
  describe('import of an installed machine', importTests);
  describe('what apply checks first, and what status sees', statusTests);

  it('docs/verified.md says so', ({ task }) => {
    const sections = [rowsSection('gateways', task.file), readSection(task.file)];
    for (const section of sections) expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(...sections));
  });
});
