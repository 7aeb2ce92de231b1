// Every rule, in the order of the reference.

import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [];
