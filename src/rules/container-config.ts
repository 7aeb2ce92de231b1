// What an instance in a container uses is there, inside of it.

import { at, describe, isMap } from '../document/json.ts';
import type { ContainerEngine } from '../managers/manager.ts';
import { containerMounts, containerName } from '../model/container.ts';
import { environmentOf, filledConfig, textsOf } from '../model/environment.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { folderOf, type InstancePath, instancePaths, modelPath } from '../model/instance-paths.ts';
import { formatInterval } from '../model/intervals.ts';
import { isInside, isSystemFolder, pathIdentity, resolvePath, showPath } from '../model/paths.ts';
import { cdpEndpoints, LOOPBACK } from '../openclaw/cdp.ts';
import { listenersOf } from '../openclaw/listeners.ts';
import { npmPackage } from '../openclaw/plugins.ts';
import type { Finding, Rule } from './rule.ts';

export const containerConfig: Rule = {
  id: 'container-config',
  severity: 'error',
  hasWarnings: true,
  summary: 'an instance in a container uses only addresses, folders and names that it has there',
  compares: 'what its container is given with what a container needs',
  why: `A container (\`service.target: quadlet\` or \`compose\`) has a network of its own and sees few of the host's folders:

- It has no tailnet address and no Tailscale, so \`gateway.bind: tailnet\` and \`tailscale.mode\` need the host: publish on the tailnet's
  address with \`bind: custom\`, or run \`tailscale serve\` there.
- The folders of \`stateDir\`, \`workspace\`, \`configPath\`, \`logFile\`, \`workingDirectory\`, of \`plugins\` and of stores that the config
  names are mounted at their own paths. A folder of the system's, such as \`/etc\`, would hide the image's. A file of a secret provider has to lie in one.
- A quadlet's line can't hold a path with a colon, and Podman knows no environment file that may be missing. Its generator takes no other
  \`KillMode=\` than \`mixed\` and \`control-group\`, and no \`Type=simple\`.
- Podman and Docker have forms of their own for the name of a container, which is that of the service.

Warnings: the host has only the base port, so a webhook's own port is out of reach, and \`127.0.0.1\` in a browser's URL is the container
itself. The host is \`host.containers.internal\` in Podman, \`host.docker.internal\` in Docker.`,
  source:
    'OpenClaw docs/install/docker/networking-and-storage.md; podman-run(1), --volume, --env-file, --network; podman-systemd.unit(5); the Compose Specification, "name"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      main:
        port: 18789
        configPath: /etc/openclaw.json
        service: { target: quadlet }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      main:
        port: 18789
        configPath: /etc/openclaw/main.json
        service: { target: quadlet }
`,
  },
  check,
};

function* check({ hosts }: Fleet): Generator<Finding> {
  for (const instance of hosts.flatMap((host) => host.instances)) {
    const { container } = instance.service.manager;
    if (!container) continue;
    yield* containerNameProblem(instance, container);
    yield* containerFiles(instance);
    yield* containerNetwork(instance);
    yield* containerPlugins(instance);
    if (instance.managed) yield* containerDirectives(instance, container);
  }
}

/** Their folders are mounted. */
function* containerPlugins(instance: Instance): Generator<Finding> {
  const { plugins = [], path: own } = instance;
  for (const [index, plugin] of plugins.entries()) {
    const problem = npmPackage(plugin) ? undefined : mountProblem(plugin, instance);
    if (problem) yield { at: [...own, 'plugins', index], message: `plugin ${showPath(plugin)} ${problem}` };
  }
}

/** The last of several counts, an empty one too. */
function* containerDirectives({ path, service }: Instance, { takenValues = {} }: ContainerEngine): Generator<Finding> {
  for (const [name, values] of Object.entries(takenValues)) {
    const value = textsOf(service.systemd.Service[name]).at(-1)?.trim();
    if (value === undefined || values.includes(value)) continue;
    yield {
      at: [...path, 'service', 'systemd', 'Service', name],
      message: `Podman makes no unit of a quadlet with \`${name}=${value}\`; remove it (\`${name}: null\` where it is inherited), or write \`${values[0]}\``,
    };
  }
}

function* containerNameProblem(instance: Instance, engine: ContainerEngine): Generator<Finding> {
  const name = containerName(instance);
  if (engine.isContainerName(name)) return;
  yield {
    at: [...instance.path, 'service', 'name'],
    message: `${describe(name, ['name'])} is not ${engine.nameForm}, such as \`openclaw-rescue\``,
  };
}

function* containerFiles(instance: Instance): Generator<Finding> {
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
    if (!optional || service.manager.container?.hasOptionalEnvFiles !== false) continue;
    const message = `Podman doesn't start without the environment file ${showPath(path)}; remove the \`-\`, and have the file there`;
    yield { at: [...own, 'envFiles', index], message };
  }
}

function mountProblem(folder: string, { os, home, service }: Instance): string | undefined {
  const identity = pathIdentity(folder, os);
  if (folder === '/' || identity === pathIdentity(home, os) || isSystemFolder(identity, os)) {
    return `would have ${showPath(folder)} mounted into the container; give it a folder of its own below that`;
  }
  return service.manager.container?.mountProblem?.(folder);
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

function* containerNetwork(instance: Instance): Generator<Finding> {
  const { port, path, service } = instance;
  const config = filledConfig(instance);
  const env = environmentOf(instance);
  const key = (...keys: readonly (string | number)[]) => [...path, 'config', ...keys];
  if (at(config, 'gateway', 'bind') === 'tailnet') {
    const message =
      "a container has no tailnet address; write `bind: custom` with the host's own in `customBindHost`, or `loopback` and run `tailscale serve` on the host";
    yield { at: key('gateway', 'bind'), message, suggestions: ['custom', 'loopback'] };
  }
  const mode = at(config, 'gateway', 'tailscale', 'mode');
  if (mode === 'serve' || mode === 'funnel') {
    const message = `a container has no Tailscale to \`${mode}\` with; write \`off\`, and run \`tailscale ${mode} ${port}\` on the host`;
    yield { at: key('gateway', 'tailscale', 'mode'), message, suggestions: ['off'] };
  }
  for (const { name, path: place, ...range } of port === undefined ? [] : listenersOf({ config, env, base: port })) {
    const message = `the ${name} on ${formatInterval(range)} stays inside of the container: the host has its base port alone`;
    yield { severity: 'warning', at: key(...place), message };
  }
  const host = service.manager.container?.hostName;
  for (const { path: place, key: kind } of cdpEndpoints(config).filter((endpoint) => endpoint.host === LOOPBACK)) {
    if (kind !== 'cdpUrl') continue;
    const message = `a loopback address is the container itself; a browser of the host is at \`${host}\``;
    yield { severity: 'warning', at: key(...place), message };
  }
}
