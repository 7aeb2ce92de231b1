// What every instance has beside its service: openclaw.json; gateway.env, the whole service environment without secrets, for
// EnvironmentFile= and a POSIX shell's `.` alike; secrets.env.example, the names of the secrets that the host must supply.

import gatewayEnv from '../../templates/gateway.env.hbs';
import secretsExampleText from '../../templates/secrets.env.example.hbs';
import { compareText } from '../diagnostics/collections.ts';
import { isList, isMap, type Json } from '../document/json.ts';
import { isContainer } from '../model/container.ts';
import type { Instance } from '../model/fleet.ts';
import { environmentFile, isReadAsRoot, ownEnvFile, secretsExample } from '../model/instance-paths.ts';
import { openclawConfig } from '../model/openclaw-config.ts';
import { SHELL_GUARD } from '../openclaw/owned-variables.ts';
import { restartText } from '../openclaw/reload-keys.ts';
import { instanceArtifact, type Output } from './artifact.ts';
import { environmentLine } from './quoting.ts';
import { serviceEnvironment } from './service-environment.ts';

export const gatewayEnvOutput: Output = {
  id: 'gateway-env',
  summary: 'gateway.env, the environment of the service without its secrets',
  template: { name: 'gateway.env.hbs', fill: gatewayEnv },
  emit: (instance, { render }) => {
    // A container's own file has it.
    if (isContainer(instance)) return [];
    const artifact = instanceArtifact(instance, {
      file: 'gateway.env',
      kind: 'env',
      mode: 0o600,
      installPath: environmentFile(instance),
      ...(isReadAsRoot(instance) ? { owner: 'root' } : {}),
      content: render({
        host: instance.host,
        instance: instance.name,
        lines: [...serviceEnvironment(instance)].map(([name, value]) => environmentLine(name, value)),
      }),
    });
    return [artifact];
  },
};

export const secretsExampleOutput: Output = {
  id: 'secrets-example',
  summary: 'secrets.env.example, the names of the secrets that the host must supply',
  template: { name: 'secrets.env.example.hbs', fill: secretsExampleText },
  emit: (instance, { render }) => {
    if (instance.secrets.length === 0) return [];
    const artifact = instanceArtifact(instance, {
      file: 'secrets.env.example',
      kind: 'secrets-example',
      mode: 0o644,
      installPath: secretsExample(instance),
      content: render({
        host: instance.host,
        instance: instance.name,
        secretsFile: instance.secretsFile,
        names: [...instance.secrets].sort(compareText),
        guard: isReadByCommands(instance) ? [...SHELL_GUARD].map(([name, value]) => ({ name, value })) : undefined,
      }),
    });
    return [artifact];
  },
};

/** Whether OpenClaw's commands find in this file that the config isn't theirs. */
function isReadByCommands(instance: Instance): boolean {
  const isReadonly = serviceEnvironment(instance).get('OPENCLAW_CONFIG_READONLY') === '1';
  return isReadonly && !isContainer(instance) && instance.secretsFile === ownEnvFile(instance);
}

export const openclawConfigOutput: Output = {
  id: 'openclaw-config',
  summary: 'openclaw.json, the config that the gateway reads',
  emit: (instance) => {
    const config = openclawConfig(instance);
    return [
      instanceArtifact(instance, {
        file: 'openclaw.json',
        kind: 'openclaw-config',
        mode: 0o600,
        installPath: instance.configPath,
        content: `${sortedJson(config)}\n`,
        restartContent: restartText(config, instance.release.version),
      }),
    ];
  },
};

/** JSON, indented by two. JSON.stringify would put keys that look like numbers in front. */
function sortedJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (isMap(value)) {
    const keys = Object.keys(value).sort(compareText);
    return block(
      '{}',
      keys.map((key) => `${JSON.stringify(key)}: ${sortedJson(value[key]!, inner)}`),
      indent,
    );
  }
  if (isList(value))
    return block(
      '[]',
      value.map((item) => sortedJson(item, inner)),
      indent,
    );
  return JSON.stringify(value);
}

function block(brackets: '{}' | '[]', items: readonly string[], indent: string): string {
  if (items.length === 0) return brackets;
  return `${brackets[0]}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${brackets[1]}`;
}
