// The systemd unit of a linux instance: the release line's policy, the command, the environment, the hardening, and the
// person's raw directives over all of them.

import type { Instance } from '../model/fleet.ts';
import { environmentFile } from '../model/instance-paths.ts';
import type { ReleaseLine } from '../openclaw/release.ts';
import { serviceArtifact } from './artifact.ts';
import { gatewayCommand } from './gateway-command.ts';
import { hardeningDirectives } from './hardening.ts';
import { systemdCommand, systemdEnvironmentFile, systemdPath, systemdWord } from './quoting.ts';
import { hostFiles, SERVICE_MARKERS, serviceEnvironment, unsetVariables } from './service-environment.ts';
import type { Target } from './target.ts';
import { type Directive, installSection, mergeDirectives, policyOf, unitSection } from './unit-sections.ts';

export const systemdUnitTarget: Target = {
  id: 'systemd-unit',
  summary: 'the systemd unit of a gateway on linux',
  emit: (instance, { line, neighbours, render }) => {
    if (instance.service.target !== 'systemd') return [];
    const { systemd } = instance.service;
    const view = {
      host: instance.host,
      instance: instance.name,
      unit: mergeDirectives(unitSection(instance, line), systemd.Unit),
      service: mergeDirectives(serviceSection(instance, line, neighbours), systemd.Service),
      install: mergeDirectives(installSection(instance, line), systemd.Install),
      // A unit without this section can be started, but there is nothing that `systemctl enable` could do with it.
      isEnabled: instance.enabled,
    };
    const artifact = serviceArtifact(instance, {
      kind: 'systemd-unit',
      content: render('systemd.service.hbs', view),
    });
    return [artifact];
  },
};

function serviceSection(instance: Instance, line: ReleaseLine, neighbours: readonly Instance[]): readonly Directive[] {
  const { scope } = instance.service;
  const environment = serviceEnvironment(instance, line);
  const isConfigReadonly = environment.get('OPENCLAW_CONFIG_READONLY') === '1';
  return [
    ['ExecStart', systemdCommand(gatewayCommand(instance))],
    ...policyOf(line, 'Service'),
    ['WorkingDirectory', systemdPath(instance.workingDirectory)],
    ...(scope === 'system' ? account(instance) : []),
    // OpenClaw looks for these in the unit itself, and takes a gateway without them for a stray one.
    ['Environment', SERVICE_MARKERS.map(([name, value]) => systemdWord(`${name}=${value}`)).join(' ')],
    ...hostFiles(instance).map(({ path, optional }) => readFile(path, optional)),
    readFile(environmentFile(instance), false),
    ['UnsetEnvironment', unsetVariables(environment).join(' ')],
    ...hardeningDirectives(instance, { isConfigReadonly, neighbours }),
  ];
}

function readFile(path: string, optional: boolean): Directive {
  return ['EnvironmentFile', systemdEnvironmentFile(path, { optional })];
}

function account({ user, group }: Instance): readonly Directive[] {
  return [['User', user], ...(group === undefined ? [] : ([['Group', group]] as const))];
}
