// Environment variables that OpenClaw reads and that decide which gateway a process is.
// Source: src/daemon/service-env and src/config/paths of the release packages.

/** Set or kept unset by gwc for every instance; another value would point one gateway at what belongs to another. */
export const OWNED_VARIABLES: readonly string[] = [
  'HOME',
  'OPENCLAW_AGENT_DIR',
  'OPENCLAW_CONFIG_PATH',
  'OPENCLAW_GATEWAY_PORT',
  'OPENCLAW_GATEWAY_URL',
  'OPENCLAW_HOME',
  'OPENCLAW_LAUNCHD_LABEL',
  'OPENCLAW_PROFILE',
  'OPENCLAW_SERVICE_KIND',
  'OPENCLAW_SERVICE_MARKER',
  'OPENCLAW_STATE_DIR',
  'OPENCLAW_SYSTEMD_UNIT',
  'OPENCLAW_WORKSPACE_DIR',
];

/** What has OpenClaw's commands leave alone what gwc writes: openclaw.json, and the service. Source: openclaw@2026.9.6. */
export const SHELL_GUARD: ReadonlyMap<string, string> = new Map([
  ['OPENCLAW_CONFIG_READONLY', '1'],
  ['OPENCLAW_SUPERVISOR_MODE', 'external'],
]);

/** The instance key that decides an owned variable, where there is one. */
const KEY_OF_VARIABLE: ReadonlyMap<string, string> = new Map([
  ['HOME', 'home'],
  ['OPENCLAW_CONFIG_PATH', 'configPath'],
  ['OPENCLAW_GATEWAY_PORT', 'port'],
  ['OPENCLAW_HOME', 'home'],
  ['OPENCLAW_LAUNCHD_LABEL', 'service.name'],
  ['OPENCLAW_PROFILE', 'profile'],
  ['OPENCLAW_STATE_DIR', 'stateDir'],
  ['OPENCLAW_SYSTEMD_UNIT', 'service.name'],
  ['OPENCLAW_WORKSPACE_DIR', 'workspace'],
]);

/** Names of OpenClaw's predecessors, which it still reads. */
export const LEGACY_PREFIXES: readonly string[] = ['CLAWDBOT_', 'MOLTBOT_'];

/** Those of them that name a gateway. Source: openclaw@2026.3.13. */
export const LEGACY_SELECTORS: readonly string[] = [
  'CLAWDBOT_CONFIG_PATH',
  'CLAWDBOT_GATEWAY_PORT',
  'CLAWDBOT_GATEWAY_URL',
  'CLAWDBOT_STATE_DIR',
];

export function isOwnedVariable(name: string): boolean {
  return OWNED_VARIABLES.includes(name) || LEGACY_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** What to do instead of setting an owned variable. */
export function insteadOf(name: string): string {
  const key = KEY_OF_VARIABLE.get(name);
  return key === undefined ? 'remove it' : `set \`${key}\` instead`;
}
