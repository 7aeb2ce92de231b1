// The quadlet of an instance in Podman: a `.container` file that Podman's systemd generator turns into a unit.
// Source: podman-systemd.unit(5) of Podman 5.4.

import type { Instance } from '../model/fleet.ts';
import type { ReleaseLine } from '../openclaw/release.ts';
import { serviceArtifact } from './artifact.ts';
import { type Container, containerOf } from './container.ts';
import { gatewayCommand } from './gateway-command.ts';
import { quadletText, quadletWord, systemdEnvironmentFile } from './quoting.ts';
import type { Target } from './target.ts';
import { type Directive, installSection, mergeDirectives, policyOf, unitSection } from './unit-sections.ts';

export const quadletTarget: Target = {
  id: 'quadlet',
  summary: 'the quadlet of a gateway in a Podman container',
  emit: (instance, { line, render }) => {
    if (instance.service.target !== 'quadlet') return [];
    const { systemd } = instance.service;
    const container = containerOf(instance, line);
    const view = {
      host: instance.host,
      instance: instance.name,
      unit: mergeDirectives(unitSection(instance, line), systemd.Unit),
      container: mergeDirectives(containerSection(instance, container)),
      service: mergeDirectives(serviceSection(instance, line), systemd.Service),
      install: mergeDirectives(installSection(instance, line), systemd.Install),
      // The generator enables what has this section, at once.
      isEnabled: instance.enabled,
    };
    const artifact = serviceArtifact(instance, {
      kind: 'quadlet',
      content: render('quadlet.container.hbs', view),
    });
    return [artifact];
  },
};

function containerSection(instance: Instance, container: Container): readonly Directive[] {
  const { service, workingDirectory, envFiles } = instance;
  const { environment, mounts, publish, healthCheck } = container;
  return [
    ['Image', service.image],
    ['ContainerName', container.name],
    ['Exec', gatewayCommand(instance).map(quadletWord).join(' ')],
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
  if (scope === 'user') return [['UserNS', 'keep-id']];
  if (containerUser === undefined) return [];
  const [user = '', group = ''] = containerUser.split(':');
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
function podmanOptions({ secrets, service }: Instance, { stopSeconds }: Container): readonly string[] {
  return [
    // systemd's own limit comes after it.
    `--stop-timeout=${stopSeconds - 5}`,
    ...(service.hardening === 'strict' ? ['--pids-limit=4096'] : []),
    // Their values come from the unit's environment.
    ...secrets.map((name) => `--env=${name}`),
  ];
}

/** The generator's own are KillMode and what starts and stops the container. */
function serviceSection(instance: Instance, line: ReleaseLine): readonly Directive[] {
  const { secrets, secretsFile } = instance;
  return [
    ...policyOf(line, 'Service').filter(([key]) => key !== 'KillMode' && key !== 'TimeoutStartSec'),
    // The first start fetches the image.
    ['TimeoutStartSec', '900'],
    ...(secrets.length === 0
      ? []
      : [['EnvironmentFile', systemdEnvironmentFile(secretsFile, { optional: false })] as const]),
  ];
}
