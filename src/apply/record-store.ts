// The folder that gwc keeps what it has applied in: applied.json, the files to be put back, and backups. Only gwc reads it.

import { posix } from 'node:path';
import { FileError } from '../files/file-error.ts';
import type { Machine } from './machine.ts';
import { type ApplyRecord, EMPTY_RECORD, formatRecord, parseRecord } from './record.ts';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export interface RecordStore {
  /** On the host. */
  readonly folder: string;
  /** Throws a FileError for one that can't be trusted. */
  readonly read: () => ApplyRecord;
  readonly write: (record: ApplyRecord) => void;
  /** A file to be put back, under a name. */
  readonly keep: (name: string, content: Uint8Array) => void;
  readonly kept: (name: string) => Buffer;
  readonly forgetKept: () => void;
  /** Of a file that a person changed. Gives where it is. */
  readonly backUp: (path: string, content: Uint8Array) => string;
}

/** Where an account keeps it: root's is the machine's. */
export function recordFolder(machine: Machine, env: Readonly<Record<string, string | undefined>>): string {
  if (machine.self.uid === 0 || machine.isOffline) return '/var/lib/gwc';
  const { XDG_STATE_HOME: states = '', HOME: home = '' } = env;
  if (states.startsWith('/')) return posix.join(states, 'gwc');
  if (home.startsWith('/')) return posix.join(home, '.local/state/gwc');
  throw new FileError('cannot tell where to keep what is applied: neither XDG_STATE_HOME nor HOME is set');
}

export function recordStore(machine: Machine, folder: string): RecordStore {
  const { self: owner } = machine;
  const record = `${folder}/applied.json`;
  const keptFolder = `${folder}/kept`;
  const put = (path: string, content: Uint8Array | string) => {
    machine.makeFolder(posix.dirname(path), owner, FOLDER_MODE);
    machine.writeFile(path, { content, mode: FILE_MODE, owner });
  };
  return {
    folder,
    read: () => {
      const found = machine.look(record);
      if (found.kind === 'missing') return EMPTY_RECORD;
      if (found.kind !== 'file') throw new FileError(`${record} is no file; remove it`);
      return parseRecord(found.content.toString(), record);
    },
    write: (next) => put(record, formatRecord(next)),
    keep: (name, content) => put(`${keptFolder}/${name}`, content),
    kept: (name) => {
      const found = machine.look(`${keptFolder}/${name}`);
      if (found.kind !== 'file') throw new FileError(`${keptFolder}/${name} is gone, which was to be put back`);
      return found.content;
    },
    forgetKept: () => machine.removeFolder(keptFolder),
    backUp: (path, content) => {
      const time = new Date(machine.now()).toISOString().replace(/[:.]/g, '-');
      const place = `${folder}/backups/${time}${path}`;
      put(place, content);
      return place;
    },
  };
}
