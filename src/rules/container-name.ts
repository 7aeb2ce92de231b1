// The name of a container in the form that Podman or Docker takes.

import { describe } from '../document/describe.ts';
import type { Instance } from '../model/fleet.ts';
import type { Finding } from './rule.ts';

/** Of a container, without the unit's suffix. */
const PODMAN_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]*$/;

export function* containerName({ service: { target, name }, path }: Instance): Generator<Finding> {
  const isProject = target === 'compose';
  const stem = name.replace(/\.service$/, '');
  if ((isProject ? PROJECT_NAME : PODMAN_NAME).test(stem)) return;
  const form = isProject
    ? 'a Compose project: lower-case letters, digits, `_` and `-`'
    : "a container's name: letters, digits, `_`, `.` and `-`";
  yield {
    at: [...path, 'service', 'name'],
    message: `${describe(stem, ['name'])} is not ${form}, such as \`openclaw-rescue\``,
  };
}
