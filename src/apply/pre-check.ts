// What is missing on a machine before an apply can work, all of it at once, each with the commands that mend it. It reads only;
// what can't be read is no problem here.

import { posix } from 'node:path';
import { readable } from '../files/file-error.ts';
import { type Disk, openDisk } from '../import/disk.ts';
import { parseEnvFile } from '../import/env-file.ts';
import { isInside } from '../model/paths.ts';
import { formatMode } from '../outputs/artifact.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { shellArgument } from '../outputs/quoting.ts';
import { type Desired, nameOf, serviceIdentity, servicePlace } from './desired.ts';
import { installedOpenclaw, isInRange, neededNode, nodeOf } from './installed-openclaw.ts';
import { type Account, lookThrough, type Machine, ROOT } from './machine.ts';
import type { ApplyPlan } from './plan-apply.ts';
import { holderText, listenersIn, ownerOf, withProcesses } from './port-owner.ts';
import { type SecretsProblem, secretsProblems } from './secrets-files.ts';
import type { ServiceState } from './service-manager.ts';
import { snapshotSize } from './snapshot.ts';
import { lingerMark } from './systemctl.ts';

export interface Problem {
  /** `<host>/<instance>`. */
  readonly instances: readonly string[];
  readonly what: string;
  /** Shell commands, in order; none where it takes the user to decide. */
  readonly mend: readonly string[];
  /** Of secrets that have no value. */
  readonly secrets?: { readonly file: string; readonly names: readonly string[] };
}

export interface PreCheckInput {
  readonly desired: readonly Desired[];
  readonly plan: ApplyPlan;
  readonly machine: Machine;
  /** Undefined for an account that the machine doesn't have. */
  readonly accountOf: (deployment: Deployment) => Account | undefined;
  /** Of everything that gwc runs or ran here, by `serviceIdentity`. */
  readonly states: ReadonlyMap<string, ServiceState>;
  /** Where gwc keeps its record. */
  readonly recordFolder: string;
}

export async function preCheck(input: PreCheckInput): Promise<readonly Problem[]> {
  const { machine } = input;
  // Of the others nothing can be told, and they are listed for that.
  const desired = input.desired.filter(({ deployment }) => mayManage(deployment, machine));
  const starting = machine.isOffline ? [] : desired.filter(({ deployment }) => deployment.enabled);
  const disk = openDisk(machine.root);
  const found = [
    ...desired.flatMap(({ deployment }) => folderProblems(deployment, input)),
    ...starting.flatMap(({ deployment }) => envFileProblems(deployment, machine)),
    ...starting.flatMap(({ deployment }) => pluginProblems(deployment, machine)),
    ...starting.flatMap(({ deployment }) =>
      secretsProblems(deployment, machine).flatMap(secretsProblem(deployment, input)),
    ),
    ...managerProblems(desired, input),
    ...(await lingerProblems(starting, machine)),
    ...(await Promise.all(starting.map((one) => programProblems(one, disk, input)))).flat(),
    ...(await portProblems(input)),
    ...(await spaceProblems(input)),
  ];
  return merged(found);
}

/** One for each thing that is missing, whomever it is missing for. */
export function merged(problems: readonly Problem[]): readonly Problem[] {
  const byText = new Map<string, Problem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.what, problem.mend]);
    const before = byText.get(key);
    byText.set(
      key,
      before ? { ...before, instances: [...new Set([...before.instances, ...problem.instances])] } : problem,
    );
  }
  return [...byText.values()];
}

function problemOf(deployment: Deployment, what: string, ...mend: readonly string[]): Problem {
  return { instances: [nameOf(deployment)], what, mend };
}

/** As it has to be typed by whoever runs gwc. */
function byRoot(command: string, { self }: Machine): string {
  return self.uid === 0 ? command : `sudo ${command}`;
}

/** An account, a group or both that the machine doesn't have. */
export async function accountProblems(deployment: Deployment, machine: Machine): Promise<readonly Problem[]> {
  const { user, group, home, os, scope } = deployment;
  const where = machine.isOffline ? `in ${machine.root}` : 'on this machine';
  const disk = machine.isOffline ? ` --root ${shellArgument(machine.root)}` : '';
  const hasUser = (await machine.account(user)) !== undefined;
  const hasGroup =
    group === undefined || group === user || (hasUser && (await machine.account(user, group)) !== undefined);
  const kind = scope === 'system' ? '--system --shell /usr/sbin/nologin' : '--create-home --shell /bin/bash';
  const makeUser =
    os === 'macos'
      ? `sysadminctl -addUser ${user} -home ${shellArgument(home)} -password -`
      : `useradd${disk} ${kind} --user-group --home-dir ${shellArgument(home)} ${user}`;
  const makeGroup = os === 'macos' ? `dseditgroup -o create ${group}` : `groupadd${disk} --force --system ${group}`;
  return [
    ...(hasUser ? [] : [problemOf(deployment, `there is no account ${user} ${where}`, byRoot(makeUser, machine))]),
    ...(hasGroup ? [] : [problemOf(deployment, `there is no group ${group} ${where}`, byRoot(makeGroup, machine))]),
  ];
}

