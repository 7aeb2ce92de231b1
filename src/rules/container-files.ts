// Files and folders of the host that a container can't be given as they are.

import { at, isMap } from '../document/json.ts';
import { containerMounts } from '../model/container-mounts.ts';
import type { Instance } from '../model/fleet.ts';
import { folderOf, type InstancePath, instancePaths, modelPath } from '../model/instance-paths.ts';
import { showPath } from '../model/path-text.ts';
import { isInside, pathIdentity, resolvePath } from '../model/paths.ts';
import { isSystemFolder } from '../model/system-folders.ts';
import type { Finding } from './rule.ts';

export function* containerFiles(instance: Instance): Generator<Finding> {
  const { os, path: own, envFiles, service } = instance;
  const mounts = containerMounts(instance, { isConfigReadonly: true });
  for (const { path } of mounts) {
    const problem = mountProblem(path, instance);
    const cause = problem && causeOf(path, instance);
    if (cause) yield { at: modelPath(cause), message: `${cause.what} ${showPath(cause.path)} ${problem}` };
  }
  for (const { path, at: place } of providerFiles(instance)) {
    if (mounts.some((mount) => isInside(path, mount.path, os))) continue;
    const message = `${showPath(path)} isn't mounted into the container; keep it below \`$(stateDir)\``;
    yield { at: [...own, ...place], message };
  }
  for (const [index, { path, optional }] of envFiles.entries()) {
    if (!optional || service.target !== 'quadlet') continue;
    const message = `Podman doesn't start without the environment file ${showPath(path)}; remove the \`-\`, and have the file there`;
    yield { at: [...own, 'envFiles', index], message };
  }
}

function mountProblem(folder: string, { os, home, service }: Instance): string | undefined {
  const identity = pathIdentity(folder, os);
  if (folder === '/' || identity === pathIdentity(home, os) || isSystemFolder(identity, os)) {
    return `would have ${showPath(folder)} mounted into the container; give it a folder of its own below that`;
  }
  return service.target === 'quadlet' && folder.includes(':')
    ? "has a `:` in its folder, which a quadlet's Volume= can't hold; rename the folder"
    : undefined;
}

/** What the folder is mounted for. */
function causeOf(folder: string, instance: Instance): InstancePath | undefined {
  return instancePaths(instance).find((path) => folderOf(path) === folder);
}

function providerFiles({ config, home }: Instance) {
  const providers = at(config, 'secrets', 'providers');
  if (!isMap(providers)) return [];
  return Object.entries(providers).flatMap(([name, provider]) => {
    const path = at(provider, 'path');
    if (at(provider, 'source') !== 'file' || typeof path !== 'string' || !/^[/~]/.test(path)) return [];
    return [{ path: resolvePath(path, home), at: ['config', 'secrets', 'providers', name, 'path'] }];
  });
}
