// The files that a host keeps its instances' secrets in: what is wrong with one, and what two of them share. Names only: no
// value goes anywhere from here.

import { at, isMap, type JsonMap, parseJson } from '../document/json.ts';
import { readable } from '../files/file-error.ts';
import { parseEnvFile } from '../import/env-file.ts';
import { BOT_CHANNELS } from '../openclaw/channels.ts';
import { configSecrets } from '../openclaw/config-secrets.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from '../openclaw/gateway-auth.ts';
import type { Deployment } from '../outputs/deployment.ts';
import type { Desired } from './desired.ts';
import { lookThrough, type Machine } from './machine.ts';

export interface SecretsProblem {
  readonly kind: 'missing' | 'not a file' | 'unreadable' | 'without values' | 'open';
  readonly file: string;
  /** That have no value; for a file that is open to others all of them. */
  readonly names: readonly string[];
  /** Of a file that is open to others: its permission bits. */
  readonly mode?: number;
}

const OPEN_TO_OTHERS = 0o077;

export function secretsProblems(
  { secrets, secretsFile: file }: Deployment,
  machine: Machine,
): readonly SecretsProblem[] {
  if (file === undefined) return [];
  const found = readable(() => lookThrough(file, machine));
  if (!found) return [{ kind: 'unreadable', file, names: secrets }];
  if (found.kind === 'missing') return [{ kind: 'missing', file, names: secrets }];
  if (found.kind !== 'file') return [{ kind: 'not a file', file, names: secrets }];
  const values = parseEnvFile(found.content.toString());
  // A name without a value is one that nobody filled in.
  const names = secrets.filter((name) => (values.get(name) ?? '') === '');
  const { mode } = found;
  return [
    ...(names.length > 0 ? [{ kind: 'without values', file, names } as const] : []),
    ...((mode & OPEN_TO_OTHERS) === 0 ? [] : [{ kind: 'open', file, names: secrets, mode } as const]),
  ];
}

export interface SharedSecret {
  readonly name: string;
  /** Instances with the same value. */
  readonly others: readonly string[];
}

/** By instance. */
export function sharedSecrets(
  desired: readonly Desired[],
  machine: Machine,
): ReadonlyMap<Desired, readonly SharedSecret[]> {
  const values = new Map(desired.map((one) => [one, ownValues(one, machine)]));
  return new Map(
    desired.map((one) => {
      const shared = [...values.get(one)!].flatMap(([name, value]): readonly SharedSecret[] => {
        const others = desired.filter((other) => other !== one && [...values.get(other)!.values()].includes(value));
        return others.length === 0 ? [] : [{ name, others: others.map(({ deployment }) => deployment.instance) }];
      });
      return [one, shared];
    }),
  );
}

/** Of variables that are for one gateway alone. */
function ownValues({ deployment, files }: Desired, machine: Machine): ReadonlyMap<string, string> {
  const { secrets, secretsFile } = deployment;
  const found = secretsFile === undefined ? undefined : readable(() => lookThrough(secretsFile, machine));
  if (found?.kind !== 'file') return new Map();
  const config = parseJson(files.find(({ kind }) => kind === 'openclaw-config')?.content.toString() ?? '');
  const own = new Set([TOKEN_VARIABLE, PASSWORD_VARIABLE, ...(isMap(config) ? botVariables(config) : [])]);
  return new Map(
    [...parseEnvFile(found.content.toString())].filter(
      ([name, value]) => secrets.includes(name) && own.has(name) && value !== '',
    ),
  );
}

function botVariables(config: JsonMap): readonly string[] {
  return BOT_CHANNELS.flatMap(({ channel, identities, modes }) => {
    const settings = at(config, 'channels', channel);
    // Behind a common request URL several gateways may be one app.
    if (!isMap(settings) || settings['enabled'] === false || modes?.[String(settings['mode'])] !== undefined) return [];
    const usual = identities.flatMap(({ variable }) => variable ?? []);
    const named = configSecrets(settings).flatMap((secret) => {
      if (secret.kind === 'variables') return secret.names;
      return secret.kind === 'ref' && secret.ref.source === 'env' ? [secret.ref.id] : [];
    });
    return [...usual, ...named];
  });
}
