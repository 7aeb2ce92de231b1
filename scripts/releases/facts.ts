// What probe.mjs was answered → a release's facts, and how each was got.

import { parse } from 'plist';
import { HOME_STORES } from '../../src/openclaw/config-paths.ts';
import type { ReleasePlugins } from '../../src/openclaw/plugins.ts';
import type { PlistPolicy, ReleaseFacts, ReloadKind, ReloadRules, UnitPolicy } from '../../src/openclaw/release.ts';
import type { JsonSchema, SchemaNode } from '../../src/openclaw/schema/json-schema.ts';

export interface Answer<T = unknown> {
  readonly value?: T;
  /** Which function of which source file. */
  readonly by?: string;
  /** Why there is no value. */
  readonly problem?: string;
  /** The release has no such function. */
  readonly isAbsent?: boolean;
}

/** What the release says of a config of the set. */
export interface ProgramVerdict {
  readonly valid: boolean;
  readonly issues: readonly (readonly [path: string, message: string])[];
}

export type Answers = Readonly<Record<string, Answer>>;

/** What probe.mjs puts in for the base port, the home and the state folder. */
const BASE = 20_000;
const HOME = '/home/claw';
const STATE = `${HOME}/state`;

export interface FoundFacts {
  readonly facts: ReleaseFacts;
  readonly plugins: ReleasePlugins;
  readonly sources: Readonly<Record<string, string>>;
}

/** An answer, of which the source is noted for the fact. */
interface Asking {
  readonly ask: <T>(fact: string, key: string) => T | undefined;
  /** Throws where there is none. */
  readonly need: <T>(fact: string, key: string) => T;
  /** Undefined where the release has no such function. */
  readonly askIfThere: <T>(fact: string, key: string) => T | undefined;
}

function asking(answers: Answers, sources: Record<string, string>): Asking {
  const ask = <T>(fact: string, key: string): T | undefined => {
    const { value, by } = answers[key] ?? {};
    if (value !== undefined && by !== undefined) sources[fact] ??= by;
    return value as T | undefined;
  };
  const need = <T>(fact: string, key: string): T => {
    const value = ask<T>(fact, key);
    if (value === undefined) throw new Error(`no answer for ${key}: ${answers[key]?.problem ?? 'not asked'}`);
    return value;
  };
  return { ask, need, askIfThere: (fact, key) => (answers[key]?.isAbsent ? undefined : need(fact, key)) };
}

