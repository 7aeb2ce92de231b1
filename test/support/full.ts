// `npm test` is what a newcomer runs. `npm run test:full` has the rest too: what takes long, or needs root or programs that
// .ci/run installs.

import { describe, it } from 'vitest';

export const isFull = process.env['GWC_FULL'] === '1';

const leaveOut = Object.assign(() => {}, { each: () => () => {}, skipIf: () => () => {} });

const LEFT_OUT = { describe: leaveOut, it: leaveOut } as unknown as { describe: typeof describe; it: typeof it };

/** Tests of `npm run test:full` alone, in a file that has others. A file without others is named `*.full.test.ts`. */
export const inFull = isFull ? { describe, it } : LEFT_OUT;

/** How many samples a test takes. */
export function samples(few: number, many: number): number {
  return isFull ? many : few;
}
