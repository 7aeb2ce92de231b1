// gwc init: an example hosts.yaml.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { visible } from '../../diagnostics/terminal-text.ts';
import { errorCode, FileError, fileError, withFile } from '../../files/file-error.ts';
import { writeAtomic } from '../../files/write-atomic.ts';
import { EXAMPLE } from '../example-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { DEFAULT_FILE, STANDARD_STREAM } from '../source.ts';

export interface InitFlags {
  readonly force?: boolean;
  readonly quiet?: boolean;
}

const MODE = 0o644;

export function runInit({ force = false, quiet = false }: InitFlags, io: Io, file = DEFAULT_FILE): ExitCode {
  if (file === STANDARD_STREAM) io.stdout.write(EXAMPLE);
  else {
    const path = resolve(io.cwd, file);
    if (force) withFile('write', file, () => writeAtomic(path, EXAMPLE, MODE));
    else create(path, file);
    if (!quiet) io.stderr.write(`wrote ${visible(file)}; now \`gwc build\`\n`);
  }
  return EXIT.clean;
}

/** Never over what is there, not even a link that leads nowhere. */
function create(path: string, shown: string): void {
  try {
    writeFileSync(path, EXAMPLE, { flag: 'wx', mode: MODE });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new FileError(`${shown} is there already; --force replaces it`);
    throw fileError('write', shown, error);
  }
}
