// What a finding is known by from run to run, whatever line it stands on → its fingerprint.

import { createHash } from 'node:crypto';

/** One for each identity, in their order. Equal ones are told apart by a number, as they come. */
export function fingerprints(identities: readonly (readonly string[])[]): readonly string[] {
  const seen = new Map<string, number>();
  return identities.map((identity) => {
    const hash = createHash('sha256')
      .update(JSON.stringify(identity.map(withoutLines)))
      .digest('hex')
      .slice(0, 32);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return `${hash}:${number}`;
  });
}

/** A message that names a line is the same message when that line moves. */
function withoutLines(text: string): string {
  return text.replace(/\bline \d+/g, 'line');
}
