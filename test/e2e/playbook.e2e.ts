// The playbook, run by Ansible.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { ansibleExampleTests, ansibleTests, whyNoAnsible } from './ansible.ts';
import { whyNoBox } from './box.ts';
import { rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox() ?? whyNoAnsible();

describe.skipIf(reason)(reason ?? 'the playbook, under systemd', () => {
  describe('on each of two hosts', ansibleTests);
  describe('the examples, a stub in place of OpenClaw', ansibleExampleTests);

  it('docs/verified.md says so', ({ task }) => {
    const section = rowsSection('playbook', task.file);
    expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
