// Podman under systemd, by quadlets. Source: podman-systemd.unit(5) of Podman 5.4.

import type { Manager } from './manager.ts';
import { systemd, unitStem } from './systemd.ts';

const CONTAINER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

export const quadlet: Manager = {
  ...systemd,
  id: 'quadlet',
  container: {
    program: 'podman',
    hostName: 'host.containers.internal',
    isContainerName: (name) => CONTAINER_NAME.test(name),
    nameForm: "a container's name: letters, digits, `_`, `.` and `-`",
    hasOptionalEnvFiles: false,
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
  fileName: (unit) => `${unitStem(unit)}.container`,
  nameVariable: undefined,
};
