// Before the tests that ask the real OpenClaw, and not in each of their processes at once.

import { whyNoBox } from './box.ts';
import { installOpenClaw, RELEASE, RELEASE_BEFORE } from './openclaw.ts';

export default function setUp(): void {
  if (whyNoBox() === undefined) for (const release of [RELEASE_BEFORE, RELEASE]) installOpenClaw(release);
}
