// Where gwc and the real program judge one config differently, on purpose. Everything else is a bug.

export interface AgreedDifference {
  readonly what: string;
  readonly why: string;
  /** Whether the program's issue (or warning) is of this kind. */
  readonly isOfKind: (path: string, message: string) => boolean;
}

/** The program refuses, gwc's `openclaw-schema` doesn't. */
export const ONLY_THE_PROGRAM_REFUSES: readonly AgreedDifference[] = [
  {
    what: 'a bind or auth mode that `tailscale` can’t work with',
    why: 'the rule `bind-auth` finds it, and says more about it',
    isOfKind: (path, message) =>
      /^gateway\.(bind|auth\.mode)$/.test(path) && message.includes('gateway.tailscale.mode'),
  },
  {
    what: 'a program of `secrets.providers.*.command` that isn’t there, or that others may change',
    why: 'it lies on the host, not where gwc runs',
    isOfKind: (path, message) =>
      /^secrets\.providers\..*command$/.test(path) && !message.includes('must be an absolute path'),
  },
  {
    what: 'a variable without a value in a `${NAME}`, which later releases only warn of',
    why: 'the secrets file on the host has it',
    isOfKind: (_, message) => message.startsWith('Missing env var'),
  },
  {
    what: 'a folder of `plugins.load.paths` that isn’t there',
    why: 'it lies on the host, not where gwc runs',
    isOfKind: (_, message) => /plugin path not found/.test(message),
  },
];

/** The program accepts with a warning, gwc refuses. */
export const ONLY_GWC_REFUSES: readonly AgreedDifference[] = [
  {
    what: 'a key that the program moves to its new name each time it reads the file',
    why: 'the file that gwc emits is read-only there, so the move is never kept; the schema has no such key, and later releases stop moving it',
    isOfKind: (_, message) => /^(Moved|Removed) /.test(message),
  },
  {
    what: 'a fault in the settings of a plugin or channel, beside a folder in `plugins.load.paths` that isn’t there',
    why: 'the folder lies on the host; where it is there, the program finds the fault too',
    isOfKind: (_, message) => message.includes('load path is unavailable'),
  },
];
