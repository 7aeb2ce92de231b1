// The manifest that an output folder has from the build before.

import { FileError } from './file-error.ts';
import { MANIFEST_NAME, type Manifest, parseManifest } from './manifest.ts';
import type { OnDisk, OutputFolder } from './output-folder.ts';

/** Nothing where none is `found`. Throws a FileError for one that can't be trusted; with `force` that counts as none. */
export function readManifest(found: OnDisk, { shown }: OutputFolder, force: boolean): Manifest | undefined {
  const path = `${shown}/${MANIFEST_NAME}`;
  if (found.kind === 'missing') return undefined;
  if (found.kind === 'obstacle') throw new FileError(`${path} is ${found.what}; remove it`);
  try {
    return parseManifest(new TextDecoder().decode(found.content), path);
  } catch (error) {
    if (force && error instanceof FileError) return undefined;
    throw error;
  }
}
