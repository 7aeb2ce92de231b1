// The paths of an instance, worked out from the language's page alone: defaults, `~`, `$(name)`, and one spelling for each
// place.

import type { HostPlan, InstancePlan, PathKey, StorePlan, UnitFolder } from './plan.ts';

export interface Claim {
  readonly key: PathKey | 'gateway.env' | 'secrets.env.example' | 'unit' | 'store' | 'stream' | 'output' | 'unitFolder';
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
  // One is a link to the other.
  const place = `/${kept.join('/')}`.replace(/^\/var\/run(?=\/|$)/, host.os === 'linux' ? '/run' : '/var/run');
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

const known = new WeakMap<InstancePlan, readonly Claim[]>();

/** Every place that an instance has for itself. */
export function claimsOf(host: HostPlan, instance: InstancePlan): readonly Claim[] {
  const claims = known.get(instance) ?? workOut(host, instance);
  known.set(instance, claims);
  return claims;
}

function workOut(host: HostPlan, instance: InstancePlan): readonly Claim[] {
  const always = ['stateDir', 'configPath', 'workspace', 'workingDirectory', 'logFile', 'secretsFile'] as const;
  const written = (['agentDir', 'sessionStore', 'oauthDir'] as const).filter(
    (key) => instance.paths[key] !== undefined,
  );
  return [
    ...[...always, ...written].flatMap((key): readonly Claim[] => {
      const path = pathOf(host, instance, key);
      return key === 'sessionStore' ? perAgent(path, instance).map((one) => ({ key, path: one })) : [{ key, path }];
    }),
    environmentOf(host, instance),
    { key: 'unit', path: unitPath(host, instance) },
    ...(instance.bot?.kind === 'variable' || instance.gmail !== undefined
      ? [{ key: 'secrets.env.example' as const, path: placeOf(host, instance, '$(stateDir)/secrets.env.example') }]
      : []),
    ...(instance.desktop?.kind === 'signed-in' && instance.desktop.folder !== undefined
      ? [{ key: 'store' as const, path: placeOf(host, instance, instance.desktop.folder) }]
      : []),
    ...(instance.store === undefined ? [] : [storeOf(host, instance, instance.store)]),
  ];
}

/** systemd reads it as root in system scope: there it is the service's, like its unit. */
function environmentOf(host: HostPlan, instance: InstancePlan): Claim {
  if (host.os === 'linux' && instance.scope === 'system')
    return { key: 'unit', path: `/etc/gwc/${unitPath(host, instance).split('/').at(-1)}/gateway.env` };
  return { key: 'gateway.env', path: placeOf(host, instance, '$(stateDir)/gateway.env') };
}

/** A store of each agent. */
function perAgent(path: string, instance: InstancePlan): readonly string[] {
  const agents = agentsOf(instance);
  return [...new Set((agents.length === 0 ? ['main'] : agents).map((agent) => path.replace(/\{agentid\}/i, agent)))];
}

/** Those that the config lists. */
export function agentsOf({ paths, sandbox }: InstancePlan): readonly string[] {
  return [...new Set([...(paths.agentDir === undefined ? [] : ['work']), ...(sandbox?.agents ?? [])])];
}

/** systemd's own folders, by the unit's scope. */
const UNIT_FOLDERS: Readonly<Record<UnitFolder, Readonly<Record<'system' | 'user', string>>>> = {
  RuntimeDirectory: { system: '/run', user: '/run/user/$(user)' },
  StateDirectory: { system: '/var/lib', user: '~/.config' },
  CacheDirectory: { system: '/var/cache', user: '~/.cache' },
  LogsDirectory: { system: '/var/log', user: '~/.config/log' },
};

function storeOf(host: HostPlan, instance: InstancePlan, store: StorePlan): Claim {
  switch (store.kind) {
    case 'variable':
      return {
        key: store.name === 'OPENCLAW_RAW_STREAM_PATH' ? 'stream' : 'store',
        path: placeOf(host, instance, store.path),
      };
    case 'folder':
      return {
        key: 'unitFolder',
        path: placeOf(host, instance, `${UNIT_FOLDERS[store.directive][instance.scope]}/${store.name}`),
      };
    case 'pid':
      return { key: 'unitFolder', path: placeOf(host, instance, store.path) };
    case 'output':
      // The home of the manager that runs the unit: the system's is root's.
      return {
        key: 'output',
        path: placeOf(host, instance, store.path.replace('%h', instance.scope === 'system' ? '/root' : '~')),
      };
  }
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
