// Each kind of change in every way of installing, with a stub in place of OpenClaw.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { whyNoBox } from './box.ts';
import { matrixTests } from './matrix.ts';
import { whyNoAnsible } from './play.ts';
import { matrixSection, verifiedPage } from './verified.ts';

const reason = whyNoBox() ?? whyNoAnsible();

describe.skipIf(reason)(reason ?? 'matrix, under systemd', () => {
  matrixTests();

  it('docs/verified.md says so', ({ task }) => {
    const section = matrixSection(task.file);
    expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
