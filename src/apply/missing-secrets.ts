// Secrets that the host must supply and does not. Names only: no value goes anywhere from here.

import { FileError } from '../files/file-error.ts';
import { parseEnvFile } from '../import/env-file.ts';
import type { Deployment } from '../targets/deployment.ts';
import type { Machine } from './machine.ts';

export interface MissingSecrets {
  readonly deployment: Deployment;
  readonly file: string;
  readonly names: readonly string[];
  /** What is wrong with the file. */
  readonly reason: string;
}

/** Nothing where all of them stand in the secrets file. */
export function missingSecrets(deployment: Deployment, machine: Machine): readonly MissingSecrets[] {
  const { secrets, secretsFile: file } = deployment;
  if (file === undefined) return [];
  const { reason, given } = readNames(file, machine);
  const names = secrets.filter((name) => !given.has(name));
  return names.length === 0 ? [] : [{ deployment, file, names, reason }];
}

/** A name without a value is one that nobody filled in. */
function readNames(file: string, machine: Machine): { readonly reason: string; readonly given: ReadonlySet<string> } {
  try {
    const found = machine.look(file);
    if (found.kind === 'missing') return { reason: 'does not exist', given: new Set() };
    if (found.kind !== 'file') return { reason: 'is no file', given: new Set() };
    const variables = [...parseEnvFile(found.content.toString())];
    return {
      reason: 'has no value for them',
      given: new Set(variables.filter(([, value]) => value !== '').map(([name]) => name)),
    };
  } catch (error) {
    if (error instanceof FileError) return { reason: 'cannot be read', given: new Set() };
    throw error;
  }
}
