// gwc accepts and refuses what each release does, by the verdicts that `npm run release:add` recorded.

import { expect, it } from 'vitest';
import { agreementOf, kindsOf, recordedAgreement } from '../../scripts/releases/agreement.ts';
import { KNOWN_RELEASES } from '../../src/openclaw/release.ts';
import { inFull, samples } from '../support/full.ts';

it.each(KNOWN_RELEASES)('%s: 99 of 100 configs', (release) => {
  const { configs, disagreements } = agreementOf(release, samples(60, 500));
  expect(configs).toBeGreaterThanOrEqual(60);
  // A few more or less say nothing of a short list.
  const allowed = Math.max(2, configs * 0.01);
  expect(disagreements.length, JSON.stringify(disagreements, undefined, 2)).toBeLessThanOrEqual(allowed);
});

inFull.it.each(KNOWN_RELEASES)('%s: as docs/releases.md has it (npm run agree -- --write)', (release) => {
  expect(kindsOf(agreementOf(release))).toEqual(recordedAgreement(release));
});
