// The executable, by which vitest.e2e.config.ts has this file run.

import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { applyTests } from './apply.ts';
import { whyNoBox } from './box.ts';
import { rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'the executable, under systemd', () => {
  beforeAll(() => void execFileSync('npm', ['run', '--silent', 'build:exe'], { stdio: 'pipe' }));

  describe('apply and status', () =>
    applyTests('services of an account, by itself', 'hardened services of the system, a program in place of OpenClaw'));

  it('docs/verified.md says so', ({ task }) => {
    const section = rowsSection('executable', task.file);
    expect(section).toContain('| executable |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
