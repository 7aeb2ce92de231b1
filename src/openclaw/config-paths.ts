// Keys of openclaw.json and environment variables that name a place where a gateway keeps what is its own.
// Source: src/config/zod-schema and src/config/paths of the release packages.

import { posix } from 'node:path';
import { at as get, type JsonMap, type Path } from '../document/json.ts';
import { isPluginOn, isVoiceCallOn } from './channels.ts';
import { isGiven, isTrue } from './listener.ts';
import { isBrowserOn } from './plugins.ts';
import { compareReleases } from './release.ts';

/** What is kept there; `data` is a store that a gateway writes, `log` what it only adds to. */
interface Kind {
  readonly role: 'agentWorkspace' | 'data' | 'log';
  /** As a message names it. */
  readonly what: string;
  readonly isFile: boolean;
}

export interface ConfigPath {
  /** Keys from the top of openclaw.json; `*` stands for every key of a map or item of a list. */
  readonly keys: readonly string[];
  readonly kind: Kind;
  /** The place stands after this, in an argument for a program. */
  readonly option?: string;
  /** A URL there is a place on no host. */
  readonly takesUrl?: true;
  /** `{agentId}` in it stands for each agent. */
  readonly isTemplate?: true;
}

const AGENT_WORKSPACE = folder('agent workspace', 'agentWorkspace');
const AGENT_FOLDER = folder('agent folder');
const MEMORY_INDEX = file('memory index');
const SANDBOX_FOLDER = folder('sandbox folder');
const SPEECH_SETTINGS = file('speech settings');

/** Keys of every release: what a release doesn't know is no key of its schema, and so an error of its own. */
export const CONFIG_PATHS: readonly ConfigPath[] = [
  at('agents.entries.*.workspace', AGENT_WORKSPACE),
  at('agents.list.*.workspace', AGENT_WORKSPACE),
  at('agents.entries.*.agentDir', AGENT_FOLDER),
  at('agents.list.*.agentDir', AGENT_FOLDER),
  at('agents.defaults.sandbox.workspaceRoot', SANDBOX_FOLDER),
  at('agents.entries.*.sandbox.workspaceRoot', SANDBOX_FOLDER),
  at('agents.list.*.sandbox.workspaceRoot', SANDBOX_FOLDER),
  at('browser.profiles.*.userDataDir', folder('browser data folder')),
  // Chrome takes the last one, and these come last: extensions/browser/src/browser/chrome, buildOpenClawChromeLaunchArgs.
  { ...at('browser.extraArgs.*', folder('browser data folder')), option: '--user-data-dir=' },
  at('channels.reef.stateDir', folder('channel state folder')),
  at('memory.qmd.sessions.exportDir', folder('session export folder')),
  at('worktreeRoot', folder('worktree folder')),
  { ...at('session.store', file('session store')), isTemplate: true },
  at('cron.store', file('cron store')),
  { ...at('agents.defaults.memorySearch.store.path', MEMORY_INDEX), isTemplate: true },
  at('agents.list.*.memorySearch.store.path', MEMORY_INDEX),
  at('diagnostics.cacheTrace.filePath', file('trace file', 'log')),
  at('messages.tts.prefsPath', SPEECH_SETTINGS),
  at('agents.entries.*.tts.prefsPath', SPEECH_SETTINGS),
  at('agents.list.*.tts.prefsPath', SPEECH_SETTINGS),
  at('channels.*.tts.prefsPath', SPEECH_SETTINGS),
  at('channels.*.accounts.*.tts.prefsPath', SPEECH_SETTINGS),
  at('channels.*.voice.tts.prefsPath', SPEECH_SETTINGS),
  at('channels.*.accounts.*.voice.tts.prefsPath', SPEECH_SETTINGS),
  at('plugins.entries.voice-call.config.tts.prefsPath', SPEECH_SETTINGS),
  at('channels.signal.configPath', folder('Signal data folder')),
  at('channels.signal.accounts.*.configPath', folder('Signal data folder')),
  at('channels.signal.transport.configPath', folder('Signal data folder')),
  at('channels.signal.accounts.*.transport.configPath', folder('Signal data folder')),
  at('channels.signal.transport.socketPath', file('Signal socket')),
  at('channels.signal.accounts.*.transport.socketPath', file('Signal socket')),
  at('plugins.entries.memory-wiki.config.vault.path', folder('wiki vault')),
  { ...at('plugins.entries.memory-lancedb.config.dbPath', folder('memory database')), takesUrl: true },
  at('plugins.entries.voice-call.config.store', folder('call store')),
  at('plugins.entries.acpx.config.stateDir', folder('state folder of acpx')),
  at('plugins.entries.google-meet.config.auth.tokenPath', file('Google Meet token')),
];

