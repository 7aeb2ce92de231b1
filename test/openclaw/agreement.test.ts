// gwc accepts and refuses what each release does, by the verdicts that `npm run release:add` recorded.

import { expect, it } from 'vitest';
import { agreementOf, kindsOf, recordedAgreement } from '../../scripts/releases/agreement.ts';
import { KNOWN_RELEASES } from '../../src/openclaw/release.ts';
import { isFull, samples } from '../support/full.ts';

it.each(KNOWN_RELEASES)('%s: 99 of 100 configs, as docs/releases.md has it (npm run agree -- --write)', (release) => {
  const agreement = agreementOf(release, samples(60, Number.POSITIVE_INFINITY));
  const { configs, disagreements } = agreement;
  expect(configs).toBeGreaterThanOrEqual(samples(60, 1700));
  // A few more or less say nothing of a short list.
  const allowed = Math.max(2, configs * 0.01);
  expect(disagreements.length, JSON.stringify(disagreements, undefined, 2)).toBeLessThanOrEqual(allowed);
  if (isFull) expect(kindsOf(agreement)).toEqual(recordedAgreement(release));
});
