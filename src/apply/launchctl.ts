// launchctl as a ServiceManager. Source: launchctl(1).

import type { Deployment } from '../outputs/deployment.ts';
import { servicePlace } from './desired.ts';
import { lastLines } from './gateway-log.ts';
import { type Machine, type RunResult, textAt } from './machine.ts';
import { ServiceError, type ServiceManager, type ServiceState, UNKNOWN_STATE } from './service-manager.ts';

/** A job is gone this long after `bootout` at the latest; its ExitTimeOut is shorter. In milliseconds. */
const STOP_TIME = 60_000;
const POLL = 250;

export function launchd(machine: Machine): ServiceManager {
  const launchctl = (...args: readonly string[]) => machine.run(['launchctl', ...args]);
  const must = async (...args: readonly string[]) => {
    const { code, stderr } = await launchctl(...args);
    if (code !== 0)
      throw new ServiceError(`\`launchctl ${args.join(' ')}\` failed: ${stderr.trim() || `exit ${code}`}`);
  };
  const domainOf = async ({ scope, user }: Deployment): Promise<string> => {
    if (scope === 'system') return 'system';
    const account = user === machine.self.name ? machine.self : await machine.account(user);
    if (!account) throw new ServiceError(`there is no account ${user} on this machine`);
    // Without a graphical login there is no such domain; the account's own one is there all the same.
    const gui = `gui/${account.uid}`;
    return (await launchctl('print', gui)).code === 0 ? gui : `user/${account.uid}`;
  };
  const target = async (deployment: Deployment) => `${await domainOf(deployment)}/${deployment.service}`;
  const isLoaded = async (job: string) => !isMissing(await launchctl('print', job));
  const stop = async (deployment: Deployment) => {
    const job = await target(deployment);
    if (!(await isLoaded(job))) return;
    await launchctl('bootout', job);
    const end = machine.now() + STOP_TIME;
    while (await isLoaded(job)) {
      if (machine.now() >= end) throw new ServiceError(`\`launchctl bootout ${job}\` did not end it`);
      await machine.sleep(POLL);
    }
  };
  const state = async (deployment: Deployment) => {
    const domain = await domainOf(deployment);
    const printed = await launchctl('print', `${domain}/${deployment.service}`);
    const disabled = await launchctl('print-disabled', domain);
    // One that doesn't start at boot says so in its property list.
    const isEnabled = deployment.enabled && !isOff(deployment.service, disabled.stdout);
    if (printed.code !== 0 && !isMissing(printed)) return UNKNOWN_STATE;
    return readState(printed.code === 0 ? printed.stdout : '', isEnabled);
  };
  return {
    prepare: async () => {},
    state,
    states: (deployments) => Promise.all(deployments.map(state)),
    reload: async () => {},
    enable: async (deployment) => must('enable', await target(deployment)),
    disable: async () => {},
    restart: async (deployment, isNew) => {
      const job = await target(deployment);
      if (!isNew && (await isLoaded(job))) return must('kickstart', '-k', job);
      await stop(deployment);
      // launchd loads no job that is disabled.
      await must('enable', job);
      await must('bootstrap', await domainOf(deployment), servicePlace(deployment).path);
      if (!deployment.enabled) await must('kickstart', job);
    },
    stop,
    output: async (deployment, lines) => {
      const ends = outputFiles(deployment, machine).map((path) => lastLines(path, lines, machine));
      const found = ends.find((end) => end.length > 0);
      return { lines: found ?? [], isGateways: found !== undefined };
    },
    outputCommand: async (deployment, { lines, isFollowed }) => {
      const files = [...new Set(outputFiles(deployment, machine))];
      // The account's own property list may name any file, and what is there may lead anywhere.
      const isAnothers = deployment.scope === 'user' && machine.self.uid === 0 && deployment.user !== machine.self.name;
      const by = isAnothers ? ['sudo', '-u', deployment.user, '--'] : [];
      return files.length === 0
        ? undefined
        : [...by, 'tail', '-n', String(lines), ...(isFollowed ? ['-F'] : []), ...files];
    },
  };
}

/** Where the job prints to, by its property list: faults first. */
function outputFiles(deployment: Deployment, machine: Machine): readonly string[] {
  const plist = textAt(servicePlace(deployment).path, machine) ?? '';
  return ['StandardErrorPath', 'StandardOutPath'].flatMap((key) => {
    const [, path] = new RegExp(`<key>${key}</key>\\s*<string>([^<]+)</string>`).exec(plist) ?? [];
    return path === undefined ? [] : [path.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')];
  });
}

/** Any other failure says nothing about the job. */
function isMissing({ code, stderr }: RunResult): boolean {
  return code !== 0 && stderr.includes('Could not find');
}

/** Of `launchctl print`: lines such as `state = running` and `pid = 123`; nothing of a job that isn't loaded. */
function readState(output: string, isEnabled: boolean): ServiceState {
  const [, state = 'not loaded'] = /^\s*state = (.+)$/m.exec(output) ?? [];
  const [, pid] = /^\s*pid = (\d+)$/m.exec(output) ?? [];
  const [, runs = '1'] = /^\s*runs = (\d+)$/m.exec(output) ?? [];
  return {
    isActive: state === 'running',
    hasFailed: false,
    isEnabled,
    text: state,
    restarts: Math.max(0, Number(runs) - 1),
    pid: pid === undefined ? undefined : Number(pid),
  };
}

/** Of `launchctl print-disabled`: `"label" => disabled`, of earlier systems `=> true`. */
function isOff(label: string, output: string): boolean {
  return output.split('\n').some((line) => {
    const [, name, value = ''] = /^\s*"(.+)" => (\w+)$/.exec(line) ?? [];
    return name === label && (value === 'disabled' || value === 'true');
  });
}
