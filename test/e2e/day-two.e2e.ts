// What docs/day-two.md says, line by line.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { whyNoBox } from './box.ts';
import { dayTwoTests } from './day-two.ts';
import { rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'the day after, under systemd', () => {
  dayTwoTests();

  it('docs/verified.md says so', ({ task }) => {
    const section = rowsSection('dayTwo', task.file);
    expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
