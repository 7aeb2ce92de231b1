// secrets.env.example: the names of the secrets that the host must supply. No value ever stands in an output.

import { compareText } from '../diagnostics/sort.ts';
import { secretsExample } from '../model/instance-paths.ts';
import { instanceArtifact } from './artifact.ts';
import type { Target } from './target.ts';

export const secretsExampleTarget: Target = {
  id: 'secrets-example',
  summary: 'secrets.env.example, the names of the secrets that the host must supply',
  emit: (instance, { render }) => {
    if (instance.secrets.length === 0) return [];
    const artifact = instanceArtifact(instance, {
      file: 'secrets.env.example',
      kind: 'secrets-example',
      mode: 0o644,
      installPath: secretsExample(instance),
      content: render('secrets.env.example.hbs', {
        host: instance.host,
        instance: instance.name,
        secretsFile: instance.secretsFile,
        names: [...instance.secrets].sort(compareText),
      }),
    });
    return [artifact];
  },
};