/** Whoever is not root has only its own services. */
function mayManage({ scope, user }: Deployment, { self, isOffline }: Machine): boolean {
  return isOffline || self.uid === 0 || (scope === 'user' && user === self.name);
}

export function rightsProblems(deployments: readonly Deployment[], machine: Machine): readonly Problem[] {
  const { self } = machine;
  return deployments
    .filter((deployment) => !mayManage(deployment, machine))
    .map((deployment) => {
      const whose = deployment.scope === 'system' ? 'is a service of the system' : `belongs to ${deployment.user}`;
      return problemOf(
        deployment,
        `${deployment.service} ${whose}, and you are ${self.name}: run gwc as root, with sudo`,
      );
    });
}

function folderProblems(deployment: Deployment, { plan, machine, accountOf }: PreCheckInput): readonly Problem[] {
  const account = accountOf(deployment);
  const own = deployment.folders.filter(({ owner }) => owner !== 'root').map(({ path }) => path);
  const others = own.filter((path) => isAnothers(path, account, machine));
  const { stateDir, os } = deployment;
  const inState = (path: string) => path !== stateDir && isInside(path, stateDir, os);
  const group = deployment.group === undefined ? '' : `:${deployment.group}`;
  // What is in its state folder is the gateway's; what else is in a home is not.
  const foreign = others
    .filter((path) => !(inState(path) && others.includes(stateDir)))
    .map((path) =>
      problemOf(
        deployment,
        `${path} belongs to another account than ${deployment.user}`,
        ...usersOf(path, deployment, plan).map((name) => byRoot(`gwc stop ${name}`, machine)),
        byRoot(
          `chown ${isInside(path, stateDir, os) ? '-R ' : ''}${deployment.user}${group} ${shellArgument(path)}`,
          machine,
        ),
      ),
    );
  if (!account) return foreign;
  const unit = servicePlace(deployment);
  const places = [
    ...deployment.folders.filter(({ owner }) => owner === 'root').map(({ path }) => ({ path, owner: ROOT })),
    // Where it is there, something has to fit into it.
    ...own.filter((path) => !others.includes(path)).map((path) => ({ path: `${path}/new`, owner: account })),
    { path: unit.path, owner: unit.isAccounts ? account : ROOT },
  ];
  const reasons = new Set(places.flatMap(({ path, owner }) => machine.whyNotMake(path, owner) ?? []));
  return [...[...reasons].map((reason) => problemOf(deployment, reason)), ...foreign];
}

/** Instances that were applied with a state folder there, as another account. */
function usersOf(path: string, { user, os }: Deployment, { steps }: ApplyPlan): readonly string[] {
  return steps
    .flatMap(({ previous }) => previous?.deployment ?? [])
    .filter((before) => before.user !== user && isInside(before.stateDir, path, os))
    .map(nameOf);
}

/** An account that is missing owns nothing yet. */
function isAnothers(path: string, account: Account | undefined, machine: Machine): boolean {
  const found = readable(() => machine.look(path));
  return !machine.isOffline && found?.kind === 'folder' && found.uid !== account?.uid;
}

/** Without one of them systemd doesn't start the service. */
function envFileProblems(deployment: Deployment, machine: Machine): readonly Problem[] {
  return deployment.envFiles
    .filter(({ path, optional }) => !optional && readable(() => lookThrough(path, machine))?.kind === 'missing')
    .map(({ path }) => problemOf(deployment, `${path}, which \`envFiles\` names, does not exist`));
}

/** Folders only: what npm has is known to npm. */
function pluginProblems(deployment: Deployment, machine: Machine): readonly Problem[] {
  return (deployment.plugins ?? [])
    .filter((spec) => spec.startsWith('/'))
    .filter((path) => readable(() => lookThrough(`${path}/openclaw.plugin.json`, machine))?.kind === 'missing')
    .map((path) =>
      problemOf(deployment, `${path}, which \`plugins\` names, is no folder with an openclaw.plugin.json`),
    );
}

