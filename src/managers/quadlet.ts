// Podman under systemd, by quadlets. Source: podman-systemd.unit(5) of Podman 5.4.

import { LONGEST_FILE_NAME, type Manager } from './manager.ts';
import { systemd, unitStem } from './systemd.ts';

const CONTAINER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

const fileName = (unit: string) => `${unitStem(unit)}.container`;

export const quadlet: Manager = {
  ...systemd,
  id: 'quadlet',
  container: {
    program: 'podman',
    hostName: 'host.containers.internal',
    isContainerName: (name) => CONTAINER_NAME.test(name),
    nameForm: "a container's name: letters, digits, `_`, `.` and `-`",
    hasOptionalEnvFiles: false,
    takenValues: { KillMode: ['mixed', 'control-group'], Type: ['notify', 'oneshot'] },
    mountProblem: (folder) =>
      folder.includes(':')
        ? "has a `:` in its folder, which a quadlet's Volume= can't hold; rename the folder"
        : undefined,
  },
  nouns: { ...systemd.nouns, file: 'quadlet file' },
  artifact: 'quadlet',
  isApplied: false,
  ignores: ['service.launchd'],
  folder: ({ scope, home }) => `${scope === 'system' ? '/etc' : `${home}/.config`}/containers/systemd`,
  fileName,
  isName: (name) => systemd.isName(name) && fileName(name).length <= LONGEST_FILE_NAME,
  // Its file's name is two letters longer than the unit's.
  nameForm: systemd.nameForm.replace('255', '253'),
  nameVariable: undefined,
};
