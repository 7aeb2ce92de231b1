#!/usr/bin/env node
// The program as the npm package has it: Node.js keeps beside it what it compiled. It is CommonJS, since an import of Node.js's own
// modules loads all that they offer.

import { statSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';

/** From Node.js 22.1. */
type CachingModule = typeof module & { readonly enableCompileCache?: (folder: string) => void };

// Beside the program, where nobody can write who can't change the program too. By default it is in /tmp: whoever makes the
// folder there first decides what others run. Root leaves nothing in an account's own package, which the account couldn't remove.
const own = dirname(__dirname);
if (statSync(own).uid === (getuid?.() ?? 0)) (module as CachingModule).enableCompileCache?.(join(own, '.cache'));
require(join(__dirname, 'main.cjs'));
