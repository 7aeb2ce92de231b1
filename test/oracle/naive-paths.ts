// The paths of an instance, worked out from the language's page alone: defaults, `~`, `$(name)`, and one spelling for each
// place.

import type { HostPlan, InstancePlan, PathKey } from './plan.ts';

export interface Claim {
  readonly key: PathKey | 'gateway.env' | 'secrets.env.example' | 'unit';
  readonly path: string;
}

export function homeOf({ os }: HostPlan, { user, home }: InstancePlan): string {
  if (home !== undefined) return home;
  if (os === 'macos') return `/Users/${user}`;
  return user === 'root' ? '/root' : `/home/${user}`;
}

export function profileOf({ name, profile }: InstancePlan): string {
  return profile ?? name;
}

/** The place that a text names, in one spelling. */
export function placeOf(host: HostPlan, instance: InstancePlan, text: string): string {
  const names: Readonly<Record<string, string>> = {
    host: host.name,
    instance: instance.name,
    profile: profileOf(instance),
    user: instance.user,
    home: homeOf(host, instance),
    port: String(instance.port),
  };
  const state = (): string => pathOf(host, instance, 'stateDir');
  const written = text.replace(/\$\((\w+)\)/g, (_, name: string) => (name === 'stateDir' ? state() : names[name]!));
  const absolute = written.startsWith('~/') ? `${homeOf(host, instance)}/${written.slice(2)}` : written;
  const kept: string[] = [];
  for (const part of absolute.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const place = `/${kept.join('/')}`;
  return host.os === 'macos' ? place.normalize('NFC').toLowerCase() : place;
}

/** Where one of the paths that every instance has lies. */
export function pathOf(host: HostPlan, instance: InstancePlan, key: PathKey): string {
  const profile = profileOf(instance);
  const defaults: Readonly<Partial<Record<PathKey, string>>> = {
    stateDir: profile === 'default' ? '~/.openclaw' : `~/.openclaw-${profile}`,
    configPath: '$(stateDir)/openclaw.json',
    workspace: '$(stateDir)/workspace',
    workingDirectory: '$(stateDir)',
    logFile: '$(stateDir)/logs/openclaw.log',
    secretsFile: '$(stateDir)/.env',
  };
  return placeOf(host, instance, instance.paths[key] ?? defaults[key]!);
}

/** Every place that an instance has for itself. */
export function claimsOf(host: HostPlan, instance: InstancePlan): readonly Claim[] {
  const always = ['stateDir', 'configPath', 'workspace', 'workingDirectory', 'logFile', 'secretsFile'] as const;
  const written = (['agentDir', 'sessionStore', 'oauthDir'] as const).filter(
    (key) => instance.paths[key] !== undefined,
  );
  return [
    ...[...always, ...written].map((key) => ({ key, path: pathOf(host, instance, key) })),
    { key: 'gateway.env', path: placeOf(host, instance, '$(stateDir)/gateway.env') },
    { key: 'unit', path: unitPath(host, instance) },
    ...(instance.bot?.kind === 'variable'
      ? [{ key: 'secrets.env.example' as const, path: placeOf(host, instance, '$(stateDir)/secrets.env.example') }]
      : []),
  ];
}

/** The unit's or label's name, as it is written. */
export function serviceName({ os }: HostPlan, instance: InstancePlan): string {
  const profile = profileOf(instance);
  if (os === 'macos') return instance.serviceName ?? `ai.openclaw.${profile === 'default' ? 'gateway' : profile}`;
  const name = instance.serviceName ?? `openclaw-gateway${profile === 'default' ? '' : `-${profile}`}`;
  return name.endsWith('.service') ? name : `${name}.service`;
}

function unitPath(host: HostPlan, instance: InstancePlan): string {
  const name = serviceName(host, instance);
  const isSystem = instance.scope === 'system';
  if (host.os === 'macos')
    return placeOf(
      host,
      instance,
      `${isSystem ? '' : '~'}/Library/Launch${isSystem ? 'Daemons' : 'Agents'}/${name}.plist`,
    );
  return placeOf(host, instance, isSystem ? `/etc/systemd/system/${name}` : `~/.config/systemd/user/${name}`);
}

export function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
