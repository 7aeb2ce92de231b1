// The Compose file and the quadlet of an instance, and what both say. Sources: the Compose Specification; podman-systemd.unit(5).

import compose from '../../templates/compose.yaml.hbs';
import bringPlugins from '../../templates/container-plugins.cjs?raw';
import quadlet from '../../templates/quadlet.container.hbs';
import { containerMounts, containerName, type Mount, publishedAddress } from '../model/container.ts';
import type { Instance, LimitKey } from '../model/fleet.ts';
import { isReadByGateway } from '../model/instance-paths.ts';
import { byteText, hasRawLimit, limitDirectives } from '../model/limits.ts';
import { type Artifact, instanceArtifact, type Output, serviceArtifact } from './artifact.ts';
import { composeText, quadletText, quadletWord, systemdEnvironmentFile } from './quoting.ts';
import { type Environment, gatewayCommand, healthUrl, hostFiles, serviceEnvironment } from './service-environment.ts';
import { type Directive, installSection, mergeDirectives, policyOf, unitSection } from './systemd-unit.ts';

export interface Container {
  /** Of the container itself: that of its unit or project. */
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Environment;
  readonly mounts: readonly Mount[];
  /** `address:host port:container port`; every address where none is written. */
  readonly publish: string;
  /** Exits 0 where the gateway answers. */
  readonly healthCheck: readonly string[];
  /** How long a gateway may take to finish what it does, in seconds. */
  readonly stopSeconds: number;
}

function containerOf(instance: Instance): Container {
  const { port } = instance;
  const environment = serviceEnvironment(instance);
  const address = publishedAddress(instance);
  return {
    name: containerName(instance),
    command: startCommand(instance),
    environment,
    mounts: containerMounts(instance, { isConfigReadonly: environment.get('OPENCLAW_CONFIG_READONLY') === '1' }),
    publish: `${address === undefined ? '' : `${address}:`}${port}:${port}`,
    healthCheck: ['node', '-e', healthScript(instance)],
    stopSeconds: Number(new Map(policyOf(instance, 'Service')).get('TimeoutStopSec')),
  };
}

/** The first process of a container ignores the signal to stop unless it listens, and a shell hears it only while it waits. */
const BRING_PLUGINS = `trap 'kill $!; exit 143' TERM; node "$0" "$@" & wait $! || exit; trap - TERM`;

/**
 * Plugins come and go right before the gateway starts, in its own container: with its account, mounts and environment, and while
 * no gateway runs. A container whose `plugins` nobody wrote has none of this.
 */
function startCommand(instance: Instance): readonly string[] {
  const command = gatewayCommand(instance);
  const { plugins } = instance;
  if (plugins === undefined) return command;
  const start = `${BRING_PLUGINS}; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`;
  return ['/bin/sh', '-c', start, pluginScript(instance), ...plugins, '--', ...command];
}

function pluginScript({ stateDir }: Instance): string {
  return `${stateDir}/gwc-plugins.cjs`;
}

function pluginFiles(instance: Instance): readonly Artifact[] {
  if (instance.plugins === undefined) return [];
  return [
    instanceArtifact(instance, {
      file: 'gwc-plugins.cjs',
      kind: 'container-plugins',
      mode: 0o600,
      installPath: pluginScript(instance),
      content: bringPlugins,
    }),
  ];
}

