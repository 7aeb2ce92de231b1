// The two forms of gwc that are measured.

import { resolve } from 'node:path';

/** Of a command line: the program and what comes before its own arguments. */
export type Form = readonly [string, ...string[]];

export const EXECUTABLE: Form = [resolve(`dist/exe/gwc-${process.platform}-${process.arch}`)];
export const NPM_PACKAGE: Form = [process.execPath, resolve('dist/bin.mjs')];
