// gwc as it is in a box: built from the sources as they are now.

import { dirname } from 'node:path';
import { PROGRAM as BIN } from '../support/program.ts';

/** Where a box has it. */
export const PROGRAM = dirname(BIN);
