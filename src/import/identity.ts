// Which gateway a service is: the home, state folder, config file, profile and port that OpenClaw would conclude from the
// service's command and environment. Source: src/cli/profile, src/config/paths, src/infra/home-dir of openclaw@2026.9.6;
// legacy names: openclaw@2026.3.13.

import { resolvePath } from '../model/paths.ts';
import { LEGACY_PREFIXES } from '../openclaw/environment.ts';
import { isPort } from '../openclaw/listener.ts';
import { stateFolderName } from '../openclaw/names.ts';
import type { Disk } from './disk.ts';
import { parseEnvFile, type Variables } from './env-file.ts';
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
  service: Pick<FoundService, 'account' | 'command' | 'environment' | 'envFiles'>,
  disk: Disk,
): Identity {
  const { account, command, environment, envFiles } = service;
  const files = envFiles.flatMap(({ variables }) => [...(variables ?? [])]);
  const variables = new Map([...environment, ...files]);
  const legacy: string[] = [];
  const get = (name: string, from: Variables = variables) => selector(name, from, legacy);
  const home = resolvePath(get('HOME') ?? account.home, account.home);
  const tilde = resolvePath(get('OPENCLAW_HOME') ?? home, home);
  const profile = command.profile ?? get('OPENCLAW_PROFILE');
  const named = get('OPENCLAW_STATE_DIR') ?? (command.profile && `~/${stateFolderName(command.profile)}`);
  const stateDir = resolvePath(named ?? defaultState(tilde, disk), tilde);
  const ownFile = parseEnvFile((disk.kind(`${stateDir}/.env`) === 'file' && disk.text(`${stateDir}/.env`)) || '');
  const port =
    command.port ??
    portOf(get('OPENCLAW_GATEWAY_PORT') ?? get('OPENCLAW_GATEWAY_PORT', ownFile)) ??
    developmentPort(command.profile);
  const workspace = get('OPENCLAW_WORKSPACE_DIR');
  return {
    home,
    tilde,
    stateDir,
    configPath: resolvePath(get('OPENCLAW_CONFIG_PATH') ?? defaultConfig(stateDir, disk), tilde),
    ...(profile === undefined ? {} : { profile }),
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

const LEGACY_FOLDERS: readonly string[] = ['.clawdbot', '.moltbot'];
const LEGACY_CONFIGS: readonly string[] = ['clawdbot.json', 'moltbot.json'];

function defaultState(home: string, disk: Disk): string {
  const own = `${home}/.openclaw`;
  if (disk.kind(own) === 'folder') return own;
  return LEGACY_FOLDERS.map((name) => `${home}/${name}`).find((path) => disk.kind(path) === 'folder') ?? own;
}

function defaultConfig(stateDir: string, disk: Disk): string {
  const own = `${stateDir}/openclaw.json`;
  if (disk.kind(own) !== 'missing') return own;
  return LEGACY_CONFIGS.map((name) => `${stateDir}/${name}`).find((path) => disk.kind(path) === 'file') ?? own;
}

function portOf(text: string | undefined): number | undefined {
  const port = Number(text);
  return text !== undefined && isPort(port) ? port : undefined;
}

/** `openclaw --dev` has a port of its own. */
function developmentPort(profile: string | undefined): number | undefined {
  return profile === 'dev' ? 19001 : undefined;
}
