// Keys of openclaw.json and environment variables that name a place where a gateway keeps what is its own.
// Source: src/config/zod-schema and src/config/paths of the release packages.

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
}

const AGENT_WORKSPACE = folder('agent workspace', 'agentWorkspace');
const AGENT_FOLDER = folder('agent folder');
const MEMORY_INDEX = file('memory index');

/** Keys of every release line: what one line doesn't know is no key of its schema, and so an error of its own. */
export const CONFIG_PATHS: readonly ConfigPath[] = [
  at('agents.entries.*.workspace', AGENT_WORKSPACE),
  at('agents.list.*.workspace', AGENT_WORKSPACE),
  at('agents.entries.*.agentDir', AGENT_FOLDER),
  at('agents.list.*.agentDir', AGENT_FOLDER),
  at('browser.profiles.*.userDataDir', folder('browser data folder')),
  at('channels.reef.stateDir', folder('channel state folder')),
  at('memory.qmd.sessions.exportDir', folder('session export folder')),
  at('worktreeRoot', folder('worktree folder')),
  at('session.store', file('session store')),
  at('cron.store', file('cron store')),
  at('agents.defaults.memorySearch.store.path', MEMORY_INDEX),
  at('agents.list.*.memorySearch.store.path', MEMORY_INDEX),
  at('diagnostics.cacheTrace.filePath', file('trace file', 'log')),
];

/** Variables that OpenClaw reads a place from, `~` included. */
export const PATH_VARIABLES: readonly { readonly name: string; readonly kind: Kind }[] = [
  { name: 'OPENCLAW_OAUTH_DIR', kind: folder('credentials folder') },
  { name: 'OPENCLAW_TRAJECTORY_DIR', kind: folder('trajectory folder') },
];

function at(keys: string, kind: Kind): ConfigPath {
  return { keys: keys.split('.'), kind };
}

function folder(what: string, role: Kind['role'] = 'data'): Kind {
  return { role, what, isFile: false };
}

function file(what: string, role: Kind['role'] = 'data'): Kind {
  return { role, what, isFile: true };
}