function secretsProblem(
  deployment: Deployment,
  { machine }: PreCheckInput,
): (problem: SecretsProblem) => readonly Problem[] {
  return ({ kind, file, names, mode }) => {
    const list = names.join(', ');
    const edit = `\${EDITOR:-vi} ${shellArgument(file)}`;
    const one = (what: string, ...mend: readonly string[]) => [
      { ...problemOf(deployment, what, ...mend), ...(kind === 'open' ? {} : { secrets: { file, names } }) },
    ];
    switch (kind) {
      case 'missing':
        return one(
          `${file} does not exist; it has to set ${list}`,
          ...makingSecretsFile(deployment, file, machine),
          edit,
        );
      case 'not a file':
        return one(`${file} is not a file; it has to set ${list}`);
      case 'without values':
        return one(`${file} has no value for ${list}`, edit);
      case 'open':
        return one(
          `${file} has mode ${formatMode(mode!)}, so others may read the secrets in it`,
          `chmod 600 ${shellArgument(file)}`,
        );
      case 'unreadable':
        // The system's manager reads it as root, wherever it lies.
        return deployment.scope === 'system'
          ? []
          : one(
              `${file} cannot be read by ${deployment.user}`,
              byRoot(`chown ${deployment.user} ${shellArgument(file)}`, machine),
            );
    }
  };
}

/** With the folders above it that are missing, as an apply makes them. */
function makingSecretsFile(deployment: Deployment, file: string, machine: Machine): readonly string[] {
  const { user, group, home, scope, os, folders } = deployment;
  const missing = folders.filter(
    ({ path }) => isInside(file, path, os) && readable(() => machine.look(path))?.kind === 'missing',
  );
  const inAccounts = folders.some(({ path, owner }) => owner !== 'root' && isInside(file, path, os));
  // What the system's manager reads, it reads as root.
  const isAccounts = scope === 'user' || inAccounts || isInside(file, home, os);
  const ownership = (isOwn: boolean) => {
    if (machine.self.uid !== 0) return '';
    return isOwn ? ` -o ${user}${group === undefined ? '' : ` -g ${group}`}` : ' -o root -g root';
  };
  return [
    ...missing.map(
      ({ path, owner, mode }) => `install -d -m ${mode}${ownership(owner !== 'root')} ${shellArgument(path)}`,
    ),
    `install -m 0600${ownership(isAccounts)} /dev/null ${shellArgument(file)}`,
  ];
}

/** An account's own may come up with its lingering. */
function managerProblems(desired: readonly Desired[], { machine, states }: PreCheckInput): readonly Problem[] {
  if (machine.os === 'macos' || machine.isOffline) return [];
  return desired
    .filter(({ deployment }) => deployment.scope === 'system' && states.get(serviceIdentity(deployment))?.isUnknown)
    .map(({ deployment }) => problemOf(deployment, 'the service manager of this machine, systemd, does not answer'));
}

/** Root turns it on by itself; an account may, where the machine's policy lets it. */
async function lingerProblems(starting: readonly Desired[], machine: Machine): Promise<readonly Problem[]> {
  const { self, os } = machine;
  if (self.uid === 0 || os === 'macos') return [];
  const own = starting.filter(({ deployment: { scope, user } }) => scope === 'user' && user === self.name);
  if (own.length === 0 || readable(() => machine.look(lingerMark(self.name)))?.kind !== 'missing') return [];
  const ask = 'pkcheck --action-id org.freedesktop.login1.set-self-linger --process $$';
  if ((await machine.run(['sh', '-c', ask], { seconds: 20 })).code === 0) return [];
  const what = `services of ${self.name} would not start at boot`;
  return own.map(({ deployment }) => problemOf(deployment, what, `sudo loginctl enable-linger ${self.name}`));
}

async function programProblems(one: Desired, disk: Disk, input: PreCheckInput): Promise<readonly Problem[]> {
  const { deployment } = one;
  const { machine, accountOf } = input;
  const { command, user } = deployment;
  const [program] = command as [string, ...string[]];
  const account = accountOf(deployment);
  if (readable(() => lookThrough(program, machine))?.kind === 'missing') {
    const isNpm = posix.basename(program) === 'openclaw';
    return [
      problemOf(
        deployment,
        `${program}, which \`command\` names, does not exist`,
        ...(isNpm ? [byRoot(`npm install --global openclaw@${deployment.release}`, machine)] : []),
      ),
      // What npm installs there runs on the Node.js of the service's PATH.
      ...(isNpm ? await nodeProblems(one, ['node'], disk, account, machine) : []),
    ];
  }
  if (account && (await asAccount(['test', '-x', program], account, machine)) === 1) {
    return [
      problemOf(
        deployment,
        `${user} may not run ${program}, which \`command\` names`,
        byRoot(`chmod a+rx ${shellArgument(program)}`, machine),
      ),
    ];
  }
  return nodeProblems(one, command, disk, account, machine);
}

/** The exit code. */
async function asAccount(argv: readonly string[], account: Account, machine: Machine): Promise<number> {
  const isOther = machine.self.uid === 0 && account.uid !== 0;
  // With its supplementary groups too, as the service has them.
  const groups = ['setpriv', '--reuid', String(account.uid), '--regid', String(account.gid), '--init-groups', '--'];
  return (await machine.run(isOther ? [...groups, ...argv] : argv, { seconds: 20 })).code;
}

