// Strings through the whole compiler: a host for each, with the string wherever a service has one. What is refused is left out
// and known; the rest is built.

import { build, validate } from '../../src/build.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';

type Key = string;
type Settings = Readonly<Record<Key, unknown>>;

export interface Carried {
  /** Of each string, by its position: the keys that were refused. */
  readonly refused: readonly ReadonlySet<Key>[];
  readonly artifacts: readonly (readonly Artifact[])[];
}

export function carry(os: 'linux' | 'macos', settings: readonly Settings[]): Carried {
  const refused = settings.map(() => new Set<Key>());
  for (const { path, severity, message } of validate(textOf(os, settings)).diagnostics) {
    if (severity !== 'error') continue;
    const [, host, key] = /^hosts\.h(\d+)\.instances\.main\.(\w+)/.exec(path) ?? [];
    if (host === undefined || key === undefined) throw new Error(`${path}: ${message}`);
    // What nobody wrote follows from the state folder.
    refused[Number(host)]!.add(Object.hasOwn(settings[Number(host)]!, key) ? key : 'stateDir');
  }
  const accepted = settings.map((keys, index) =>
    Object.fromEntries(Object.entries(keys).filter(([key]) => !refused[index]!.has(key))),
  );
  const { artifacts, diagnostics } = build(textOf(os, accepted));
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`${error.path}: ${error.message}`);
  const byHost = new Map<string, Artifact[]>();
  for (const artifact of artifacts) byHost.set(artifact.host, [...(byHost.get(artifact.host) ?? []), artifact]);
  return { refused, artifacts: settings.map((_, index) => byHost.get(`h${index}`) ?? []) };
}

function textOf(os: string, settings: readonly Settings[]): string {
  const hosts = settings.map(
    (keys, index) => [`h${index}`, { os, instances: { main: { port: 18789, ...keys } } }] as const,
  );
  // So that a unit has a list of paths.
  const service = { hardening: os === 'linux' ? 'strict' : 'off' };
  return jsonOf({ version: 1, defaults: { user: 'claw', service }, hosts: Object.fromEntries(hosts) });
}

export function contentOf(artifacts: readonly Artifact[], kind: Artifact['kind']): string {
  return artifacts.find((artifact) => artifact.kind === kind)!.content;
}

/** JSON that is YAML, too: with escapes in place of what YAML doesn't take as it is. On lines of its own, for the places. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(
    /[\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