/** `schema` is the structure of the release's own, `movedKeys` are those that its verdicts show. */
export function factsOf(answers: Answers, schema: JsonSchema, movedKeys: readonly string[]): FoundFacts {
  const sources: Record<string, string> = {};
  const asked = asking(answers, sources);
  const { ask, need, askIfThere } = asked;
  const offset = (key: string) => {
    const [port] = ask<readonly number[]>(`ports.${key}`, key) ?? [];
    return port === undefined ? {} : { [key]: port - BASE };
  };
  const says = need<Readonly<Record<string, boolean>>>('hasReadonlyConfig', 'says');
  const starts = (key: string) => need<string>(key, `start.${key}`);
  const cdp = need<readonly (readonly [number, number])[]>('ports.cdp', 'cdp');
  const extensions = need<readonly string[]>('bonjour', 'extensions');
  const facts: ReleaseFacts = {
    ports: {
      ...offset('sandbox'),
      ...offset('bridge'),
      ...offset('canvas'),
      control: need<readonly number[]>('ports.control', 'control')[0]! - BASE,
      ...relayOf(need<Browser>('ports.relay', 'browser')),
      cdpFirst: cdp[0]![0] - BASE,
      cdpLast: cdp[0]![1] - BASE,
      isMovedWhenHigh: cdp[2]![0] < BASE,
    },
    hasHashedPort: need<Readonly<Record<string, number>>>('hasHashedPort', 'gatewayPort')['rescue'] !== 18_789,
    systemd: unitPolicy(need('systemd', 'unit')),
    launchd: plistPolicy(need('launchd', 'plist')),
    servicePath: {
      linux: homeless(need('servicePath', 'path.linux')),
      macos: homeless(need('servicePath', 'path.darwin')),
    },
    launchdOutput: launchdOutput(answers),
    workspace: templated(need<Workspaces>('workspace', 'workspace').plain['rescue']!),
    hasReadonlyConfig: says['OPENCLAW_CONFIG_READONLY']!,
    hasStartupProbe: says['/startupz']!,
    bonjour: extensions.includes('bonjour') ? 'plugin' : 'gateway',
    trustedProxy: {
      excludesToken: starts('proxyWithToken').includes('mutually exclusive'),
      loopbackNeedsConsent: hasProperty(schema, ['gateway', 'auth', 'trustedProxy', 'allowLoopback']),
    },
    needsAllowedOrigins: !says['private-same-origin'],
    bundledChannels: need<readonly string[]>('bundledChannels', 'channels'),
    movedKeys,
    workspaceScopes: workspaceScopes(need('workspaceScopes', 'sandboxKeys')),
    stores: Object.fromEntries(
      HOME_STORES.flatMap(({ id }): [string, string][] => {
        const path = askIfThere<string>(`stores.${id}`, `stores.${id}`);
        return path === undefined ? [] : [[id, templated(path)]];
      }),
    ),
    ...reloadOf(askIfThere<Readonly<Record<string, ReloadKind>>>('reload', 'reload')),
    node: need<{ readonly node?: string }>('node', 'package').node ?? '',
  };
  sources['schema'] = answers['schema']?.by ?? '';
  sources['movedKeys'] = 'its verdicts';
  sources['launchdOutput'] = 'source text of daemon/launchd';
  sources['trustedProxy.loopbackNeedsConsent'] = 'its schema';
  return { facts, plugins: pluginsOf(asked), sources };
}

function pluginsOf({ need, askIfThere }: Asking): ReleasePlugins {
  const bundled = need<readonly string[]>('plugins.bundled', 'plugins.bundled');
  const known = askIfThere<readonly KnownPackage[]>('plugins.packages', 'plugins.packages') ?? [];
  const others = known
    .filter(({ plugin }) => !bundled.includes(plugin))
    .toSorted((a, b) => (a.plugin < b.plugin ? -1 : 1));
  const channels = others.flatMap(({ plugin, channel = plugin }): [string, string][] =>
    channel === plugin ? [] : [[channel, plugin]],
  );
  const isOwn = askIfThere<boolean>('plugins.fetches', 'plugins.own');
  const isFetching = need<boolean>('plugins.fetches', 'plugins.start');
  return {
    bundled,
    packages: Object.fromEntries(others.map(({ plugin, spec }) => [plugin, spec])),
    channels: Object.fromEntries(channels),
    fetches: isFetching ? (isOwn ? 'own' : 'newest') : 'nothing',
    asksConsent: need<Readonly<Record<string, boolean>>>('plugins.asksConsent', 'says')['--accept-capabilities']!,
  };
}

interface KnownPackage {
  readonly plugin: string;
  readonly channel?: string;
  readonly spec: string;
}

interface Workspaces {
  readonly plain: Readonly<Record<string, string>>;
}

interface Browser {
  readonly extensionRelayDefaultPort?: number;
  readonly profiles: Readonly<Record<string, { readonly driver?: string; readonly cdpUrl?: string }>>;
}

/** Later releases count down from a port; earlier ones have the one of the profile that the extension drives. */
function relayOf(browser: Browser): { readonly relay?: number } {
  const own = browser.extensionRelayDefaultPort;
  if (own !== undefined) return { relay: own - BASE };
  const url = Object.values(browser.profiles).find(({ driver, cdpUrl }) => driver === 'extension' && cdpUrl)?.cdpUrl;
  return url === undefined ? {} : { relay: Number(new URL(url).port) - BASE };
}