async function nodeProblems(
  { deployment, files }: Desired,
  command: readonly string[],
  disk: Disk,
  account: Account | undefined,
  machine: Machine,
): Promise<readonly Problem[]> {
  const environment = files.find(({ kind }) => kind === 'env')?.content.toString() ?? '';
  const path = parseEnvFile(environment).get('PATH');
  const node = nodeOf(command, path, disk);
  const installed = installedOpenclaw(command, disk);
  const needed = neededNode(installed, deployment.release);
  if (node === undefined || needed === undefined) return [];
  const isRoot = machine.self.uid === 0;
  // Whoever may write where that Node.js lies gets no root by it.
  const runner = isRoot ? (account ?? (await machine.account('nobody'))) : undefined;
  if (isRoot && !runner) return [];
  const options = runner ? { account: runner, env: { PATH: path ?? '' } } : {};
  const { code, stdout } = await machine.run([node, '--version'], { ...options, seconds: 20 });
  const version = /^v(\d+\.\d+\.\d+)\s*$/.exec(stdout)?.[1];
  if (code !== 0 || version === undefined || isInRange(version, needed) !== false) return [];
  const what = `${node} is Node ${version}, and OpenClaw ${installed?.version ?? deployment.release} needs ${needed}`;
  return [problemOf(deployment, `${what}; install that, or name another one in \`command\``)];
}

/** Of those that are to be started: whatever else listens where they are going to. */
async function portProblems({ plan, machine, states }: PreCheckInput): Promise<readonly Problem[]> {
  const starting = plan.steps.filter(({ process }) => process === 'start' || process === 'restart');
  const deployments = starting.map(({ deployment }) => deployment);
  const listeners =
    deployments.length === 0
      ? []
      : await listenersIn(
          deployments.map(({ ports }) => ports),
          machine,
        );
  const owned = await Promise.all((listeners ?? []).map((one) => ownerOf(one, [...states.values()], machine)));
  const foreign = withProcesses(
    (listeners ?? []).filter((_, index) => owned[index] === 'other'),
    machine,
  );
  return deployments.flatMap((deployment) => {
    const { from, to } = deployment.ports;
    const own = foreign.filter(({ port }) => from <= port && port <= to);
    return own.map((listener) => {
      const { port, pid, unit } = listener;
      const where = port === from ? `port ${port}` : `port ${port}, one of its ports ${from}-${to},`;
      const stop = unit === undefined ? `kill ${pid}` : `systemctl disable --now ${shellArgument(unit)}`;
      return problemOf(
        deployment,
        `${where} is held by ${holderText(listener)}`,
        ...(pid === undefined ? [] : [byRoot(stop, machine)]),
      );
    });
  });
}

/** Beyond what is to be written: for the record, backups, and what a started gateway writes at once. */
const MARGIN = 16 * 1024 * 1024;
const SPARE_FILES = 64;

async function spaceProblems(input: PreCheckInput): Promise<readonly Problem[]> {
  const { plan, machine, recordFolder } = input;
  const writes = plan.steps.flatMap(({ deployment, writes }) =>
    writes.map(({ path, content }) => ({ deployment, path, size: content.length })),
  );
  const all = [
    ...writes,
    ...(await snapshotSizes(input)),
    ...plan.steps.slice(0, 1).map(({ deployment }) => ({ deployment, path: `${recordFolder}/new`, size: 0 })),
  ];
  const spaces = all.map(({ path }) => machine.freeSpace(path));
  return all.flatMap(({ deployment, path }, index) => {
    const space = spaces[index];
    if (!space) return [];
    const size = all.reduce((sum, one, at) => sum + (spaces[at]?.device === space.device ? one.size : 0), MARGIN);
    const folder = posix.dirname(path);
    const isFull = space.bytes < size;
    if (!isFull && (space.files === undefined || space.files >= SPARE_FILES)) return [];
    const what = isFull ? `${inMegabytes(space.bytes)} is free` : `${space.files} more files fit`;
    const needed = isFull ? inMegabytes(size) : `${SPARE_FILES}`;
    return [
      problemOf(
        deployment,
        `the disk of ${folder} is full: ${what}, and ${needed} is needed`,
        `df -h ${shellArgument(folder)}`,
      ),
    ];
  });
}

async function snapshotSizes({ plan, machine, accountOf }: PreCheckInput) {
  const kept = plan.steps.filter(({ snapshot }) => snapshot !== undefined);
  return Promise.all(
    kept.map(async ({ deployment, snapshot }) => {
      const account = accountOf(deployment);
      const size = account && (await snapshotSize(deployment, account, machine));
      return { deployment, path: `${snapshot!.folder}/new`, size: size ?? 0 };
    }),
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
