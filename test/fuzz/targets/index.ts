// Every target of the fuzzer that runs in its own process.

import type { Target } from '../target.ts';
import { documentTarget } from './document.ts';
import { fleetTarget } from './fleet.ts';
import { interpolationTarget } from './interpolation.ts';
import { lockTarget } from './lock.ts';
import { manifestTarget } from './manifest.ts';
import { partsTarget } from './parts.ts';
import { plainTarget } from './plain.ts';
import { quotingTarget } from './quoting.ts';
import { recordTarget } from './record.ts';
import { templatesTarget } from './templates.ts';

export const FUZZ_TARGETS: readonly Target[] = [
  documentTarget,
  fleetTarget,
  partsTarget,
  plainTarget,
  interpolationTarget,
  quotingTarget,
  lockTarget,
  manifestTarget,
  recordTarget,
  templatesTarget,
];
