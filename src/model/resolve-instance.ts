// One instance's merged keys → all its values: defaults, variables, `~`, derived ports.

import { oncePer } from '../diagnostics/collections.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { type CodedFinding, replacing } from '../document/finding.ts';
import { asMap, type Json, type JsonMap, mayBeSecret, type Path, toPointer } from '../document/json.ts';
import { managersOf } from '../managers/index.ts';
import type { Manager } from '../managers/manager.ts';
import { isSecretField } from '../openclaw/config-secrets.ts';
import { isDefaultProfile, type Scope } from '../openclaw/names.ts';
import { npmPackage } from '../openclaw/plugins.ts';
import type { Os, TargetRelease } from '../openclaw/release.ts';
import { CONTAINER_COMMAND, containerPorts, officialImage } from './container.ts';
import type { Directives, EnvFile, Instance, Service, WorkspaceFiles } from './fleet.ts';
import { resolveLimits } from './limits.ts';
import { defaultHome, resolvePath } from './paths.ts';
import { derivePorts } from './ports.ts';
import {
  defaultCommand,
  type InstanceKey,
  instanceDefault,
  type RawInstance,
  type RawService,
  serviceDefault,
} from './raw.ts';
import { expand, expandTree, type Lookup, VARIABLES, type Wording, withVariable } from './variables.ts';

export interface InstanceInput {
  readonly host: string;
  readonly os: Os;
  readonly name: string;
  readonly path: Path;
  readonly merged: JsonMap;
  readonly release: TargetRelease;
  /** Whether the instance has no usable value of a key because its value is invalid, which is reported already. */
  readonly isFaulty: (key: InstanceKey) => boolean;
  /** The base of a `port: auto`, once it has one. */
  readonly autoPort: number | undefined;
  /** The same object for equal configs. */
  readonly sharedConfig: (config: JsonMap) => JsonMap;
}

/** Nothing where the account is missing: no path of the instance has a meaning then. */
export function resolveInstance(input: InstanceInput, findings: CodedFinding[]): Instance | undefined {
  const { path, os, name, release } = input;
  const raw = input.merged as unknown as RawInstance;
  const port = resolvePort(raw, input, findings);
  if (raw.user === undefined) {
    if (!input.isFaulty('user')) findings.push(missing('user', path, 'the OS account that runs the gateway'));
    return undefined;
  }
  const profile = raw.profile ?? name;
  const scope = raw.service?.scope ?? (serviceDefault('scope') as Scope);
  const manager = resolveManager(raw.service?.target ?? undefined, input, findings);
  const isContainer = manager.container !== undefined;
  const text = expander(input, raw, { profile, user: raw.user, port }, findings);
  const config = input.sharedConfig(text.tree(asMap(raw.config), ['config']) as JsonMap);
  const portsOf = (base: number) => (isContainer ? containerPorts(base) : derivePorts(base, config, release));
  return {
    host: input.host,
    os,
    name,
    path,
    release,
    managed: raw.managed ?? (instanceDefault('managed') as boolean),
    enabled: raw.enabled ?? (instanceDefault('enabled') as boolean),
    port,
    isAuto: raw.port === 'auto',
    ports: port === undefined ? undefined : portsOf(port),
    profile,
    user: raw.user,
    group: raw.group,
    home: text.path('home'),
    stateDir: text.path('stateDir'),
    configPath: text.path('configPath'),
    workspace: text.path('workspace'),
    workingDirectory: text.path('workingDirectory'),
    logFile: text.path('logFile'),
    secretsFile: text.path('secretsFile'),
    inState: text.inState,
    command: resolveCommand(raw, isContainer ? CONTAINER_COMMAND : defaultCommand(os), text),
    env: text.tree(asMap(raw.env), ['env']) as Record<string, string>,
    envFiles: (raw.envFiles ?? []).map((file, index) => envFile(text.string(file, ['envFiles', index]), text)),
    secrets: raw.secrets ?? [],
    ...(raw.plugins && {
      plugins: raw.plugins.map((spec, index) => pluginSpec(text.string(spec, ['plugins', index]), text)),
    }),
    service: resolveService(
      (raw.service ?? {}) as RawService,
      { scope, profile, manager, release: release.version },
      text,
    ),
    workspaceFiles: resolveWorkspaceFiles(raw.workspaceFiles, text),
    config,
    allow: (raw.allow ?? {}) as Record<string, string>,
  };
}

