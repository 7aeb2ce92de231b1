// gwc apply, from nothing to a removed instance, and what docs/ has a person do around it.

import { describe, expect, it } from 'vitest';
import { expectText } from '../support/fixtures.ts';
import { applyTests } from './apply.ts';
import { whyNoBox } from './box.ts';
import { recipeTests } from './recipes.ts';
import { rowsSection, verifiedPage } from './verified.ts';

const reason = whyNoBox();

describe.skipIf(reason)(reason ?? 'installing, under systemd', () => {
  describe('apply and status', () => applyTests());
  describe('recipes for secrets and for pulling, a stub in place of OpenClaw', recipeTests);

  it('docs/verified.md says so', ({ task }) => {
    const section = rowsSection('installing', task.file);
    expect(section).toContain('| passed |');
    expectText('docs/verified.md', verifiedPage(section));
  });
});