interface Switches {
  readonly config: JsonMap;
  readonly env: Readonly<Record<string, string>>;
  readonly release: string;
}

/** Whether what has its place at the path runs: a browser, channel, plugin or trace that is off makes nothing there. */
export function isInUse(path: Path, { config, env, release }: Switches): boolean {
  const [section, name, key] = path;
  const isOn = (depth: number) => get(config, ...path.slice(0, depth), 'enabled') !== false;
  if (section === 'browser') return isBrowserOn(config, release);
  if (section === 'channels') return isPluginOn(config, String(name)) && isOn(2) && (key !== 'accounts' || isOn(4));
  if (section === 'plugins') return key === 'voice-call' ? isVoiceCallOn(config) : isPluginOn(config, String(key));
  if (section !== 'diagnostics') return true;
  const { OPENCLAW_CACHE_TRACE: trace } = env;
  return trace === undefined ? get(config, 'diagnostics', 'cacheTrace', 'enabled') === true : isTrue(trace);
}

/** Folders that may be common to several gateways, as long as they aren't another one's own. */
export interface CommonPath {
  readonly keys: readonly string[];
  readonly what: string;
  /** `HOST:CONTAINER[:OPTIONS]`. */
  readonly isMount: boolean;
}

export const COMMON_PATHS: readonly CommonPath[] = [
  ...['agents.defaults', 'agents.entries.*', 'agents.list.*'].flatMap((agent) => [
    mount(`${agent}.sandbox.docker.binds.*`, "mount of an agent's sandbox"),
    mount(`${agent}.sandbox.browser.binds.*`, "mount of an agent's browser"),
  ]),
  common('agents.defaults.cwd', 'working directory of an agent'),
  common('agents.entries.*.cwd', 'working directory of an agent'),
  common('agents.entries.*.runtime.acp.cwd', 'working directory of an agent'),
  common('agents.list.*.runtime.acp.cwd', 'working directory of an agent'),
  common('bindings.*.acp.cwd', 'working directory of an agent'),
  common('plugins.entries.acpx.config.cwd', 'working directory of an agent'),
  common('plugins.entries.codex.config.appServer.defaultWorkspaceDir', 'working directory of an agent'),
  common('plugins.entries.codex-supervisor.config.endpoints.*.cwd', 'working directory of an agent'),
  common('mcp.servers.*.cwd', 'working directory of an MCP server'),
  common('nodeHost.mcp.servers.*.cwd', 'working directory of an MCP server'),
  common('mcp.servers.*.workingDirectory', 'working directory of an MCP server'),
  common('models.providers.*.localService.cwd', 'working directory of a model server'),
  common('canvasHost.root', 'canvas folder'),
  common('plugins.entries.canvas.config.host.root', 'canvas folder'),
];

function common(keys: string, what: string): CommonPath {
  return { keys: keys.split('.'), what, isMount: false };
}

function mount(keys: string, what: string): CommonPath {
  return { ...common(keys, what), isMount: true };
}

/** A store that some releases keep in the home of the account unless a key moves it. */
export interface HomeStore {
  /** As `stores` of the facts of a release names it. */
  readonly id: string;
  readonly kind: Kind;
  /** What turns it on. */
  readonly at: readonly string[];
  /** What moves it, where anything does. */
  readonly key?: string;
  /** Whether a config turns it on, and leaves it where it is. */
  readonly isUsed: (config: JsonMap) => boolean;
}

