// An archive of an instance's state, made before another release of OpenClaw moves its databases on: the release before refuses
// them from then on. It lies where only gwc reads, and is read and put back with the account's rights, so links lead nowhere else.

import { posix } from 'node:path';
import { FileError, readable } from '../files/file-error.ts';
import { environmentFile, ownEnvFile, secretsExample } from '../model/instance-paths.ts';
import { type Deployment, environmentReader } from '../outputs/deployment.ts';
import type { Account, Machine, RunOptions } from './machine.ts';
import { PATH } from './systemctl.ts';

export interface PlannedSnapshot {
  /** The release before. */
  readonly release: string;
  readonly folder: string;
}

export interface Snapshot {
  readonly path: string;
  /** Whose state it is. */
  readonly release: string;
  /** The state folder may hold a part of it only. */
  readonly isBeingPutBack?: boolean | undefined;
}

/** Of each instance; the oldest ones are removed. */
const MOST = 3;

/** What OpenClaw makes again, as its own backups say. */
const CACHES = ['cache', '.cache', 'tmp'];

export function snapshotFolder(
  recordFolder: string,
  { host, instance }: Pick<Deployment, 'host' | 'instance'>,
): string {
  return `${recordFolder}/snapshots/${host}/${instance}`;
}

/** Names in the state folder that are in no snapshot and stay when one is put back: gwc's files, the host's, and the agent's. */
function leftOut(deployment: Deployment): readonly string[] {
  const { stateDir, workspace, configPath, secretsFile } = deployment;
  const files = [
    configPath,
    environmentFile(environmentReader(deployment)),
    secretsExample(deployment),
    ownEnvFile(deployment),
  ];
  const others = [workspace, secretsFile ?? '', ...files];
  return [...CACHES, ...others.filter((path) => posix.dirname(path) === stateDir).map((path) => posix.basename(path))];
}

/** Names in the state folder that are part of its snapshot. */
function partsOf(deployment: Deployment, machine: Machine): readonly string[] {
  const left = leftOut(deployment);
  return machine.list(deployment.stateDir).filter((name) => !left.includes(name));
}

/** In bytes; undefined where it can't be told. */
export async function snapshotSize(
  deployment: Deployment,
  account: Account,
  machine: Machine,
): Promise<number | undefined> {
  const parts = readable(() => partsOf(deployment, machine)) ?? [];
  if (parts.length === 0) return 0;
  const places = parts.map((name) => `${deployment.stateDir}/${name}`);
  const { code, stdout } = await machine.run(['du', '-skc', '--', ...places], { account, env: { PATH } });
  const total = Number(/^(\d+)\s+total$/m.exec(stdout)?.[1]);
  return code === 0 ? total * 1024 : undefined;
}

/** Of a gateway that is stopped. */
export async function takeSnapshot(
  deployment: Deployment,
  { release, folder }: PlannedSnapshot,
  account: Account,
  machine: Machine,
): Promise<Snapshot> {
  const time = new Date(machine.now()).toISOString().replace(/[:.]/g, '-');
  const path = `${folder}/${time}-${release}.tar`;
  machine.makeFolder(folder, machine.self, 0o700);
  const parts = partsOf(deployment, machine).map((name) => `./${name}`);
  // An archive of nothing has to be asked for.
  const named = parts.length > 0 ? ['--', ...parts] : ['-T', '/dev/null'];
  await must(['tar', '-C', deployment.stateDir, '-cf', '-', ...named], machine, { account, toFile: path });
  const names = machine.list(folder);
  const kept = new Set(
    names
      .filter((name) => name.endsWith('.tar'))
      .toSorted()
      .slice(-MOST),
  );
  // Also what a run that was cut off left unfinished.
  for (const name of names.filter((one) => !kept.has(one))) machine.removeFile(`${folder}/${name}`, machine.self);
  return { path, release };
}

/** Of a gateway that is stopped. Can be done again where it was cut off. */
export async function putSnapshotBack(
  deployment: Deployment,
  { path }: Snapshot,
  account: Account,
  machine: Machine,
): Promise<void> {
  if (machine.look(path).kind === 'missing') throw new FileError(`${path} is gone, which was to be put back`);
  const { stateDir } = deployment;
  const places = partsOf(deployment, machine).map((name) => `${stateDir}/${name}`);
  if (places.length > 0) await must(['rm', '-rf', '--', ...places], machine, { account });
  await must(['tar', '-C', stateDir, '-xpf', '-'], machine, { account, fromFile: path });
}

async function must(argv: readonly string[], machine: Machine, options: RunOptions): Promise<void> {
  const { code, stderr } = await machine.run(argv, { ...options, env: { PATH } });
  if (code === 0) return;
  const reason = stderr.trim().split('\n').slice(0, 3).join('; ') || `exit ${code}`;
  throw new FileError(
    `\`${argv.slice(0, 3).join(' ')} …\` of ${options.account?.name ?? machine.self.name} failed: ${reason}`,
  );
}
