// The two forms of gwc that are measured.

import { resolve } from 'node:path';
import { newestNode } from '../../test/support/nodes.ts';

/** Of a command line: the program and what comes before its own arguments. */
export type Form = readonly [string, ...string[]];

export const EXECUTABLE: Form = [resolve(`dist/exe/gwc-${process.platform}-${process.arch}`)];
export const NEWEST_NODE = newestNode();
export const NPM_PACKAGE: Form = [NEWEST_NODE, resolve('dist/bin.cjs')];
