// The playbook that brings an output tree to its hosts, and the inventory of those. Everything that the playbook does is read
// from the manifest, so only the inventory knows the fleet.

import type { Fleet } from '../model/fleet.ts';
import { packageText } from '../package-text.ts';
import type { Artifact } from './artifact.ts';

/** No host has that name. */
const FOLDER = { host: '_fleet', instance: 'ansible' };

const TASKS = [
  'playbook.yaml',
  'instance.yaml',
  'record.yaml',
  'remove.yaml',
  'service-compose.yaml',
  'service-launchd.yaml',
  'service-systemd.yaml',
] as const;

/** They stay in the output tree. */
export function ansibleFiles(fleet: Fleet): readonly Artifact[] {
  return [
    artifact('inventory.yaml', inventory(fleet)),
    ...TASKS.map((file) => artifact(file, packageText(`templates/ansible/${file}`))),
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

/** Names of hosts need no quotes; how to reach them belongs into an inventory of the person's own. */
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
