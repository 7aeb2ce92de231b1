// Loaded before the program: kills it right before the change to the disk whose number KILL_AT says, as `kill -9` in that
// very moment would; with KILL_TORN, in the middle of it where it writes. Without KILL_AT the changes are counted into
// the file that COUNT_TO names.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env.KILL_AT ?? Number.POSITIVE_INFINITY);
const isTorn = process.env.KILL_TORN === '1';
const { writeSync, writeFileSync } = fs;
const calls = [];

for (const name of [
  'openSync',
  'writeFileSync',
  'fchmodSync',
  'chmodSync',
  'renameSync',
  'unlinkSync',
  'rmSync',
  'rmdirSync',
  'mkdirSync',
  'symlinkSync',
]) {
  const real = fs[name];
  fs[name] = (...args) => {
    // Opening counts where it is for writing.
    if (name === 'openSync' && args[1] !== 'wx') return real(...args);
    calls.push(name);
    if (calls.length === killAt) {
      if (isTorn && name === 'writeFileSync') writeSync(args[0], Buffer.from(args[1]).subarray(0, args[1].length / 2));
      process.kill(process.pid, 'SIGKILL');
    }
    return real(...args);
  };
}
syncBuiltinESMExports();
if (process.env.COUNT_TO) process.on('exit', () => writeFileSync(process.env.COUNT_TO, calls.join('\n')));
