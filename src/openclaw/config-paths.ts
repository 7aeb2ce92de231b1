// Keys of openclaw.json and environment variables that name a place where a gateway keeps what is its own.
// Source: src/config/zod-schema and src/config/paths of the release packages.

export interface ConfigPath {
  /** Keys from the top of openclaw.json; `*` stands for every key of a map or item of a list. */
  readonly keys: readonly string[];
  readonly what: string;
  readonly isFile: boolean;
  readonly role: 'agentWorkspace' | 'data' | 'log';
}

/** Keys of every release line: what one line doesn't know is no key of its schema, and so an error of its own. */
export const CONFIG_PATHS: readonly ConfigPath[] = [
  folder('agents.entries.*.workspace', 'agent workspace', 'agentWorkspace'),
  folder('agents.list.*.workspace', 'agent workspace', 'agentWorkspace'),
  folder('agents.entries.*.agentDir', 'agent folder'),
  folder('agents.list.*.agentDir', 'agent folder'),
  folder('browser.profiles.*.userDataDir', 'browser data folder'),
  folder('channels.reef.stateDir', 'channel state folder'),
  folder('memory.qmd.sessions.exportDir', 'session export folder'),
  folder('worktreeRoot', 'worktree folder'),
  file('session.store', 'session store'),
  file('cron.store', 'cron store'),
  file('agents.defaults.memorySearch.store.path', 'memory index'),
  file('agents.list.*.memorySearch.store.path', 'memory index'),
  file('diagnostics.cacheTrace.filePath', 'trace file', 'log'),
];

/** Variables that OpenClaw reads a place from, `~` included. */
export const PATH_VARIABLES: readonly { readonly name: string; readonly what: string }[] = [
  { name: 'OPENCLAW_OAUTH_DIR', what: 'credentials folder' },
  { name: 'OPENCLAW_TRAJECTORY_DIR', what: 'trajectory folder' },
];

function folder(keys: string, what: string, role: ConfigPath['role'] = 'data'): ConfigPath {
  return { keys: keys.split('.'), what, isFile: false, role };
}

function file(keys: string, what: string, role: ConfigPath['role'] = 'data'): ConfigPath {
  return { keys: keys.split('.'), what, isFile: true, role };
}
