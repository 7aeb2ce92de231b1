// gwc apply and the playbook, from nothing to a removed instance.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { ansibleExampleTests, ansibleTests, whyNoAnsible } from './ansible.ts';
import { applyTests } from './apply.ts';
import { whyNoBox } from './box.ts';
import { recipeTests } from './recipes.ts';
import { rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'installing, under systemd', () => {
  describe('apply and status', () => applyTests());
  describe.skipIf(whyNoAnsible())(whyNoAnsible() ?? 'a playbook, run by Ansible on each of two hosts', ansibleTests);
  describe.skipIf(whyNoAnsible())(
    whyNoAnsible() ?? 'the examples, installed by the playbook, a stub in place of OpenClaw',
    ansibleExampleTests,
  );
  describe('recipes for secrets and for pulling, a stub in place of OpenClaw', recipeTests);

  it('docs/verified.md says so', ({ task }) => {
    const section = rowsSection('installing', task.file);
    expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
