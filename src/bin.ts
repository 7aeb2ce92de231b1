#!/usr/bin/env node
// The program as the npm package has it: Node.js keeps beside it what it compiled.

import module, { createRequire } from 'node:module';
import { join } from 'node:path';

/** From Node.js 22.1. */
type CachingModule = typeof module & { readonly enableCompileCache?: (folder: string) => void };

// Beside the program, where nobody can write who can't change the program too. By default it is in /tmp: whoever makes the
// folder there first decides what others run.
(module as CachingModule).enableCompileCache?.(join(import.meta.dirname, '../.cache'));
createRequire(import.meta.url)('./main.cjs');
