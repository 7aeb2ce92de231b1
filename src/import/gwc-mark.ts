// What gwc left on a machine whose gateway it wrote: whose it is, and which secrets it needs.

import type { Disk } from './disk.ts';
import { parseEnvFile } from './env-file.ts';
import type { GwcMark } from './found-gateway.ts';

export function gwcMark(stateDir: string, disk: Disk): GwcMark | undefined {
  const path = `${stateDir}/gateway.env`;
  const text = disk.kind(path) === 'file' ? disk.text(path) : undefined;
  const [, host, instance] = /^# ([a-z0-9-]+)\/([a-z0-9_-]+): compiled by gwc /.exec(text ?? '') ?? [];
  return host === undefined || instance === undefined ? undefined : { host, instance };
}

export interface NeededSecrets {
  readonly names: readonly string[];
  readonly file?: string;
}

/** What secrets.env.example says of the secrets of a gateway that gwc wrote. */
export function neededSecrets(stateDir: string, disk: Disk): NeededSecrets {
  const path = `${stateDir}/secrets.env.example`;
  const text = disk.kind(path) === 'file' ? (disk.text(path) ?? '') : '';
  const file = /^# \S+: the secrets that this gateway reads from (.*)$/m.exec(text)?.[1];
  return { names: [...parseEnvFile(text).keys()], ...(file === undefined ? {} : { file }) };
}
