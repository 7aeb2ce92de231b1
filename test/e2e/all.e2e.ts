// Everything that a real systemd and a real OpenClaw say; docs/verified.md lists what was run, and how it ended.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { ansibleTests, whyNoAnsible } from './ansible.ts';
import { applyTests } from './apply.ts';
import { whyNoBox } from './box.ts';
import { collisionTests } from './collisions.ts';
import { importTests } from './import.ts';
import { rescueBotTests } from './rescue-bot.ts';
import { tenantsTests } from './tenants.ts';
import { verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'under systemd', () => {
  describe('rescue-bot, user scope', rescueBotTests);
  describe('tenants, system scope', tenantsTests);
  describe('collisions, built with the checks off', collisionTests);
  describe('import of an installed machine', importTests);
  describe('apply and status', applyTests);
  describe.skipIf(whyNoAnsible())(whyNoAnsible() ?? 'a playbook, run by Ansible on each of two hosts', ansibleTests);

  it('docs/verified.md says so', ({ task }) => {
    const page = verifiedPage(task.file);
    expect(page).toContain('| passed |');
    expectText('docs/verified.md', page);
  });
});
