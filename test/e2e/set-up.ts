// Before the end-to-end tests, and not in each of their processes at once.

import { whyNoBox } from './box.ts';
import { installOpenClaw } from './openclaw.ts';

export default function setUp(): void {
  if (whyNoBox() === undefined) installOpenClaw();
}