function resolvePort(raw: RawInstance, input: InstanceInput, findings: CodedFinding[]): number | undefined {
  if (raw.port === 'auto') return input.autoPort;
  if (raw.port === undefined && !input.isFaulty('port')) {
    findings.push(missing('port', input.path, "the gateway's base port"));
  }
  return raw.port;
}

/** The system's own service manager in place of one that it doesn't have. */
function resolveManager(id: string | undefined, { os, path }: InstanceInput, findings: CodedFinding[]): Manager {
  const managers = managersOf(os);
  const found = id === undefined ? managers[0] : managers.find((manager) => manager.id === id);
  if (found) return found;
  const ids = managers.map((manager) => manager.id);
  const known = ids.map((known) => `\`${known}\``);
  findings.push({
    code: 'service-target',
    at: [...path, 'service', 'target'],
    message: `${os} has no ${id}; write ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
    suggestions: ids,
  });
  return managers[0];
}

function missing(key: string, path: Path, meaning: string): CodedFinding {
  return { code: 'schema', at: path, part: 'key', message: `\`${key}\` is missing: ${meaning}` };
}

function resolveCommand(raw: RawInstance, usual: string, text: Expander): readonly string[] {
  const command = raw.command ?? usual;
  const words = typeof command === 'string' ? [command] : command;
  return words.map((word, index) =>
    text.string(word, typeof raw.command === 'string' ? ['command'] : ['command', index]),
  );
}

function resolveWorkspaceFiles(raw: RawInstance['workspaceFiles'], text: Expander): WorkspaceFiles | undefined {
  if (raw === undefined) return undefined;
  const [folder, key] = typeof raw === 'string' ? [raw, ['workspaceFiles']] : [raw.from, ['workspaceFiles', 'from']];
  // Invalid, which is reported already.
  if (typeof folder !== 'string') return undefined;
  return { from: text.string(folder, key), isManaged: typeof raw === 'object' && raw.mode === 'managed', key };
}

function pluginSpec(spec: string, text: Expander): string {
  return npmPackage(spec) ? spec : text.resolve(spec);
}

function envFile(entry: string, text: Expander): EnvFile {
  const optional = entry.startsWith('-');
  return { path: text.resolve(optional ? entry.slice(1) : entry), optional };
}

interface ServiceContext {
  readonly scope: Scope;
  readonly profile: string;
  readonly manager: Manager;
  readonly release: string;
}

function resolveService(
  raw: RawService,
  { scope, profile, manager, release }: ServiceContext,
  text: Expander,
): Service {
  const systemd = asMap(raw.systemd);
  const section = (name: string) => text.tree(asMap(systemd[name]), ['service', 'systemd', name]) as Directives;
  const name = raw.name === undefined ? manager.defaultName(profile) : text.string(raw.name, ['service', 'name']);
  return {
    scope,
    manager,
    name: manager.fullName(name),
    image: raw.image ?? officialImage(release),
    containerUser: raw.containerUser,
    hardening: raw.hardening ?? (serviceDefault('hardening') as Service['hardening']),
    limits: resolveLimits(asMap(raw.limits)),
    systemd: { Unit: section('Unit'), Service: section('Service'), Install: section('Install') },
    launchd: text.tree(asMap(raw.launchd), ['service', 'launchd']) as JsonMap,
  };
}

interface Expander {
  /** A string with its variables replaced; the path is below the instance. */
  string(value: string, path: Path): string;
  tree(value: JsonMap, path: Path): Json;
  /** An instance key that is a path, resolved. */
  path(key: PathKey): string;
  resolve(path: string): string;
  /** Pointers to what was expanded so far and names the state folder. */
  readonly inState: ReadonlySet<string>;
}

type PathKey = 'home' | 'stateDir' | 'configPath' | 'workspace' | 'workingDirectory' | 'logFile' | 'secretsFile';
const PATH_KEYS: ReadonlySet<string> = new Set(['home', 'stateDir', 'configPath', 'workspace']);

/** Of a value that may be secret no part is shown. */
const UNKNOWN_IN_SECRET: Wording = {
  message: 'this holds a `$(` that starts no variable of gwc; write `$$(` for the characters themselves',
  suggestions: [],
};

interface Scalars {
  readonly profile: string;
  readonly user: string;
  readonly port: number | undefined;
}

/** Whether a text in it may hold one. */
const hasVariables = oncePer((value: JsonMap) => JSON.stringify(value).includes('$('));

function expander(input: InstanceInput, raw: RawInstance, scalars: Scalars, findings: CodedFinding[]): Expander {
  const { host, os, name, path: instancePath } = input;
  const variables = new Map<string, string>([
    ['host', host],
    ['instance', name],
    ['profile', scalars.profile],
    ['user', scalars.user],
  ]);
  // Without a usable port, which is an error of its own, the variable stands for itself.
  variables.set('port', scalars.port === undefined ? '$(port)' : String(scalars.port));
  const open = new Set<string>();

  const lookup: Lookup = (variable) => {
    const known = variables.get(variable);
    if (known !== undefined) return { value: known };
    if (open.has(variable))
      return {
        problem: {
          message: `\`$(${variable})\` refers to itself, directly or through another path; write one of them without it`,
          suggestions: [],
        },
      };
    if (PATH_KEYS.has(variable)) return { value: pathOf(variable as PathKey) };
    const suggestions = suggest(variable, VARIABLES);
    const hint = suggestions.length > 0 ? didYouMean(suggestions) : `; known: ${VARIABLES.join(', ')}`;
    return {
      problem: {
        message: `unknown variable \`$(${variable})\`${hint}`,
        suggestions: suggestions.map((suggestion) => `$(${suggestion})`),
      },
    };
  };
  const inState = new Set<string>();
  const string = (value: string, path: Path): string => {
    if (!value.includes('$(')) return value;
    const names: string[] = [];
    const noted: Lookup = (name) => {
      names.push(name);
      return lookup(name);
    };
    const text = expand(value, noted, (problem, reference) => {
      const shown = mayBeSecret(path) || isSecretField(path.slice(1)) ? UNKNOWN_IN_SECRET : problem;
      const at = [...instancePath, ...path];
      const meant = (shown.suggestions ?? []).map((variable) => withVariable(value, reference, variable));
      findings.push({ code: 'unknown-variable', at, ...shown, ...replacing(at, meant) });
    });
    if (names.some((name) => name === 'stateDir' || inState.has(`/${name}`))) inState.add(toPointer(path));
    return text;
  };
  // A home that starts with `~` keeps it, and so is no absolute path, which a rule reports.
  const resolve = (path: string): string =>
    resolvePath(path, /^~(\/|$)/.test(path) && !open.has('home') ? pathOf('home') : '~');

  function pathOf(key: PathKey): string {
    const known = variables.get(key);
    if (known !== undefined) return known;
    open.add(key);
    const path = resolve(string(raw[key] ?? defaultPath(key), [key]));
    open.delete(key);
    variables.set(key, path);
    return path;
  }

  function defaultPath(key: PathKey): string {
    if (key === 'home') return defaultHome(scalars.user, os);
    if (key === 'stateDir' && isDefaultProfile(scalars.profile)) return '~/.openclaw';
    return instanceDefault(key satisfies InstanceKey) as string;
  }

  return {
    string,
    tree: (value, path) => (hasVariables(value) ? expandTree(value, path, string) : value),
    path: pathOf,
    resolve,
    inState,
  };
}
