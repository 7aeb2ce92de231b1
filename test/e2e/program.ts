// gwc as it is in a box, at the same path as here.

import { dirname } from 'node:path';
import { PROGRAM } from '../support/program.ts';

/** What a box must have of this machine. */
export const PROGRAM_FOLDER = dirname(PROGRAM);
