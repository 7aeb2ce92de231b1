// The name of a container in the form that Podman or Docker takes.

import { describe } from '../document/describe.ts';
import { containerName, isProjectName } from '../model/container.ts';
import type { Instance } from '../model/fleet.ts';
import type { Finding } from './rule.ts';

/** Of a container, without the unit's suffix. */
const PODMAN_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

export function* containerNameProblem(instance: Instance): Generator<Finding> {
  const isProject = instance.service.target === 'compose';
  const name = containerName(instance);
  if (isProject ? isProjectName(name) : PODMAN_NAME.test(name)) return;
  const form = isProject
    ? 'a Compose project: lower-case letters, digits, `_` and `-`'
    : "a container's name: letters, digits, `_`, `.` and `-`";
  yield {
    at: [...instance.path, 'service', 'name'],
    message: `${describe(name, ['name'])} is not ${form}, such as \`openclaw-rescue\``,
  };
}
