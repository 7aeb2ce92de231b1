// The systemd unit of a linux instance: the release line's policy, the command, the environment, the hardening, and the
// person's raw directives over all of them.

import { compareText } from '../diagnostics/sort.ts';
import type { Directives, Instance } from '../model/fleet.ts';
import { environmentFile, serviceFile } from '../model/instance-paths.ts';
import { serviceDescription } from '../openclaw/names.ts';
import type { ReleaseLine } from '../openclaw/release.ts';
import { instanceArtifact } from './artifact.ts';
import { gatewayCommand } from './gateway-command.ts';
import { type Directive, hardeningDirectives } from './hardening.ts';
import { systemdCommand, systemdEnvironmentFile, systemdPath, systemdWord, unitValue } from './quoting.ts';
import { hostFiles, SERVICE_MARKERS, serviceEnvironment, unsetVariables } from './service-environment.ts';
import type { Target } from './target.ts';

export const systemdUnitTarget: Target = {
  id: 'systemd-unit',
  summary: 'the systemd unit of a gateway on linux',
  emit: (instance, { line, siblings, render }) => {
    if (instance.os !== 'linux') return [];
    const { scope, name, systemd } = instance.service;
    const view = {
      host: instance.host,
      instance: instance.name,
      unit: merge(unitSection(instance, line), systemd.Unit),
      service: merge(serviceSection(instance, line, siblings), systemd.Service),
      install: merge(installSection(instance, line), systemd.Install),
      // A unit without this section can be started, but there is nothing that `systemctl enable` could do with it.
      isEnabled: instance.enabled,
    };
    const artifact = instanceArtifact(instance, {
      file: name,
      kind: 'systemd-unit',
      mode: 0o644,
      installPath: serviceFile(instance),
      content: render('systemd.service.hbs', view),
      ...(scope === 'system' ? { owner: 'root' } : {}),
    });
    return [artifact];
  },
};

function unitSection({ profile }: Instance, line: ReleaseLine): readonly Directive[] {
  return [['Description', serviceDescription(profile)], ...policy(line, 'Unit')];
}

function serviceSection(instance: Instance, line: ReleaseLine, siblings: readonly Instance[]): readonly Directive[] {
  const { scope } = instance.service;
  const environment = serviceEnvironment(instance, line);
  const isConfigReadonly = environment.get('OPENCLAW_CONFIG_READONLY') === '1';
  return [
    ['ExecStart', systemdCommand(gatewayCommand(instance))],
    ...policy(line, 'Service'),
    ['WorkingDirectory', systemdPath(instance.workingDirectory)],
    ...(scope === 'system' ? account(instance) : []),
    // OpenClaw looks for these in the unit itself, and takes a gateway without them for a stray one.
    ['Environment', SERVICE_MARKERS.map(([name, value]) => systemdWord(`${name}=${value}`)).join(' ')],
    ...hostFiles(instance).map(({ path, optional }) => readFile(path, optional)),
    readFile(environmentFile(instance), false),
    ['UnsetEnvironment', unsetVariables(environment).join(' ')],
    ...hardeningDirectives(instance, { isConfigReadonly, siblings }),
  ];
}

function readFile(path: string, optional: boolean): Directive {
  return ['EnvironmentFile', systemdEnvironmentFile(path, { optional })];
}

function account({ user, group }: Instance): readonly Directive[] {
  return [['User', user], ...(group === undefined ? [] : ([['Group', group]] as const))];
}

function installSection({ service }: Instance, line: ReleaseLine): readonly Directive[] {
  return service.scope === 'system' ? [['WantedBy', 'multi-user.target']] : policy(line, 'Install');
}

function policy(line: ReleaseLine, section: string): readonly Directive[] {
  return line.systemd.filter(([name]) => name === section).map(([, key, value]) => [key, value]);
}

/** Where the person's value adds to gwc's, which must hold in any case; anywhere else it stands in its place. */
export const ADDED: ReadonlySet<string> = new Set([
  'Environment',
  'UnsetEnvironment',
  'ReadWritePaths',
  'InaccessiblePaths',
  'SocketBindDeny',
]);

/** gwc's directives in their order with the person's values, then what only the person has, by key. Null removes. */
function merge(
  own: readonly Directive[],
  raw: Directives,
): readonly { readonly key: string; readonly value: string }[] {
  const merged = new Map<string, readonly string[]>();
  for (const [key, value] of own) merged.set(key, [...(merged.get(key) ?? []), value]);
  for (const key of Object.keys(raw).sort(compareText)) {
    const kept = ADDED.has(key) && raw[key] !== null ? (merged.get(key) ?? []) : [];
    merged.set(key, [...kept, ...rawValues(raw[key])]);
  }
  return [...merged].flatMap(([key, values]) => values.map((value) => ({ key, value: unitValue(value) })));
}

function rawValues(value: Directives[string] | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
