// Which gateway a service is: the home, state folder, config file, profile and port that OpenClaw would conclude from the
// service's command and environment. Source: src/cli/profile, src/config/paths, src/infra/home-dir of openclaw@2026.9.6;
// legacy names: openclaw@2026.3.13.

import { resolvePath } from '../model/paths.ts';
import { isPort } from '../openclaw/listener.ts';
import { stateFolderName } from '../openclaw/names.ts';
import { LEGACY_PREFIXES } from '../openclaw/owned-variables.ts';
import type { Disk } from './disk.ts';
import { readDotenv, type Variables } from './env-file.ts';
import type { FoundService } from './found-service.ts';

export interface Identity {
  /** What the service has as HOME. */
  readonly home: string;
  /** What `~` means in openclaw.json: OPENCLAW_HOME wins over the home. */
  readonly tilde: string;
  readonly stateDir: string;
  readonly configPath: string;
  /** As command or environment name it. */
  readonly profile?: string;
  /** `openclaw`, or what a predecessor or a fork is called. */
  readonly brand: string;
  /** Of command or environment, which win over openclaw.json. */
  readonly port?: number;
  /** OPENCLAW_WORKSPACE_DIR. */
  readonly workspace?: string;
  /** Whether the state folder is named, and not concluded. */
  readonly isStateNamed: boolean;
  /** Everything that the service's process finds set. */
  readonly variables: Variables;
  /** What `.env` in the state folder adds to that. */
  readonly ownFile: Variables;
  /** Names of OpenClaw's predecessors that decided something. */
  readonly legacy: readonly string[];
}

export function identify(
  service: Pick<FoundService, 'account' | 'command' | 'environment' | 'inherited' | 'envFiles'>,
  disk: Disk,
): Identity {
  const { account, command, environment, inherited, envFiles } = service;
  const files = envFiles.flatMap(({ variables }) => [...(variables ?? [])]);
  const variables = new Map([...inherited.flatMap((file) => [...file.variables]), ...environment, ...files]);
  const legacy: string[] = [];
  const get = (name: string, from: Variables = variables) => selector(name, from, legacy);
  const home = resolvePath(get('HOME') ?? account.home, account.home);
  const tilde = resolvePath(get('OPENCLAW_HOME') ?? home, home);
  const profile = command.profile ?? get('OPENCLAW_PROFILE');
  const brand = brandOf(command.program);
  const folder = (name: string) => stateFolderName(name).replace('openclaw', brand);
  const named = get('OPENCLAW_STATE_DIR') ?? (command.profile && `~/${folder(command.profile)}`);
  const stateDir = resolvePath(named ?? defaultState(tilde, brand, disk), tilde);
  const ownFile = readDotenv(stateDir, disk);
  const port =
    command.port ??
    portOf(get('OPENCLAW_GATEWAY_PORT') ?? get('OPENCLAW_GATEWAY_PORT', ownFile)) ??
    developmentPort(command.profile);
  const workspace = get('OPENCLAW_WORKSPACE_DIR');
  return {
    home,
    tilde,
    stateDir,
    configPath: resolvePath(get('OPENCLAW_CONFIG_PATH') ?? defaultConfig(stateDir, brand, disk), tilde),
    ...(profile === undefined ? {} : { profile }),
    brand,
    ...(port === undefined ? {} : { port }),
    ...(workspace === undefined ? {} : { workspace: resolvePath(workspace, tilde) }),
    isStateNamed: named !== undefined,
    variables,
    ownFile,
    legacy,
  };
}

function selector(name: string, variables: Variables, legacy: string[]): string | undefined {
  const names = [name, ...LEGACY_PREFIXES.map((prefix) => name.replace(/^OPENCLAW_/, prefix))];
  const found = names.find((candidate) => (variables.get(candidate) ?? '').trim() !== '');
  if (found !== undefined && found !== name) legacy.push(found);
  return found === undefined ? undefined : variables.get(found)!.trim();
}

/** What a predecessor or a fork calls itself, its state folder and its config file: the program's name, or its package's. */
function brandOf(program: readonly string[]): string {
  const names = program.flatMap((word) => {
    const own = /node_modules\/(?:@[^/]+\/)?([\w-]+)\//.exec(word)?.[1] ?? word.slice(word.lastIndexOf('/') + 1);
    return word.startsWith('-') ? [] : own.replace(/\.\w+$/, '').toLowerCase();
  });
  if (names.includes('openclaw')) return 'openclaw';
  return names.find((name) => /^(?!openclaw)[a-z]*(claw|moltbot|clawdbot)[a-z]*$/.test(name)) ?? 'openclaw';
}

export const LEGACY_BRANDS: readonly string[] = ['clawdbot', 'moltbot'];

function defaultState(home: string, brand: string, disk: Disk): string {
  const names = [...new Set([brand, 'openclaw', ...LEGACY_BRANDS])].map((name) => `${home}/.${name}`);
  return names.find((path) => disk.kind(path) === 'folder') ?? names[0]!;
}

function defaultConfig(stateDir: string, brand: string, disk: Disk): string {
  const names = [...new Set([brand, 'openclaw', ...LEGACY_BRANDS])].map((name) => `${stateDir}/${name}.json`);
  return names.find((path) => disk.kind(path) !== 'missing') ?? names[0]!;
}

function portOf(text: string | undefined): number | undefined {
  const port = Number(text);
  return text !== undefined && isPort(port) ? port : undefined;
}

/** `openclaw --dev` has a port of its own. */
function developmentPort(profile: string | undefined): number | undefined {
  return profile === 'dev' ? 19001 : undefined;
}
