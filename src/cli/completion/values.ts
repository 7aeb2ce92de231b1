// The values that a placeholder of the command line stands for. It reads hosts.yaml, where there is one.

import { resolve } from 'node:path';
import { visible } from '../../diagnostics/terminal-text.ts';
import { decodeSource } from '../../document/decode.ts';
import { at, isMap, type Json } from '../../document/json.ts';
import { parseSource } from '../../document/parse-source.ts';
import { FileError } from '../../files/file-error.ts';
import { readInputFile } from '../../files/read-input.ts';
import { KNOWN_RELEASES } from '../../openclaw/index.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';
import { DEFAULT_FILE, STANDARD_STREAM } from '../source.ts';
import { type Candidate, type Completion, NOTHING } from './completion.ts';

/** By the names that stand in the definitions: `<folder>`, `[rule]`. */
export function valuesOf(placeholder: string, operands: readonly string[], io: Io): Completion {
  switch (placeholder) {
    case 'folder':
      return { paths: 'folders', candidates: [] };
    case 'hosts.yaml':
      return { paths: 'files', candidates: [] };
    case 'host':
      return { paths: 'none', candidates: hosts(operands[0] ?? DEFAULT_FILE, io) };
    case 'rule':
      return { paths: 'none', candidates: RULES.map(({ id, summary }) => ({ value: id, meaning: summary })) };
    case 'release':
      return { paths: 'none', candidates: KNOWN_RELEASES.map((value) => ({ value, meaning: '' })) };
    default:
      return NOTHING;
  }
}

/** With their instances; none where the file can't be read. */
function hosts(file: string, io: Io): readonly Candidate[] {
  // Standard input is the shell's.
  const text = file === STANDARD_STREAM ? undefined : textOf(resolve(io.cwd, file));
  const value = text === undefined ? undefined : parseSource(text, file).value;
  const found = at(value, 'hosts');
  if (!isMap(found)) return [];
  return Object.entries(found).map(([name, host]) => ({ value: visible(name), meaning: visible(instanceNames(host)) }));
}

function instanceNames(host: Json): string {
  const instances = at(host, 'instances');
  return isMap(instances) ? Object.keys(instances).join(', ') : '';
}

function textOf(path: string): string | undefined {
  try {
    return decodeSource(readInputFile(path), path).text;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
