// A found openclaw.json beside the built one → what differs, and why.

import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import { formatPath, type Path } from '../document/path.ts';
import { COVERED } from './covered-values.ts';
import type { Explained } from './difference.ts';
import type { Evidence } from './found-gateway.ts';
import { mayBeSecret } from './secret-values.ts';

/** Secrets aside, which are references in the built one. */
export function configDifferences({ config: found, hidden }: Evidence, built: JsonMap): readonly Explained[] {
  const differing = [...leaves(found, built, [])];
  return [
    ...differing.map(({ path, found, built }) => ({
      what: formatPath(path),
      found: shown(path, found),
      built: shown(path, built),
      reason: configReason(path, found, built),
    })),
    ...hidden.map((place) => ({
      what: place,
      found: COVERED,
      built: 'a reference',
      reason: 'it is secret: `secretsFile` has its value',
    })),
  ];
}

interface Leaf {
  readonly path: Path;
  readonly found: Json | undefined;
  readonly built: Json | undefined;
}

function* leaves(found: Json | undefined, built: Json | undefined, path: Path): Generator<Leaf> {
  if (isMap(found) && isMap(built)) {
    for (const key of new Set([...Object.keys(found), ...Object.keys(built)])) {
      yield* leaves(own(found, key), own(built, key), [...path, key]);
    }
  } else if (isMap(found) && built === undefined && Object.keys(found).length > 0) {
    for (const key of Object.keys(found)) yield* leaves(found[key], undefined, [...path, key]);
  } else if (isMap(built) && found === undefined && Object.keys(built).length > 0) {
    for (const key of Object.keys(built)) yield* leaves(undefined, built[key], [...path, key]);
  } else if (JSON.stringify(found) !== JSON.stringify(built)) yield { path, found, built };
}

function own(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

const OWNED: ReadonlyMap<string, string> = new Map([
  ['gateway.port', '`port` says it'],
  ['agents.defaults.workspace', '`workspace` says it: without it, releases differ'],
  ['logging.file', '`logFile` says it: each gateway has a log of its own'],
  ['gateway.mode', 'a gateway starts with `local` alone'],
]);

function configReason(path: Path, found: Json | undefined, built: Json | undefined): string | undefined {
  const place = formatPath(path);
  if (path[0] === 'meta') return "OpenClaw's own record of who wrote the file last";
  if (typeof found === 'string' && found.startsWith('~/') && built !== undefined)
    return 'the same path, whatever the home is';
  if (path[0] === 'gateway' && ['bind', 'auth', 'tailscale'].includes(String(path[1])))
    return 'an option of the command said it';
  if (found === null) return 'hosts.yaml has no empty values';
  if (isMap(found) && Object.keys(found).length === 0) return 'it is empty';
  return OWNED.get(place);
}

function shown(path: Path, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = isList(value) || isMap(value) ? JSON.stringify(value) : String(value);
  return mayBeSecret(String(path.at(-1)), text) ? COVERED : text;
}
