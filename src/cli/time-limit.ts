// An end for work by what the user brings: a template with loops in loops, a pattern that tries each way to match.

import { getBuiltinModule } from 'node:process';
import { FileError } from '../files/file-error.ts';
import type { Fleet } from '../model/fleet.ts';

/** What `use` makes. Throws a FileError with `why` where that takes longer. */
export function inTime<T>(seconds: number, why: () => string, use: () => T): T {
  // A script has an end when V8 says so, and with it whatever the script calls: nothing else stops a loop.
  const { Script } = getBuiltinModule('node:vm');
  try {
    return new Script('use()').runInNewContext({ use }, { timeout: seconds * 1000 });
  } catch (error) {
    throw isTimeout(error) ? new FileError(why()) : error;
  }
}

/** It comes from the script's own world, whose errors are no `Error` here. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

/** Many times what a fleet takes by a template that only lays out values and a schema that a release prints, on a slow machine. */
export function secondsFor({ hosts }: Fleet): number {
  const instances = hosts.reduce((sum, host) => sum + host.instances.length, 0);
  return 10 + Math.ceil(instances / 100);
}
