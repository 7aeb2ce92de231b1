// The playbook that brings an output tree to its hosts, and the inventory of those. Everything that the playbook does is read
// from the manifest, so only the inventory knows the fleet.

import instance from '../../templates/ansible/instance.yaml?raw';
import playbook from '../../templates/ansible/playbook.yaml?raw';
import plugins from '../../templates/ansible/plugins.yaml?raw';
import record from '../../templates/ansible/record.yaml?raw';
import reload from '../../templates/ansible/reload.yaml?raw';
import remove from '../../templates/ansible/remove.yaml?raw';
import serviceCompose from '../../templates/ansible/service-compose.yaml?raw';
import serviceLaunchd from '../../templates/ansible/service-launchd.yaml?raw';
import serviceSystemd from '../../templates/ansible/service-systemd.yaml?raw';
import snapshot from '../../templates/ansible/snapshot.yaml?raw';
import stop from '../../templates/ansible/stop.yaml?raw';
import type { Fleet } from '../model/fleet.ts';
import type { Artifact } from './artifact.ts';

/** No host has that name. */
const FOLDER = { host: '_fleet', instance: 'ansible' };

const TASKS: Readonly<Record<string, string>> = {
  'playbook.yaml': playbook,
  'instance.yaml': instance,
  'plugins.yaml': plugins,
  'record.yaml': record,
  'reload.yaml': reload,
  'remove.yaml': remove,
  'service-compose.yaml': serviceCompose,
  'service-launchd.yaml': serviceLaunchd,
  'service-systemd.yaml': serviceSystemd,
  'snapshot.yaml': snapshot,
  'stop.yaml': stop,
};

/** They stay in the output tree. */
export function ansibleFiles(fleet: Fleet): readonly Artifact[] {
  return [
    artifact('inventory.yaml', inventory(fleet)),
    ...Object.entries(TASKS).map(([file, content]) => artifact(file, content)),
  ];
}

function artifact(file: string, content: string): Artifact {
  return {
    ...FOLDER,
    path: `${FOLDER.host}/${FOLDER.instance}/${file}`,
    mode: 0o644,
    kind: 'ansible',
    content,
    installPath: '',
    owner: '',
  };
}

/** Names of hosts need no quotes; how to reach them belongs into an inventory of the user's own. */
function inventory({ hosts }: Fleet): string {
  const names = hosts.filter(({ instances }) => instances.some(({ managed }) => managed)).map(({ name }) => name);
  const lines = [
    '---',
    'gwc:',
    names.length === 0 ? '  hosts: {}' : '  hosts:',
    ...names.map((name) => `    "${name}": {}`),
  ];
  return `${lines.join('\n')}\n`;
}

export const FLEET_OUTPUTS = ['ansible'] as const;
export type FleetOutput = (typeof FLEET_OUTPUTS)[number];
