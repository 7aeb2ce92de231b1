// `node --import ./scripts/typescript.js FILE` runs TypeScript that imports what gwc's sources do.

import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
