// What a gateway tells of its machine: each value that is secret, also of a variable that loses against another, and what things
// are called, which is no secret wherever it stands.

import { commandParts, wordParts } from '../diagnostics/secrets.ts';
import { isList, isMap, type Json, parseJson } from '../document/json.ts';
import type { ReadConfig } from './config/draft-config.ts';
import { currentName, type Variables } from './env-file.ts';
import type { SurveyedMachine } from './found-machine.ts';
import type { FoundSecrets } from './found-secrets.ts';
import type { FoundService } from './found-service.ts';
import { configNames, nameParts } from './known-secrets.ts';
import { mayBeSecret } from './secret-values.ts';

interface Told {
  readonly service: FoundService;
  readonly found: ReadConfig;
  readonly secrets: FoundSecrets;
  /** Of the service's options that are secret. */
  readonly options: Variables;
  /** That OpenClaw reads by itself. */
  readonly dotenvs: readonly Variables[];
  /** Texts by their paths. */
  readonly files: Variables;
  /** Folders and the like, which may be in any text. */
  readonly places: readonly (string | undefined)[];
}

export function learn(
  { service, found, secrets, options, dotenvs, files, places }: Told,
  machine: SurveyedMachine,
): void {
  const { environment, inherited, envFiles, sections, command } = service;
  const further = [...inherited, ...envFiles].map(({ variables }) => variables ?? new Map<string, string>());
  const sets = [environment, ...further, ...dotenvs];
  const values = [
    ...sets.flatMap((variables) => secretsAmong(variables, secrets.names)),
    ...[...sections.values()].flatMap((keys) => [...keys].flatMap(([key, lines]) => directiveSecrets(key, lines))),
    ...wordParts(command.program).map(({ index, start, end }) => command.program[index]!.slice(start, end)),
    ...options.values(),
    ...found.open,
    ...[...files].flatMap(([path, text]) => (path.endsWith('.json') ? textsIn(parseJson(text) ?? '') : [text])),
  ];
  for (const value of values) machine.secrets.add(value);
  const paths = [...command.program.filter((word) => word.startsWith('/')), ...service.files];
  const called = [service.name.replace(/\.service$/, ''), ...paths, ...places].flatMap((name) => nameParts(name ?? ''));
  const variables = sets.flatMap((set) => [...set.keys()].map((name) => name.toLowerCase()));
  for (const name of [...called, ...variables, ...configNames(found.written)]) machine.names.add(name);
}

function secretsAmong(variables: Variables, names: readonly string[]): readonly string[] {
  const found = [...variables].filter(([name, value]) => names.includes(currentName(name)) || mayBeSecret(name, value));
  return found.map(([, value]) => value);
}

function directiveSecrets(key: string, lines: readonly string[]): readonly string[] {
  if (/^SetCredential/.test(key)) return lines.map((line) => line.replace(/^[^:]*:/, ''));
  return lines.flatMap((line) => commandParts(line).map(({ start, end }) => line.slice(start, end)));
}

/** OpenClaw's `file` provider takes secrets from a map. */
function textsIn(value: Json): readonly string[] {
  if (isList(value)) return value.flatMap(textsIn);
  return isMap(value) ? Object.values(value).flatMap(textsIn) : [String(value)];
}