export const HOME_STORES: readonly HomeStore[] = [
  {
    id: 'voice-call',
    kind: folder('call store'),
    at: ['plugins', 'entries', 'voice-call', 'config', 'enabled'],
    key: 'plugins.entries.voice-call.config.store',
    isUsed: (config) => isVoiceCallOn(config) && isUnset(config, 'voice-call', 'store'),
  },
  {
    id: 'memory-lancedb',
    kind: folder('memory database'),
    at: ['plugins', 'slots', 'memory'],
    key: 'plugins.entries.memory-lancedb.config.dbPath',
    isUsed: (config) =>
      get(config, 'plugins', 'slots', 'memory') === 'memory-lancedb' && isUnset(config, 'memory-lancedb', 'dbPath'),
  },
  {
    id: 'memory-wiki',
    kind: folder('wiki vault'),
    at: ['plugins', 'entries', 'memory-wiki', 'enabled'],
    key: 'plugins.entries.memory-wiki.config.vault.path',
    isUsed: (config) =>
      get(config, 'plugins', 'entries', 'memory-wiki', 'enabled') === true &&
      isUnset(config, 'memory-wiki', 'vault', 'path'),
  },
  {
    id: 'exec-approvals',
    kind: file('list of exec approvals'),
    at: ['approvals', 'exec', 'enabled'],
    isUsed: (config) =>
      get(config, 'approvals', 'exec', 'enabled') === true ||
      ['on-miss', 'always'].includes(String(get(config, 'tools', 'exec', 'ask'))) ||
      get(config, 'tools', 'exec', 'security') === 'allowlist',
  },
];

function pluginKeys(plugin: string, ...keys: readonly string[]): readonly string[] {
  return ['plugins', 'entries', plugin, 'config', ...keys];
}

function isUnset(config: JsonMap, plugin: string, ...keys: readonly string[]): boolean {
  return !isGiven(get(config, ...pluginKeys(plugin, ...keys))) && isPluginOn(config, plugin);
}

/** OpenClaw's own plugins that have settings: those are in the inventory, field by field. */
export const KNOWN_PLUGINS: readonly string[] = [
  'acpx active-memory amazon-bedrock azure-speech beam brave canvas codex codex-supervisor comfy crabbox cua-computer device-pair diffs',
  'duckduckgo exa feishu file-transfer firecrawl geolocation google google-meet imap inworld llm-task logbook memory-core memory-lancedb memory-wiki',
  'minimax moonshot ollama onepassword openshell parallel perplexity policy qqbot searxng session-share tavily thread-ownership voice-call webhooks',
  'xai',
].flatMap((line) => line.split(' '));

/** Variables that OpenClaw reads a place from, `~` included. */
export const PATH_VARIABLES: readonly { readonly name: string; readonly kind: Kind }[] = [
  { name: 'OPENCLAW_OAUTH_DIR', kind: folder('credentials folder') },
  { name: 'OPENCLAW_TRAJECTORY_DIR', kind: folder('trajectory folder') },
  { name: 'PI_CODING_AGENT_DIR', kind: AGENT_FOLDER },
  { name: 'PI_CODING_AGENT_SESSION_DIR', kind: folder('session folder') },
  { name: 'OPENCLAW_DEBUG_PROXY_CERT_DIR', kind: folder('certificate folder of the debug proxy') },
  { name: 'OPENCLAW_DEBUG_PROXY_DB_PATH', kind: file('database of the debug proxy') },
  { name: 'OPENCLAW_DEBUG_PROXY_BLOB_DIR', kind: folder('blob folder of the debug proxy') },
  { name: 'OPENCLAW_TTS_PREFS', kind: SPEECH_SETTINGS },
  { name: 'OPENCLAW_CACHE_TRACE_FILE', kind: file('trace file', 'log') },
  { name: 'OPENCLAW_RAW_STREAM_PATH', kind: file('raw stream file', 'log') },
  { name: 'OPENCLAW_DIAGNOSTICS_TIMELINE_PATH', kind: file('timeline file', 'log') },
  { name: 'OPENCLAW_ANTHROPIC_PAYLOAD_LOG_FILE', kind: file('payload log', 'log') },
];

/** The files that a full log goes on in. 2026.4.23 just stops writing. Source: openclaw@2026.9.6, src/logging/logger-file-transport. */
export function rotatedLogs(file: string, release: string): readonly string[] {
  if (compareReleases(release, '2026.4.26') < 0) return [];
  const extension = posix.extname(file);
  const stem = file.slice(0, file.length - extension.length);
  return [1, 2, 3, 4, 5].map((number) => `${stem}.${number}${extension}`);
}

function at(keys: string, kind: Kind): ConfigPath {
  return { keys: keys.split('.'), kind };
}

function folder(what: string, role: Kind['role'] = 'data'): Kind {
  return { role, what, isFile: false };
}

function file(what: string, role: Kind['role'] = 'data'): Kind {
  return { role, what, isFile: true };
}
