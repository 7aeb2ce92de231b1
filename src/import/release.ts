// The OpenClaw release that a gateway runs, as far as files tell.

import { posix } from 'node:path';
import { at, type Json, parseJson } from '../document/json.ts';
import type { Disk } from './disk.ts';

export interface FoundRelease {
  readonly version: string;
  /** The file, or where in it, that says so. */
  readonly place: string;
}

/** That of the package which a command's program lies in. */
export function packageRelease(command: readonly string[], disk: Disk): FoundRelease | undefined {
  for (const word of command.filter((candidate) => candidate.startsWith('/'))) {
    const real = disk.realPath(word);
    for (let folder = real === undefined ? '/' : posix.dirname(real); folder !== '/'; folder = posix.dirname(folder)) {
      const place = `${folder}/package.json`;
      const text = disk.kind(place) === 'file' ? disk.text(place) : undefined;
      if (text === undefined) continue;
      const manifest = parseJson(text);
      const version = at(manifest, 'name') === 'openclaw' ? releaseIn(at(manifest, 'version')) : undefined;
      if (version !== undefined) return { version, place };
    }
  }
  return undefined;
}

/** The text where it has the form of a release. */
export function releaseIn(value: Json | undefined): string | undefined {
  const text = typeof value === 'string' ? value.replace(/^v/, '') : '';
  return /^\d{4}\.\d{1,2}\.\d{1,3}(-[0-9A-Za-z.-]+)?$/.test(text) ? text : undefined;
}
