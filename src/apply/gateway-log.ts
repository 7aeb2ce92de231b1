// What a gateway says of itself: its own log, and what it printed. Secrets are masked in whatever leaves this file.

import { posix } from 'node:path';
import { redact } from '../diagnostics/redact.ts';
import { isSecretName } from '../diagnostics/secrets.ts';
import { at, type Json, parseJson } from '../document/json.ts';
import { readable } from '../files/file-error.ts';
import { maskOfData } from '../openclaw/masking.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { shellArgument } from '../outputs/quoting.ts';
import { hostFiles, variablesAt } from './freshness.ts';
import { type Machine, textAt } from './machine.ts';
import type { ServiceManager } from './service-manager.ts';

/** Of a log, for its last lines. */
const MOST_BYTES = 64 * 1024;
const WORDS = 20;

const MORE = 100;

export interface LastWords {
  readonly lines: readonly string[];
  /** What shows more of them. */
  readonly command?: string | undefined;
}

/** Of a gateway that didn't come up; `since`: when it was begun with, in milliseconds since 1970. */
export async function lastWords(
  deployment: Deployment,
  since: number,
  manager: ServiceManager,
  machine: Machine,
): Promise<LastWords> {
  const log = logFile(configAt(deployment, machine), deployment);
  const { lines: printed, isGateways } = await manager.output(deployment, WORDS, since);
  // A gateway may write to its log alone.
  const logged = isGateways || log === undefined ? [] : loggedSince(log, since, machine);
  const more = { lines: MORE, isFollowed: false };
  const command = logged.length > 0 ? ['tail', '-n', `${MORE}`, log!] : await manager.outputCommand(deployment, more);
  const lines = [...printed, ...logged];
  return { lines: masked(lines, deployment, machine), command: command?.map(shellArgument).join(' ') };
}

/** Each line of a log tells its time; one that doesn't may be of any. */
function loggedSince(log: string, since: number, machine: Machine): readonly string[] {
  const isOlder = (line: string) => Date.parse(String(at(parseJson(line), 'time'))) < since;
  return lastLines(log, WORDS, machine).filter((line) => !isOlder(line));
}

export function lastLines(path: string, lines: number, machine: Machine): readonly string[] {
  const text = readable(() => machine.tail(path, MOST_BYTES))?.text ?? '';
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines);
}

/** What is on the machine; undefined where it isn't JSON. */
export function configAt({ configPath }: Deployment, machine: Machine): Json | undefined {
  return parseJson(textAt(configPath, machine) ?? '');
}

/** Where the gateway writes its log, as its config says. */
export function logFile(config: Json | undefined, { home }: Deployment): string | undefined {
  const path = at(config, 'logging', 'file');
  if (typeof path !== 'string') return undefined;
  const whole = path.replace(/^~(?=\/)/, home);
  return posix.isAbsolute(whole) ? whole : undefined;
}

/** Without the values of its secrets, and without what looks like one. */
export function masked(lines: readonly string[], deployment: Deployment, machine: Machine): readonly string[] {
  const variables = hostFiles(deployment).flatMap((path) => [...(variablesAt(path, machine) ?? [])]);
  const values = variables.map(([, value]) => value);
  const isNamed = (name: string) => isSecretName(name) || deployment.secrets.includes(name);
  const short = variables.flatMap(([name, value]) => (isNamed(name) && isShort(value) ? [value] : []));
  const words = short.flatMap((value) => [value, ...BASE64.map((alphabet) => encoded(value, alphabet))]);
  const mask = maskOfData(configAt(deployment, machine) ?? null, [...values, ...values.flatMap(base64Forms)], words);
  return lines.map((line) => coverNamed(mask(line)));
}

/**
 * From six characters on a secret is covered wherever it stands. A shorter one only as a whole word, as it may be a part of any:
 * it would cover half a log. One or two characters are in each line, and keep nothing secret.
 */
function isShort({ length }: string): boolean {
  return length >= 3 && length < 6;
}

const BASE64 = ['base64', 'base64url'] as const;

/** Alone, and as a part of something longer, such as `user:password`: without what depends on its neighbours. */
function base64Forms(value: string): readonly string[] {
  if (value.length < 6) return [];
  return BASE64.flatMap((alphabet) => [
    encoded(value, alphabet),
    ...[0, 1, 2].map((before) => {
      const bytes = before + Buffer.byteLength(value);
      return encoded('x'.repeat(before) + value, alphabet).slice(
        Math.ceil((before * 8) / 6),
        Math.floor((bytes * 8) / 6),
      );
    }),
  ]);
}

function encoded(text: string, alphabet: (typeof BASE64)[number]): string {
  return Buffer.from(text).toString(alphabet).replace(/=+$/, '');
}

/** These names hold a secret in some maps of openclaw.json; in a log they say what went wrong. */
const HARMLESS_NAMES = /\b(?:code|key|value)(?=["']?\s*[:=])/g;

/** What looks like a secret, or follows a name of one. */
function coverNamed(line: string): string {
  const asked = line.replace(HARMLESS_NAMES, (name) => '_'.repeat(name.length));
  const covered = redact(asked);
  // Nothing of it changes the length.
  return line.replace(/[\s\S]/g, (character, index: number) => (covered[index] === asked[index] ? character : '*'));
}
