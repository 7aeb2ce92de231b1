// What is left to say after a person has followed every suggestion of a run.

import { load } from 'js-yaml';
import { type Diagnostic, validate } from '../../src/index.ts';

/** The rules whose suggestions can be followed all at once. */
const FOLLOWED: ReadonlySet<string> = new Set([
  ...['port-unique', 'port-overlap', 'port-reserved', 'port-range', 'port-privileged', 'port-spacing'],
  ...['cdp-port', 'listen-port', 'sandbox-container'],
  ...['state-dir-unique', 'workspace-unique', 'config-path-unique', 'path-nested', 'path-shared'],
]);

/** Findings of those rules that are still there, or that come of the suggestions. */
export function unfollowed(text: string, lock: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const found = diagnostics.filter(({ code }) => FOLLOWED.has(code));
  const open = new Set(found.filter(({ suggestions }) => suggestions.length === 0).flatMap(subjectsOf));
  const suggested = found.filter(({ suggestions }) => suggestions.length > 0);
  if (suggested.length === 0) return [];
  return validate(followed(text, suggested), { lock })
    .diagnostics.filter((left) => FOLLOWED.has(left.code) && !subjectsOf(left).some((one) => open.has(one)))
    .map(({ path, code, message }) => `${path}: ${code}: ${message}`);
}

/** What nothing is suggested for, a person has to think about: the instance, or the line that several inherit. */
function subjectsOf({ code, instances, path }: Diagnostic): readonly string[] {
  return [`${code} ${instances[0]}`, `${code} ${path}`];
}

/** The first suggestion of each finding, written where the finding is. */
export function followed(text: string, diagnostics: readonly Diagnostic[]): string {
  const document = load(text) as Keys;
  for (const { path, suggestions } of diagnostics) write(document, path.split('.'), scalar(suggestions[0]!));
  return JSON.stringify(document);
}

type Keys = Record<string, unknown>;

function write(keys: Keys, [first, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) keys[first!] = value;
  else {
    keys[first!] ??= {};
    write(keys[first!] as Keys, rest, value);
  }
}

function scalar(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
