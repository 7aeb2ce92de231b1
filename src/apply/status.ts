// How the instances of a host are: the quick checks of each. It reads only.

import { posix } from 'node:path';
import { at, isList, parseJson } from '../document/json.ts';
import { FileError } from '../files/file-error.ts';
import { sha256 } from '../files/sha256.ts';
import { formatMode } from '../targets/artifact.ts';
import type { Deployment } from '../targets/deployment.ts';
import { ANSWER_TIME } from './health.ts';
import type { Machine } from './machine.ts';
import { hasCli, runCli } from './openclaw-cli.ts';
import { portOwner } from './port-owner.ts';
import type { Applied, ApplyRecord } from './record.ts';
import type { ServiceManager, ServiceState } from './service-manager.ts';
import { serviceIdentity, type Wanted, type WantedFile } from './wanted.ts';

export const CHECKS = ['unit', 'files', 'port', 'health', 'cli'] as const;
type CheckName = (typeof CHECKS)[number];

/** `none`: there is nothing to check. */
export interface Check {
  readonly result: 'ok' | 'off' | 'none';
  /** A few words. */
  readonly text: string;
}

export interface InstanceStatus {
  readonly deployment: Deployment;
  readonly checks: Readonly<Record<CheckName, Check>>;
}

export function isOff({ checks }: InstanceStatus): boolean {
  return CHECKS.some((name) => checks[name].result === 'off');
}

export interface StatusContext {
  readonly machine: Machine;
  readonly manager: ServiceManager;
  readonly record: ApplyRecord;
}

export async function statusOf({ deployment, files }: Wanted, context: StatusContext): Promise<InstanceStatus> {
  const { machine, manager, record } = context;
  const state = await manager.state(deployment);
  const applied = record.instances.find((one) => serviceIdentity(one.deployment) === serviceIdentity(deployment));
  // One that doesn't start at boot may be stopped.
  const isAsleep = machine.isOffline || (!deployment.enabled && !state.isActive);
  return {
    deployment,
    checks: {
      unit: unitCheck(deployment, state, machine),
      files: filesCheck(files, applied, machine),
      port: isAsleep ? NONE : await portCheck(deployment, state, machine),
      health: isAsleep ? NONE : await healthCheck(deployment, machine),
      cli: isAsleep ? NONE : await cliCheck(deployment, machine),
    },
  };
}

/** Of an instance that the last apply put here, and that is wanted no longer. */
export async function leftOverStatus({ deployment }: Applied, { manager }: StatusContext): Promise<InstanceStatus> {
  const state = await manager.state(deployment);
  const files: Check = { result: 'off', text: 'not in the output folder' };
  return {
    deployment,
    checks: { unit: { result: 'none', text: state.text }, files, port: NONE, health: NONE, cli: NONE },
  };
}

const NONE: Check = { result: 'none', text: '-' };

function unitCheck({ enabled }: Deployment, { pid, isEnabled, text }: ServiceState, { isOffline }: Machine): Check {
  const isRight = isEnabled === enabled && (pid !== undefined || !enabled || isOffline);
  const boot = isEnabled === enabled ? (enabled ? 'enabled' : 'not enabled') : enabled ? 'NOT enabled' : 'ENABLED';
  return { result: isRight ? 'ok' : 'off', text: `${text}, ${boot}` };
}

function filesCheck(files: readonly WantedFile[], applied: Applied | undefined, machine: Machine): Check {
  const found = files.map((file) => [posix.basename(file.path), fileProblem(file, applied, machine)] as const);
  const problems = new Set(found.flatMap(([, problem]) => problem ?? []));
  if (problems.size === 0) return { result: 'ok', text: 'as applied' };
  const texts = [...problems].map((problem) => {
    const names = found.filter(([, one]) => one === problem).map(([name]) => name);
    return `${names.length === 1 ? names[0] : `${names.length} files`} ${problem}`;
  });
  return { result: 'off', text: texts.join(', ') };
}

function fileProblem(file: WantedFile, applied: Applied | undefined, machine: Machine): string | undefined {
  try {
    const found = machine.look(file.path);
    if (found.kind === 'missing') return 'missing';
    if (found.kind !== 'file') return 'is no file';
    const digest = sha256(found.content);
    if (digest !== file.sha256) {
      const isOld = applied?.files.some(({ path, sha256: old }) => path === file.path && old === digest);
      return isOld ? 'not applied yet' : 'changed';
    }
    return found.mode === file.mode ? undefined : `has mode ${formatMode(found.mode)}`;
  } catch (error) {
    if (error instanceof FileError) return 'cannot be read';
    throw error;
  }
}

async function portCheck(deployment: Deployment, state: ServiceState, machine: Machine): Promise<Check> {
  const { port } = deployment;
  const owner = await portOwner(deployment, state, machine);
  if (owner === 'nobody') return { result: 'off', text: `${port} closed` };
  if (owner === 'other') return { result: 'off', text: `${port} is another process's` };
  return { result: 'ok', text: owner === 'own' ? `${port} own` : `${port} open` };
}

async function healthCheck({ health }: Deployment, machine: Machine): Promise<Check> {
  const status = await machine.httpStatus(health, ANSWER_TIME);
  if (status === 200) return { result: 'ok', text: 'ok' };
  return { result: 'off', text: status === undefined ? 'no answer' : `answers ${status}` };
}

/** `openclaw status` and `openclaw gateway status --deep`, where the program is there. */
async function cliCheck(deployment: Deployment, machine: Machine): Promise<Check> {
  const { user, group } = deployment;
  const account = await machine.account(user, group);
  if (!account || !hasCli(deployment, machine)) return { result: 'none', text: 'not installed' };
  if (machine.self.uid !== 0 && machine.self.uid !== account.uid) return { result: 'none', text: 'needs root' };
  const ask = (...args: readonly string[]) => runCli(deployment, args, account, machine);
  const [status, gateway] = await Promise.all([ask('status'), ask('gateway', 'status', '--deep', '--json')]);
  const problems = [
    ...(status.code === 0 ? [] : [`status: exit ${status.code}`]),
    ...gatewayProblems(gateway.code, gateway.stdout),
  ];
  return problems.length === 0 ? { result: 'ok', text: 'ok' } : { result: 'off', text: problems.join(', ') };
}

function gatewayProblems(code: number, output: string): readonly string[] {
  const value = parseJson(output);
  if (value === undefined) return [`gateway status: exit ${code}`];
  const issues = at(value, 'service', 'configAudit', 'issues');
  const codes = isList(issues) ? issues.map((issue) => String(at(issue, 'code'))) : [];
  const failure = at(value, 'rpc', 'connectFailure', 'kind') ?? 'no connection';
  // It was let in as far as a stranger is, where the gateway knows devices and no token.
  const isReached = at(value, 'rpc', 'ok') !== false || failure === 'device-identity-required';
  return [...(isReached ? [] : [`gateway status: ${failure}`]), ...codes];
}
