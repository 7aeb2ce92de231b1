// launchd has no EnvironmentFile: where the host keeps files that OpenClaw doesn't read itself, a shell reads them and then
// becomes the gateway.

import type { Instance } from '../model/fleet.ts';
import { environmentFile } from '../model/instance-paths.ts';
import { shellWord } from './quoting.ts';
import { type Environment, hostFiles, unsetVariables } from './service-environment.ts';

/** ProgramArguments; the command as it is where no file needs the shell. */
export function withEnvironmentFiles(
  command: readonly string[],
  instance: Instance,
  environment: Environment,
): readonly string[] {
  const files = hostFiles(instance).filter(({ path }) => path !== `${instance.stateDir}/.env`);
  if (files.length === 0) return command;
  // A shell gives up where `.` finds no file, so a gateway never runs without what it must have.
  const script = [
    'set -a',
    ...files.map(({ path, optional }) =>
      optional ? `if [ -r ${shellWord(path)} ]; then ${read(path)}; fi` : read(path),
    ),
    read(environmentFile(instance)),
    'set +a',
    `unset ${unsetVariables(environment).join(' ')}`,
    'exec "$@"',
  ];
  return ['/bin/sh', '-c', script.join('; '), 'openclaw-gateway', ...command];
}

function read(path: string): string {
  return `. ${shellWord(path)}`;
}
