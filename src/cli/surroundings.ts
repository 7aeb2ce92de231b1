// The environment variables and files that gwc heeds, for the manual.

import { MANIFEST_NAME } from '../files/manifest.ts';
import { DEFAULT_FILE, LOCK_FILE } from './source.ts';

type Meaning = readonly [name: string, meaning: string];

export const VARIABLES: readonly Meaning[] = [
  ['NO_COLOR', 'no colours, where it is not empty'],
  ['FORCE_COLOR', 'colours even where the output is no terminal; 0 is none'],
  ['CI', 'where it is set, hosts.lock.json is frozen, as with --frozen-lockfile'],
  ['GITHUB_ACTIONS', 'where it is set, findings are printed as with --format github'],
  ['XDG_STATE_HOME', 'where apply remembers what it did, in place of ~/.local/state'],
  ['GWC_DEBUG', '1 adds to a fault of gwc itself where in gwc it happened'],
];

export const FILES: readonly Meaning[] = [
  [DEFAULT_FILE, 'the gateways of every host'],
  [LOCK_FILE, 'beside it: the base port of every instance with `port: auto`; commit it'],
  [`out/${MANIFEST_NAME}`, 'which files of the output folder are gwc’s, and what they held when it wrote them'],
  ['/var/lib/gwc/applied.json', 'what root has applied to this machine; of others it is in ~/.local/state/gwc'],
];
