// The playbook, run by Ansible.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { ansibleExampleTests, ansibleTests } from './ansible.ts';
import { whyNoBox } from './box.ts';
import { whyNoAnsible } from './play.ts';
import { rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox() ?? whyNoAnsible();

describe.skipIf(reason)(reason ?? 'the playbook, under systemd', () => {
  describe('two hosts, by ansible-core 2.14 and 2.19', ansibleTests);
  describe('the examples, by ansible-core 2.14 and 2.19, a stub in place of OpenClaw', ansibleExampleTests);

  it('docs/verified.md says so', ({ task }) => {
    const section = rowsSection('playbook', task.file);
    expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
