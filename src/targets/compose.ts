// The Compose file of an instance in Docker: a project of its own, with one service. Source: the Compose Specification.

import type { Instance } from '../model/fleet.ts';
import { serviceArtifact } from './artifact.ts';
import { containerOf } from './container.ts';
import { gatewayCommand } from './gateway-command.ts';
import { composeText } from './quoting.ts';
import { hostFiles } from './service-environment.ts';
import type { Target } from './target.ts';

export const composeTarget: Target = {
  id: 'compose',
  summary: 'the Compose file of a gateway in a Docker container',
  emit: (instance, { line, render }) => {
    const { service, workingDirectory } = instance;
    if (service.target !== 'compose') return [];
    const { name, environment, mounts, publish, healthCheck, stopSeconds } = containerOf(instance, line);
    const view = {
      host: instance.host,
      instance: instance.name,
      project: composeText(name),
      image: composeText(service.image),
      user: service.containerUser === undefined ? undefined : composeText(service.containerUser),
      command: gatewayCommand(instance).map(composeText),
      workingDirectory: composeText(workingDirectory),
      environment: [...environment].map(([key, value]) => ({ name: composeText(key), value: composeText(value) })),
      envFiles: hostFiles(instance).map(({ path, optional }) => ({ path: composeText(path), isRequired: !optional })),
      publish: composeText(publish),
      mounts: mounts.map((mount) => ({ ...mount, path: composeText(mount.path) })),
      healthCheck: healthCheck.map(composeText),
      stopSeconds,
      ...policyOf(instance),
    };
    const artifact = serviceArtifact(instance, {
      kind: 'compose',
      content: render('compose.yaml.hbs', view),
    });
    return [artifact];
  },
};

function policyOf({ enabled, service: { hardening } }: Instance) {
  return {
    // Docker starts one anew with itself, the other only where it fails.
    restart: enabled ? 'unless-stopped' : 'on-failure',
    isHardened: hardening !== 'off',
    isStrict: hardening === 'strict',
  };
}
