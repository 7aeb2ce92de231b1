// OpenClaw's own command line as the account of an instance, with the environment of its service.

import { FileError } from '../files/file-error.ts';
import { parseEnvFile } from '../import/env-file.ts';
import { environmentFile } from '../model/instance-paths.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import type { Deployment } from '../targets/deployment.ts';
import type { Account, Machine, RunResult } from './machine.ts';
import { sessionOf } from './systemd.ts';

/** It starts a Node.js with all of OpenClaw. In seconds. */
const MOST_SECONDS = 120;

/** Whether the program is there. */
export function hasCli({ command }: Deployment, machine: Machine): boolean {
  return machine.look(command[0]!).kind !== 'missing';
}

export function runCli(
  deployment: Deployment,
  args: readonly string[],
  account: Account,
  machine: Machine,
): Promise<RunResult> {
  const { command, profile, secretsFile } = deployment;
  const option = isDefaultProfile(profile) ? [] : ['--profile', profile];
  const env = {
    ...(machine.os === 'linux' ? sessionOf(account.uid) : {}),
    ...(secretsFile === undefined ? {} : variablesOf(secretsFile, machine)),
    ...variablesOf(environmentFile(deployment), machine),
  };
  return machine.run([...command, ...option, ...args], { env, account, seconds: MOST_SECONDS });
}

function variablesOf(path: string, machine: Machine): Readonly<Record<string, string>> {
  try {
    const found = machine.look(path);
    return found.kind === 'file' ? Object.fromEntries(parseEnvFile(found.content.toString())) : {};
  } catch (error) {
    if (error instanceof FileError) return {};
    throw error;
  }
}
