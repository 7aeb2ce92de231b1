// Docker Compose: a project for each instance. Source: the Compose Specification, `name`.

import type { Manager } from './manager.ts';
import { systemd, unitStem } from './systemd.ts';

const PROJECT = /^[a-z0-9][a-z0-9_-]*$/;
const isProject = (name: string) => PROJECT.test(name);

export const compose: Manager = {
  id: 'compose',
  os: ['linux', 'macos'],
  container: {
    program: 'docker',
    hostName: 'host.docker.internal',
    isContainerName: isProject,
    nameForm: 'a Compose project: lower-case letters, digits, `_` and `-`',
    controlBy: (file) => ['docker', 'compose', '--file', file],
    hasOptionalEnvFiles: true,
  },
  nouns: { file: 'Compose file', name: 'Compose project' },
  artifact: 'compose',
  rootOwner: 'root',
  defaultName: (profile) => unitStem(systemd.defaultName(profile)),
  fullName: unitStem,
  isName: isProject,
  nameForm: 'a Compose project',
  nameForEach: systemd.nameForEach,
  nameKey: (name) => name,
  // One Docker serves all users of a host.
  nameScope: () => ({ key: 'docker', what: 'one Docker' }),
  // A folder of its own, and not where its container writes.
  folder: ({ scope, home, name }) => `${scope === 'system' ? '/etc' : `${home}/.config`}/compose/${name}`,
  fileName: () => 'compose.yaml',
  readsAsRoot: true,
  isApplied: false,
  ignores: ['service.systemd', 'service.launchd'],
  readsUnits: false,
  outputFiles: [],
  reservedProfiles: [],
  needsOutputFolders: false,
  nameVariable: undefined,
};
