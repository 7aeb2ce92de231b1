// The config that a gateway reads → the `config` of hosts.yaml: without what other keys say, and with its secrets hidden.

import { at, isMap, type JsonMap, mapOf } from '../../document/json.ts';
import { formatPath, type Path } from '../../document/path.ts';
import { inherit } from '../../model/inherit.ts';
import type { Disk } from '../disk.ts';
import type { Identity } from '../identity.ts';
import type { Note } from '../note.ts';
import { leafPaths, mapStrings, withoutPath } from './edit-config.ts';
import { hideSecrets, type MovedSecret } from './hide-secrets.ts';
import { readConfig } from './read-config.ts';

export interface ReadConfig {
  /** For `config`. */
  readonly config: JsonMap;
  /** The whole of it as it was found, with its secrets hidden. */
  readonly written: JsonMap;
  readonly meta: JsonMap;
  readonly moved: readonly MovedSecret[];
  readonly referred: readonly string[];
  /** Places in it that an option of the command wins over. */
  readonly overridden: readonly string[];
  readonly files: readonly string[];
  /** Whether there is a file that could not be understood as a whole. */
  readonly isBroken: boolean;
}

interface Context {
  readonly identity: Identity;
  /** What `~` will mean. */
  readonly home: string;
  /** What the command's options say, which win. */
  readonly options: JsonMap;
  readonly disk: Disk;
  readonly notes: Note[];
}

/** Keys that stand elsewhere in hosts.yaml, and OpenClaw's own record of who wrote the file. */
const ELSEWHERE: readonly Path[] = [
  ['gateway', 'port'],
  ['agents', 'defaults', 'workspace'],
  ['logging', 'file'],
  ['meta'],
];

export function configOf(path: string, { identity, home, options, disk, notes }: Context): ReadConfig {
  const found = readConfig(path, disk, notes);
  const whole = found?.value ?? mapOf([]);
  // What the command says wins, so the file's own word is of no account.
  const overridden = leafPaths(options).filter((place) => at(whole, ...place) !== undefined);
  const value = overridden.reduce<JsonMap>((config, place) => withoutPath(config, place), whole);
  const supplied = new Map([...identity.ownFile, ...identity.variables]);
  const { config: written, moved, referred } = hideSecrets(value, supplied);
  const optional = at(written, 'gateway', 'mode') === 'local' ? [['gateway', 'mode']] : [];
  const reduced = [...ELSEWHERE, ...optional].reduce<JsonMap>((config, place) => withoutPath(config, place), written);
  const placed =
    identity.tilde === home ? reduced : mapStrings(reduced, (text) => text.replace(/^~(?=\/)/, () => identity.tilde));
  const meta = value['meta'];
  return {
    config: inherit([placed as JsonMap, options]),
    written,
    meta: isMap(meta) ? meta : mapOf([]),
    moved,
    referred,
    overridden: overridden.map(formatPath),
    files: found?.files ?? [],
    isBroken: found !== undefined && !found.isWhole,
  };
}
