// A ServiceManager for a disk that no system runs from, such as an image: what starts at its boot is links and marks in
// files, and nothing is started now.

import { posix } from 'node:path';
import { FileError } from '../files/file-error.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { servicePlace } from './desired.ts';
import { type Account, type Machine, ROOT } from './machine.ts';
import type { ServiceManager, ServiceState } from './service-manager.ts';
import { lingerMark } from './systemctl.ts';

const STOPPED: ServiceState = { isActive: false, hasFailed: false, isEnabled: false, text: 'offline', restarts: 0 };

export function offline(machine: Machine): ServiceManager {
  const state = async (deployment: Deployment) => {
    const isEnabled = deployment.os === 'macos' || linksOf(deployment, machine).length > 0;
    return { ...STOPPED, isEnabled };
  };
  return {
    prepare: async (deployments) => {
      for (const { os, scope, enabled, user } of deployments) {
        if (os !== 'linux' || scope !== 'user' || !enabled) continue;
        const mark = lingerMark(user);
        machine.makeFolder(posix.dirname(mark), ROOT, 0o755);
        if (machine.look(mark).kind === 'missing') machine.writeFile(mark, { content: '', mode: 0o644, owner: ROOT });
      }
    },
    state,
    states: (deployments) => Promise.all(deployments.map(state)),
    reload: async () => {},
    enable: async (deployment) => {
      if (deployment.os === 'macos') return;
      const unit = servicePlace(deployment);
      const owner = await ownerOf(deployment, machine);
      for (const folder of wantingFolders(unit.path, machine)) {
        machine.makeFolder(folder, owner, 0o755);
        machine.makeLink(`${folder}/${deployment.service}`, unit.path, owner);
      }
    },
    disable: async (deployment) => {
      if (deployment.os === 'macos') return;
      const owner = await ownerOf(deployment, machine);
      for (const link of linksOf(deployment, machine)) machine.removeFile(link, owner);
    },
    restart: async () => {},
    stop: async () => {},
    output: async () => ({ lines: [], isGateways: false }),
    outputCommand: async () => undefined,
  };
}

async function ownerOf({ scope, user, group }: Deployment, machine: Machine): Promise<Account> {
  const owner = scope === 'system' ? ROOT : await machine.account(user, group);
  if (!owner) throw new FileError(`there is no account ${user} in ${machine.root}`);
  return owner;
}

/** Of WantedBy= and RequiredBy= in the unit, as `systemctl enable` reads them. */
function wantingFolders(unit: string, machine: Machine): readonly string[] {
  const found = machine.look(unit);
  const lines = found.kind === 'file' ? found.content.toString().split('\n') : [];
  return lines.flatMap((line) => {
    const [, key, names = ''] = /^(Wanted|Required)By=(.*)$/.exec(line) ?? [];
    const suffix = key === 'Required' ? 'requires' : 'wants';
    const valid = names.split(/\s+/).filter((name) => /^[\w@.:-]+\.(target|service)$/.test(name));
    return key === undefined ? [] : valid.map((name) => `${posix.dirname(unit)}/${name}.${suffix}`);
  });
}

/** Links to the unit, by which it is desired. */
function linksOf(deployment: Deployment, machine: Machine): readonly string[] {
  const folder = posix.dirname(servicePlace(deployment).path);
  return machine
    .list(folder)
    .filter((name) => /\.(wants|requires)$/.test(name))
    .map((name) => `${folder}/${name}/${deployment.service}`)
    .filter((link) => machine.linkTarget(link) !== undefined);
}
