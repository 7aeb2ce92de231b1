// Secrets in the command line and in raw unit directives, which every user of the host can read.

import { isSecretName, knownSecret } from '../diagnostics/secret-names.ts';
import { isList, isMap, type Json } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import type { Instance } from '../model/fleet.ts';

export interface UnitSecret {
  /** Below the instance. */
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

export function* unitSecrets({ command, service }: Instance): Iterable<UnitSecret> {
  for (const [index, word] of command.entries()) {
    const flag =
      /^--([\w-]+)=./.exec(word) ?? (word.startsWith('-') ? null : /^--([\w-]+)$/.exec(command[index - 1] ?? ''));
    const what = flag && isSecretName(flag[1]!) ? `the value of \`--${flag[1]}\`` : knownSecret(word);
    if (what)
      yield {
        path: ['command', index],
        what,
        fix: 'every user of the host sees it; list a variable in `secrets` instead',
      };
  }
  for (const [section, directives] of Object.entries(service.systemd)) {
    for (const [name, value] of Object.entries(directives)) {
      yield* inValue(value as Json, name, ['service', 'systemd', section, name]);
    }
  }
  yield* inValue(service.launchd, '', ['service', 'launchd']);
}

function* inValue(value: Json, name: string, path: Path): Iterable<UnitSecret> {
  if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) yield* inValue(inner, key, [...path, key]);
  } else if (isList(value)) {
    for (const [index, inner] of value.entries()) yield* inValue(inner, name, [...path, index]);
  } else if (typeof value === 'string') {
    const what = secretName(value, name) ?? knownSecret(value);
    if (what) yield { path, what, fix: 'every user of the host can read it; list a variable in `secrets` instead' };
  }
}

/** `Environment=TOKEN=…`, `SetCredential=…`, a key of launchd's EnvironmentVariables. */
function secretName(value: string, name: string): string | undefined {
  if (value.trim() === '' || /^(?:Load|Import)Credential/.test(name)) return undefined;
  if (isSecretName(name)) return `the value of \`${name}\``;
  const assigned = [...value.matchAll(/(?:^|[\s"'])([A-Za-z_]\w*)=[^\s"']/g)].find(([, variable]) =>
    isSecretName(variable!),
  );
  return assigned && `the value of \`${assigned[1]}\``;
}
