// gateway.env: the whole service environment, secrets aside, for EnvironmentFile= and for a POSIX shell's `.` alike.

import { isContainer } from '../model/container.ts';
import { environmentFile } from '../model/instance-paths.ts';
import { instanceArtifact } from './artifact.ts';
import { environmentLine } from './quoting.ts';
import { serviceEnvironment } from './service-environment.ts';
import type { Target } from './target.ts';

export const gatewayEnvTarget: Target = {
  id: 'gateway-env',
  summary: 'gateway.env, the environment of the service without its secrets',
  emit: (instance, { line, render }) => {
    // A container's own file has it.
    if (isContainer(instance)) return [];
    const artifact = instanceArtifact(instance, {
      file: 'gateway.env',
      kind: 'env',
      mode: 0o600,
      installPath: environmentFile(instance),
      content: render('gateway.env.hbs', {
        host: instance.host,
        instance: instance.name,
        lines: [...serviceEnvironment(instance, line)].map(([name, value]) => environmentLine(name, value)),
      }),
    });
    return [artifact];
  },
};