const INSTANCES_OWN: ReadonlySet<string> = new Set(['Description', 'ExecStart', 'WorkingDirectory', 'Environment']);

function unitPolicy(text: string): UnitPolicy {
  let section = '';
  return text.split('\n').flatMap((line): UnitPolicy => {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || INSTANCES_OWN.has(key)) return [];
    return [[section as UnitPolicy[number][0], key, value!]];
  });
}

const INSTANCES_OWN_KEYS: ReadonlySet<string> = new Set([
  'Label',
  'Comment',
  'ProgramArguments',
  'WorkingDirectory',
  'StandardOutPath',
  'StandardErrorPath',
]);

function plistPolicy(text: string): PlistPolicy {
  const job = parse(text) as Readonly<Record<string, string | number | boolean>>;
  return Object.fromEntries(Object.entries(job).filter(([key]) => !INSTANCES_OWN_KEYS.has(key)));
}

function homeless(folders: readonly string[]): readonly string[] {
  return folders.map((folder) => (folder.startsWith(`${HOME}/`) ? folder.replace(HOME, '~') : folder));
}

/** A path of the profile `rescue` with its own parts as variables. */
function templated(path: string): string {
  return path.replace(STATE, '{stateDir}').replace(HOME, '{home}').replace('-rescue', '{profileSuffix}');
}

interface LogPaths {
  readonly stdoutPath: string;
  readonly stderrPath: string;
}

/** Which of its functions gives the paths, and what becomes of the second, stands in the code that writes the plist alone. */
function launchdOutput(answers: Answers): ReleaseFacts['launchdOutput'] {
  const sources = Object.entries(answers['regions']!.value as Readonly<Record<string, string>>)
    .filter(([name]) => name.startsWith('daemon/launchd'))
    .map(([, text]) => text);
  const isSupervisors = sources.some((text) => text.includes('resolveGatewaySupervisorLogPaths('));
  const paths = answers[isSupervisors ? 'launchdLogs' : 'gatewayLogs']!.value as Readonly<Record<string, LogPaths>>;
  const { stdoutPath, stderrPath } = paths['rescue']!;
  const says = (part: string) => sources.some((text) => text.includes(part));
  const error = says('stderrPath: LAUNCH_AGENT_STDERR_PATH')
    ? '/dev/null'
    : says('stderrPath: stdoutPath')
      ? stdoutPath
      : stderrPath;
  return { stdout: templated(stdoutPath), stderr: templated(error) };
}

/** By scope, the names for one workspace and for another. */
function workspaceScopes(names: Readonly<Record<string, readonly [string, string]>>): readonly string[] {
  return Object.keys(names).filter((scope) => names[scope]![0] !== names[scope]![1]);
}

/** Without the prefixes that a shorter one decides alike. */
function reloadOf(kinds: Readonly<Record<string, ReloadKind>> | undefined): { readonly reload?: ReloadRules } {
  if (kinds === undefined) return {};
  const shorter = (prefix: string): readonly string[] => {
    const parent = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')));
    return parent === '' ? [] : [parent, ...shorter(parent)];
  };
  const above = (prefix: string) => shorter(prefix).find((one) => kinds[one] !== undefined);
  const decisive = Object.keys(kinds)
    .filter((prefix) => kinds[prefix] !== (kinds[above(prefix) ?? ''] ?? 'restart'))
    .toSorted();
  const pattern = decisive.find((prefix) => prefix.includes('*'));
  if (pattern !== undefined) throw new Error(`reload: gwc has no rules for patterns such as ${pattern}`);
  const of = (kind: ReloadKind) => decisive.filter((prefix) => kinds[prefix] === kind);
  return { reload: { hot: of('hot'), none: of('none'), restart: of('restart') } };
}

function hasProperty(schema: JsonSchema, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const inner = typeof schema === 'object' ? (schema as SchemaNode).properties?.[key] : undefined;
  return inner !== undefined && hasProperty(inner, rest);
}