/** The image's own check asks port 18789. */
function healthScript(instance: Instance): string {
  const url = healthUrl(instance, '127.0.0.1');
  // Its certificate is for whoever comes from outside.
  const trust = url.startsWith('https:') ? 'process.env.NODE_TLS_REJECT_UNAUTHORIZED = 0; ' : '';
  return `${trust}fetch('${url}').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;
}

export const composeOutput: Output = {
  id: 'compose',
  summary: 'the Compose file of a gateway in a Docker container',
  template: { name: 'compose.yaml.hbs', fill: compose },
  emit: (instance, { render }) => {
    const { service, workingDirectory } = instance;
    const { name, command, environment, mounts, publish, healthCheck, stopSeconds } = containerOf(instance);
    const view = {
      host: instance.host,
      instance: instance.name,
      project: composeText(name),
      image: composeText(service.image),
      user: service.containerUser === undefined ? undefined : composeText(service.containerUser),
      command: command.map(composeText),
      workingDirectory: composeText(workingDirectory),
      environment: [...environment].map(([key, value]) => ({ name: composeText(key), value: composeText(value) })),
      envFiles: hostFiles(instance).map(({ path, optional }) => ({ path: composeText(path), isRequired: !optional })),
      publish: composeText(publish),
      mounts: mounts.map((mount) => ({ ...mount, path: composeText(mount.path) })),
      healthCheck: healthCheck.map(composeText),
      stopSeconds,
      ...composePolicy(instance),
    };
    return [...pluginFiles(instance), serviceArtifact(instance, render(view))];
  },
};

function composePolicy({ enabled, service }: Instance) {
  const { hardening, limits } = service;
  return {
    // Docker starts one anew with itself, the other only where it fails.
    restart: enabled ? 'unless-stopped' : 'on-failure',
    isHardened: hardening !== 'off',
    isStrict: hardening === 'strict',
    memoryLimit: limits.memory === undefined ? undefined : composeText(byteText(limits.memory).toLowerCase()),
    cpus: limits.cpus,
    pidsLimit: limits.tasks ?? strictTasks(service),
  };
}

export const quadletOutput: Output = {
  id: 'quadlet',
  summary: 'the quadlet of a gateway in a Podman container',
  template: { name: 'quadlet.container.hbs', fill: quadlet },
  emit: (instance, { render }) => {
    const { systemd, limits } = instance.service;
    const container = containerOf(instance);
    const view = {
      host: instance.host,
      instance: instance.name,
      unit: mergeDirectives(unitSection(instance), systemd.Unit),
      container: mergeDirectives(containerSection(instance, container)),
      service: mergeDirectives(serviceSection(instance), { ...limitDirectives(limits), ...systemd.Service }),
      install: mergeDirectives(installSection(instance), systemd.Install),
      // The generator enables what has this section, at once.
      isEnabled: instance.enabled,
    };
    return [...pluginFiles(instance), serviceArtifact(instance, render(view))];
  },
};

function containerSection(instance: Instance, container: Container): readonly Directive[] {
  const { service, workingDirectory, envFiles } = instance;
  const { environment, mounts, publish, healthCheck } = container;
  return [
    ['Image', service.image],
    ['ContainerName', container.name],
    ['Exec', container.command.map(quadletWord).join(' ')],
    ['WorkingDir', quadletText(workingDirectory)],
    ...accountOf(instance),
    ['PublishPort', publish],
    ...mounts.map(({ path, isReadonly, isOwn }): Directive => {
      const options = [isReadonly ? 'ro' : 'rw', ...(isOwn ? ['Z'] : [])].join(',');
      return ['Volume', `${quadletText(path)}:${quadletText(path)}:${options}`];
    }),
    ...[...environment].map(([name, value]): Directive => ['Environment', quadletWord(`${name}=${value}`)]),
    ...envFiles.map(({ path }): Directive => ['EnvironmentFile', quadletWord(path)]),
    ['HealthCmd', JSON.stringify(healthCheck)],
    ['HealthInterval', '1m'],
    ['HealthStartPeriod', '2m'],
    ...hardening(instance),
    ['PodmanArgs', podmanOptions(instance, container).map(quadletWord).join(' ')],
  ];
}

/** Rootless, the account itself is who it is on the host; it is somebody else in the container otherwise. */
function accountOf({ service: { scope, containerUser } }: Instance): readonly Directive[] {
  // With `keep-id` alone, Podman 5 runs it as the image's user, who may not read the account's folders.
  if (scope === 'user') return [...userOf('%U', '%G'), ['UserNS', 'keep-id']];
  if (containerUser === undefined) return [];
  const [user = '', group = ''] = containerUser.split(':');
  return userOf(user, group);
}

function userOf(user: string, group: string): readonly Directive[] {
  return [
    ['User', user],
    ['Group', group],
  ];
}

function hardening({ service }: Instance): readonly Directive[] {
  if (service.hardening === 'off') return [];
  const standard: readonly Directive[] = [
    ['NoNewPrivileges', 'true'],
    ['DropCapability', 'all'],
  ];
  return service.hardening === 'strict' ? [...standard, ['ReadOnly', 'true']] : standard;
}

/** What a quadlet has no key for, or not in every release that it has quadlets. */
function podmanOptions(instance: Instance, { stopSeconds }: Container): readonly string[] {
  return [
    // systemd's own limit comes after it.
    `--stop-timeout=${stopSeconds - 5}`,
    ...limitOptions(instance.service),
    // Their values come from the unit's environment.
    ...readSecrets(instance).map((name) => `--env=${name}`),
  ];
}

/** Secrets that the gateway doesn't read by itself. */
function readSecrets(instance: Instance): readonly string[] {
  const { secrets, secretsFile } = instance;
  return isReadByGateway(instance, secretsFile) ? [] : secrets;
}

/**
 * The unit has the limits too. In the container they are what the gateway sees, which sizes its heap by them, and Podman has a
 * limit of tasks of its own, 2048.
 */
function limitOptions(service: Instance['service']): readonly string[] {
  const own = (key: LimitKey) => (hasRawLimit(service, key) ? undefined : service.limits[key]);
  const memory = own('memory');
  const tasks = own('tasks') ?? strictTasks(service);
  return [
    ...(tasks === undefined ? [] : [`--pids-limit=${tasks}`]),
    ...(memory === undefined ? [] : [`--memory=${byteText(memory).toLowerCase()}`]),
  ];
}

function strictTasks({ hardening }: Instance['service']): number | undefined {
  return hardening === 'strict' ? 4096 : undefined;
}

/** The generator's own are KillMode and what starts and stops the container. */
function serviceSection(instance: Instance): readonly Directive[] {
  const { secretsFile } = instance;
  return [
    ...policyOf(instance, 'Service').filter(([key]) => key !== 'KillMode' && key !== 'TimeoutStartSec'),
    // The first start fetches the image.
    ['TimeoutStartSec', '900'],
    ...(readSecrets(instance).length === 0
      ? []
      : [['EnvironmentFile', systemdEnvironmentFile(secretsFile, { optional: false })] as const]),
  ];
}
