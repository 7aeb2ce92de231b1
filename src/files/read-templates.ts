// The person's own templates: the *.hbs files of one folder.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { decodeSource } from '../document/decode.ts';
import { FileError, withFile } from './file-error.ts';
import { readInputFile } from './read-input.ts';

/** Texts by file name. Throws a FileError where the folder has none, or one that isn't among the `known` names. */
export function readTemplates(
  folder: string,
  shown: string,
  known: readonly string[],
): Readonly<Record<string, string>> {
  const names = withFile('read', shown, () => readdirSync(folder))
    .filter((name) => name.endsWith('.hbs'))
    .sort();
  if (names.length === 0) throw new FileError(`${shown} has no *.hbs file; gwc's templates are ${known.join(', ')}`);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FileError(`${shown}/${unknown} replaces no template${hint(unknown, known)}`);
  return Object.fromEntries(names.map((name) => [name, readTemplate(join(folder, name), `${shown}/${name}`)]));
}

function readTemplate(path: string, shown: string): string {
  const { text, problem } = decodeSource(readInputFile(path, shown), shown);
  if (problem) throw new FileError(`cannot read ${shown}: ${problem.message} (line ${problem.line})`);
  return text;
}

function hint(name: string, known: readonly string[]): string {
  return didYouMean(suggest(name, known)) || `; gwc's templates are ${known.join(', ')}`;
}
