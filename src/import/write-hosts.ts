// What was found → the text of a hosts.yaml. Comments say where each thing comes from.

import {
  Document,
  isMap as isMapNode,
  isScalar,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { visible } from '../diagnostics/terminal-text.ts';
import { isList, isMap, type Json, type JsonMap, mapOf } from '../document/json.ts';
import { ownManager } from '../managers/index.ts';
import { defaultHome, isInside } from '../model/paths.ts';
import { defaultCommand } from '../model/raw.ts';
import { stateFolderName } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';
import type { Note } from './disk.ts';
import type { NamedGateway } from './found-gateway.ts';
import type { FoundRelease } from './gateway-settings.ts';
import type { PublishedRange } from './published-ports.ts';

export interface Description {
  readonly host: string;
  readonly os: Os;
  readonly release: FoundRelease;
  readonly gateways: readonly NamedGateway[];
  readonly reserved: readonly PublishedRange[];
  /** What hosts.yaml can't say. */
  readonly notes: readonly Note[];
}

export function writeHosts({ host, os, release, gateways, reserved, notes }: Description): string {
  const { defaults, rest } = withDefaults(gateways.map((gateway) => instanceKeys(gateway, os, release.version)));
  const document = new Document(
    {
      version: 1,
      openclaw: release.version,
      ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
      hosts: {
        [host]: {
          ...(os === 'macos' ? { os } : {}),
          ...(reserved.length > 0 ? { reservedPorts: reserved.map(({ from, to, note }) => ({ from, to, note })) } : {}),
          instances: mapOf(gateways.map(({ name }, index) => [name, rest[index]!])),
        },
      },
    },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore = commentText([HEAD]);
  const version = document.get('openclaw', true);
  if (isScalar(version)) version.comment = commentText([release.place]);
  const block = document.getIn(['hosts', host]) as YAMLMap;
  for (const [index, { place }] of reserved.entries()) {
    const entry = block.getIn(['reservedPorts', index]);
    if (isMapNode(entry)) Object.assign(entry, { flow: true, comment: commentText([place]) });
  }
  const instances = block.get('instances') as YAMLMap<Scalar, YAMLMap>;
  for (const [index, { evidence, comments, unmanaged, target, release: found }] of gateways.entries()) {
    const pair = instances.items[index] as Pair<Scalar, YAMLMap>;
    const lines = [
      ...evidence.files.map((file) => `from ${file}`),
      ...(unmanaged === undefined ? [] : [`not managed: ${unmanaged}`]),
      ...(target === release.version || !found ? [] : [`OpenClaw ${target}: ${found.place}`]),
      ...comments,
    ];
    pair.key.commentBefore = commentText(lines);
    if (index > 0) pair.key.spaceBefore = true;
  }
  if (notes.length > 0) {
    document.comment = commentText([
      'Found, and not in this file:',
      ...notes.map(({ place, text }) => `- ${place}: ${text}`),
    ]);
  }
  visit(document, {
    Seq: (_, list) => {
      if (isShort(list)) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const LONGEST_LINE = 100;

/** Whether a list of plain values reads better on one line. */
function isShort({ items }: YAMLSeq): boolean {
  return (
    items.every(isScalar) &&
    items.reduce((length, item) => length + String((item as Scalar).value).length + 2, 0) <= LONGEST_LINE
  );
}

const HEAD = 'What `gwc import` found on this machine. `gwc validate` checks it; it holds no secret values.';

/** Lines of a comment, each on one line whatever its text holds. */
function commentText(lines: readonly string[]): string {
  return lines.map((line) => ` ${visible(line)}`).join('\n');
}

type Entry = readonly [key: string, value: Json | undefined];

/** Keys that differ from what gwc would take without them, in the order of the documentation. */
function instanceKeys(gateway: NamedGateway, os: Os, release: string): JsonMap {
  const { name, profile, user, group, home, stateDir, unmanaged, isEnabled, scope, hardening, raw } = gateway;
  const path = (value: string) => spelled(value, home);
  const unless = (value: string | undefined, usual: string) =>
    value === undefined || value === usual ? undefined : path(value);
  const accountHome = defaultHome(user, os);
  const service = entries([
    ['scope', scope === 'system' ? scope : undefined],
    ['name', nameKey(gateway, os)],
    ['hardening', hardening === 'off' ? undefined : hardening],
    ['systemd', nonEmpty(escapedTree(raw.systemd))],
    ['launchd', nonEmpty(escapedTree(raw.launchd))],
  ]);
  return entries([
    ['openclaw', gateway.target === release ? undefined : gateway.target],
    ['port', gateway.port],
    ['profile', profile === name ? undefined : profile],
    ['user', user],
    ['group', group],
    ['home', home === accountHome ? undefined : escaped(home)],
    ['stateDir', unless(stateDir, `${home}/${stateFolderName(profile)}`)],
    ['configPath', unless(gateway.configPath, `${stateDir}/openclaw.json`)],
    ['workspace', unless(gateway.workspace, `${stateDir}/workspace`)],
    ['workingDirectory', unmanaged === undefined ? unless(gateway.workingDirectory, stateDir) : undefined],
    ['logFile', unless(gateway.logFile, `${stateDir}/logs/openclaw.log`)],
    ['command', commandKey(gateway.command, os)],
    ['enabled', isEnabled ? undefined : false],
    ['managed', unmanaged === undefined ? undefined : false],
    ['envFiles', nonEmpty(gateway.envFiles.map((file) => (file.optional ? '-' : '') + path(file.path)))],
    ['secretsFile', unless(gateway.secretsFile, `${stateDir}/.env`)],
    ['secrets', nonEmpty(gateway.secrets)],
    ['env', nonEmpty(mapOf([...gateway.env].map(([variable, value]) => [variable, escaped(value)])))],
    ['plugins', nonEmpty(unmanaged === undefined ? gateway.plugins : [])],
    ['service', nonEmpty(service)],
    ['config', nonEmpty(escapedTree(gateway.config))],
  ]);
}

function nameKey({ serviceName: found, profile }: NamedGateway, os: Os): string | undefined {
  return found === undefined || found === ownManager(os).defaultName(profile) ? undefined : escaped(found);
}

function commandKey(command: readonly string[] | undefined, os: Os): Json | undefined {
  if (command === undefined || command.length === 0) return undefined;
  if (command.length === 1 && command[0] === defaultCommand(os)) return undefined;
  return command.length === 1 ? escaped(command[0]!) : command.map(escaped);
}

function entries(list: readonly Entry[]): JsonMap {
  return mapOf(list.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function nonEmpty(value: Json): Json | undefined {
  if (isList(value)) return value.length === 0 ? undefined : value;
  if (!isMap(value)) return value;
  return Object.keys(value).length === 0 ? undefined : value;
}

/** Below the home as `~/`. */
function spelled(path: string, home: string): string {
  return path !== home && isInside(path, home, 'linux') ? `~${escaped(path.slice(home.length))}` : escaped(path);
}

function escaped(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}

export function escapedTree(value: Json): Json {
  if (typeof value === 'string') return escaped(value);
  if (isList(value)) return value.map(escapedTree);
  return isMap(value) ? mapOf(Object.entries(value).map(([key, item]) => [key, escapedTree(item)])) : value;
}

export interface SplitKeys {
  readonly defaults: JsonMap;
  /** In the order of the instances. */
  readonly rest: readonly JsonMap[];
}

/** Which gateway an instance is stays with it, also where two have it in common by mistake. */
const OWN: ReadonlySet<string> = new Set([
  'port',
  'profile',
  'home',
  'stateDir',
  'configPath',
  'workspace',
  'workingDirectory',
  'logFile',
  'secretsFile',
  'managed',
]);

function withDefaults(instances: readonly JsonMap[]): SplitKeys {
  if (instances.length < 2) return { defaults: {}, rest: instances };
  const defaults = mapOf(Object.entries(common(instances)).filter(([key]) => !OWN.has(key)));
  return { defaults, rest: instances.map((instance) => without(instance, defaults)) };
}

function common(maps: readonly JsonMap[]): JsonMap {
  const [first = {}, ...others] = maps;
  return mapOf(
    Object.entries(first).flatMap(([key, value]): (readonly [string, Json])[] => {
      if (!others.every((other) => Object.hasOwn(other, key))) return [];
      const values = others.map((other) => other[key]!);
      if (values.every((other) => JSON.stringify(other) === JSON.stringify(value))) return [[key, value]];
      if (!isMap(value) || !values.every(isMap)) return [];
      const shared = common([value, ...values]);
      return Object.keys(shared).length === 0 ? [] : [[key, shared]];
    }),
  );
}

/** Maps that are left empty go too. */
function without(map: JsonMap, shared: JsonMap): JsonMap {
  return mapOf(
    Object.entries(map).flatMap(([key, value]): (readonly [string, Json])[] => {
      const known = shared[key];
      if (known === undefined) return [[key, value]];
      if (JSON.stringify(known) === JSON.stringify(value) || !isMap(known) || !isMap(value)) return [];
      const rest = without(value, known);
      return Object.keys(rest).length === 0 ? [] : [[key, rest]];
    }),
  );
}
