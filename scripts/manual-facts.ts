// The environment variables and files that gwc reads, for the manual.

import { DEFAULT_FILE, FILE_VARIABLE } from '../src/cli/hosts-file.ts';
import { LOCK_FILE } from '../src/cli/source.ts';
import { MANIFEST_NAME } from '../src/files/manifest.ts';

type Meaning = readonly [name: string, meaning: string];

export const VARIABLES: readonly Meaning[] = [
  [FILE_VARIABLE, 'the hosts.yaml where none is named, instead of the nearest one, here or above'],
  ['NO_COLOR', 'no colours, if not empty'],
  ['FORCE_COLOR', 'colours even without a terminal; 0 turns them off'],
  ['CI', 'if set, hosts.lock.json is frozen, as with --frozen-lockfile'],
  ['GITHUB_ACTIONS', 'if set, findings are printed as with --format github'],
  ['XDG_STATE_HOME', 'where apply keeps its record, instead of ~/.local/state'],
  [
    'NODE_OPTIONS',
    "Node.js's own, for the npm package; the executable hears Bun's: BUN_OPTIONS, BUN_INSPECT, BUN_BE_BUN and others",
  ],
  ['GWC_DEBUG', '1 adds the stack trace to the report of a bug in gwc'],
];

export const FILES: readonly Meaning[] = [
  [DEFAULT_FILE, 'the gateways of every host'],
  [
    LOCK_FILE,
    'beside it (in the working directory, where hosts.yaml is a pipe or standard input): the base port of every instance with `port: auto`; commit it',
  ],
  [`out/${MANIFEST_NAME}`, 'the files gwc wrote to the output folder, with their checksums'],
  ['/var/lib/gwc/applied.json', 'what root applied to this machine; for other accounts it is in ~/.local/state/gwc'],
];
