// Everything that a real systemd and a real OpenClaw say; docs/verified.md lists what was run, and how it ended.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { ansibleExampleTests, ansibleTests, whyNoAnsible } from './ansible.ts';
import { applyTests } from './apply.ts';
import { whyNoBox } from './box.ts';
import { collisionTests } from './collisions.ts';
import { exampleTests } from './examples.ts';
import { importTests } from './import.ts';
import { readInCodeTests } from './read-in-code.ts';
import { rescueBotTests } from './rescue-bot.ts';
import { statusTests } from './status.ts';
import { tenantsTests } from './tenants.ts';
import { READ, readSection, rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'under systemd', () => {
  describe('examples/tenants by its README, a stub in place of OpenClaw', exampleTests);
  describe('rescue-bot, user scope', rescueBotTests);
  describe('tenants, system scope', tenantsTests);
  describe('collisions, built with the checks off', collisionTests);
  describe(READ, readInCodeTests);
  describe('import of an installed machine', importTests);
  describe('apply and status', applyTests);
  describe('what apply checks first, and what status sees', statusTests);
  describe.skipIf(whyNoAnsible())(whyNoAnsible() ?? 'a playbook, run by Ansible on each of two hosts', ansibleTests);
  describe.skipIf(whyNoAnsible())(
    whyNoAnsible() ?? 'the examples, installed by the playbook, a stub in place of OpenClaw',
    ansibleExampleTests,
  );

  it('docs/verified.md says so', ({ task }) => {
    const sections = [rowsSection(task.file), readSection(task.file)];
    for (const section of sections) expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(...sections));
  });
});
