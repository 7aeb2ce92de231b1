// The containers of a machine: compose services, quadlets, those that Docker itself has on record, and the cells of
// `openclaw fleet`. Sources: the Compose file reference; podman-systemd.unit(5); OpenClaw docs/cli/fleet.md.

import { posix } from 'node:path';
import { parse } from 'yaml';
import { oncePer } from '../diagnostics/collections.ts';
import { at, isList, isMap, type Json, type JsonMap, mapOf, parseJson } from '../document/json.ts';
import { splitWords } from '../managers/systemd-values.ts';
import type { Disk } from './disk.ts';
import { parseEnvFile, readDotenv, type Variables } from './env-file.ts';
import type { Account, Machine } from './found-machine.ts';
import { mergeAssignments, parseUnit, type Sections, valuesOf } from './systemd/unit-files.ts';

const COMPOSE = /^(docker-)?compose(\.[\w-]+)?\.ya?ml$/;
const STACKS: readonly string[] = ['/opt', '/srv', '/etc/docker', '/root', '/var/lib/docker-compose', '/data'];
const MOST_DEPTH = 4;
const MOST_FOLDERS = 5000;
/** Folders that hold very many, and no compose file of a person. */
const SKIPPED = /^(\.(?!openclaw|config$|local$)|node_modules$|Library$|__pycache__$|venv$)/;

function composeNames(folder: string, disk: Disk): readonly string[] {
  return disk.list(folder).filter((name) => COMPOSE.test(name));
}

/** In homes and where people keep stacks, some folders deep; each once. */
export const composeFiles = oncePer(({ disk, accounts }: Machine): readonly string[] => {
  const folders = [...new Set([...STACKS, ...accounts.map(({ home }) => home)])].map((path) => ({ path, depth: 0 }));
  const seen = new Set<string>();
  const files: string[] = [];
  // Level by level, so that a large folder keeps none of the others from being read.
  for (const { path, depth } of folders) {
    const real = disk.realPath(path);
    if (real === undefined || seen.has(real) || seen.size >= MOST_FOLDERS) continue;
    seen.add(real);
    const names = disk.list(path);
    files.push(...names.filter((name) => COMPOSE.test(name)).map((name) => posix.join(path, name)));
    if (depth === MOST_DEPTH) continue;
    // What has a suffix is most often a file, and to look at it takes time.
    for (const name of names.filter((one) => !SKIPPED.test(one) && !/\.(\w{1,5})$/.test(one.replace(/^\./, ''))))
      folders.push({ path: posix.join(path, name), depth: depth + 1 });
  }
  return files.sort();
});

export function quadletFolders(accounts: readonly Account[]): readonly string[] {
  const own = accounts.map(({ home }) => `${home}/.config/containers/systemd`);
  return ['/etc/containers/systemd', '/usr/share/containers/systemd', ...own];
}

export interface FoundContainer {
  readonly name: string;
  /** The file, and what in it. */
  readonly place: string;
  readonly image: string;
  readonly hasHostNetwork: boolean;
  /** As in the short form of compose: `[address:][host:]container[/protocol]`. */
  readonly ports: readonly string[];
  readonly command: readonly string[];
  readonly environment: Variables;
  readonly mounts: readonly Mount[];
  readonly account: Account;
}

interface Mount {
  /** A path of the host. */
  readonly from: string;
  readonly to: string;
}

export function findContainers(machine: Machine): readonly FoundContainer[] {
  const { disk } = machine;
  const declared = [...composeFiles(machine).flatMap((path) => composeContainers(path, machine)), ...quadlets(machine)];
  const root = ownerOf('/', machine);
  const recorded = disk.list(DOCKER).flatMap((id) => dockerContainer(`${DOCKER}/${id}`, root, disk));
  return [...declared, ...recorded, ...podmanContainers(machine)];
}

/** Whether it runs OpenClaw's gateway, by its image or its command. */
export function isGatewayContainer({ image, command, environment }: FoundContainer): boolean {
  const isOwn = /openclaw|clawdbot|moltbot/i.test(image) || environment.has('OPENCLAW_GATEWAY_PORT');
  const words = command.filter((word) => !word.startsWith('-'));
  const isOther = words.length > 0 && !words.includes('gateway') && !/^(?:openclaw|.*\/)?$/.test(words[0]!);
  return command.includes('gateway') || (isOwn && !isOther);
}

const CONTAINER_HOME = '/home/node';

/** The host's path of what is at a path inside; of one that no mount has, the path itself. */
export function hostPath(path: string, { mounts }: FoundContainer): string | undefined {
  const [mount] = mounts
    .filter(({ to }) => path === to || path.startsWith(`${to}/`))
    .toSorted((a, b) => b.to.length - a.to.length);
  return mount && posix.join(mount.from, path.slice(mount.to.length));
}

export function stateInside({ environment }: FoundContainer): string {
  const home = environment.get('OPENCLAW_HOME') ?? environment.get('HOME') ?? CONTAINER_HOME;
  return environment.get('OPENCLAW_STATE_DIR') ?? `${home}/.openclaw`;
}

function ownerOf(path: string, { accounts }: Machine): Account {
  const owner = accounts.findLast(({ home }) => path.startsWith(`${home}/`));
  return owner ?? accounts.find(({ name }) => name === 'root') ?? { name: 'root', home: '/root' };
}

function composeContainers(path: string, machine: Machine): readonly FoundContainer[] {
  const { disk, notes } = machine;
  const folder = posix.dirname(path);
  const siblings = composeNames(folder, disk);
  // Compose itself reads it over the other one.
  if (OVERRIDE.test(path) && siblings.some((name) => !OVERRIDE.test(name))) return [];
  const text = disk.text(path);
  const found = text === undefined ? undefined : at(parseYaml(text), 'services');
  if (!isMap(found)) {
    if (text !== undefined) notes.push({ place: path, text: 'no services could be read from this compose file' });
    return [];
  }
  const override = BASE.test(path) ? siblings.find((name) => OVERRIDE.test(name)) : undefined;
  const over = override && at(parseYaml(quietText(posix.join(folder, override), disk)), 'services');
  const services = isMap(over) ? merged(found, over) : found;
  const known = readDotenv(folder, disk);
  return Object.entries(services).map(([name, written]) => {
    const service = extended(filled(written, known), services, { folder, known, disk, chain: [`${path} ${name}`] });
    const files = listOf(at(service, 'env_file')).map((file) => String(isMap(file) ? (file['path'] ?? '') : file));
    const common = files.flatMap((file) => [...parseEnvFile(quietText(posix.resolve(folder, file), disk))]);
    return {
      name: String(at(service, 'container_name') ?? `${posix.basename(folder)}/${name}`),
      place: path,
      image: String(at(service, 'image') ?? ''),
      hasHostNetwork: at(service, 'network_mode') === 'host',
      ports: listOf(at(service, 'ports')).map(composePort),
      command: [...wordsOf(at(service, 'entrypoint')), ...wordsOf(at(service, 'command'))],
      environment: new Map([...common, ...assignments(at(service, 'environment'), known)]),
      mounts: listOf(at(service, 'volumes')).flatMap((volume) => composeMount(volume, folder)),
      account: ownerOf(path, machine),
    };
  });
}

interface Extended {
  readonly folder: string;
  readonly known: Variables;
  readonly disk: Disk;
  /** Services on the way here. */
  readonly chain: readonly string[];
}

/** With what it `extends`. `services`: those of its own file. */
function extended(service: Json, services: JsonMap, { folder, known, disk, chain }: Extended): Json {
  const from = at(service, 'extends');
  const [name, file] = isMap(from) ? [from['service'], from['file']] : [from];
  if (!isMap(service) || typeof name !== 'string') return service;
  const path = typeof file === 'string' ? posix.resolve(folder, file) : undefined;
  const others = path === undefined ? services : at(parseYaml(quietText(path, disk)), 'services');
  const other = filled((isMap(others) ? others[name] : undefined) ?? null, known);
  const step = `${path ?? chain[0]} ${name}`;
  if (!isMap(other) || !isMap(others) || chain.includes(step)) return service;
  const base = extended(other, others, {
    folder: path ? posix.dirname(path) : folder,
    known,
    disk,
    chain: [...chain, step],
  });
  return isMap(base) ? merged(base, service) : service;
}

const BASE = /(?:^|\/)(?:docker-)?compose\.ya?ml$/;
const OVERRIDE = /(?:^|\/)(?:docker-)?compose\.override\.ya?ml$/;

/** Maps merge, lists are joined, of other values the nearer holds. */
function merged(far: JsonMap, near: JsonMap): JsonMap {
  const all = new Map(Object.entries(far));
  for (const [key, value] of Object.entries(near)) {
    const before = all.get(key);
    if (isMap(before) && isMap(value)) all.set(key, merged(before, value));
    else all.set(key, isList(before) && isList(value) ? [...before, ...value] : value);
  }
  return mapOf(all);
}

function quietText(path: string, disk: Disk): string {
  return (disk.kind(path) === 'file' ? disk.text(path) : undefined) ?? '';
}

function parseYaml(text: string): Json | undefined {
  try {
    return parse(text, { logLevel: 'silent', merge: true, maxAliasCount: 100 }) as Json;
  } catch {
    return undefined;
  }
}

/** Every text with compose's variables put in; one that nothing sets is empty, as for compose itself. */
function filled(value: Json, known: Variables): Json {
  if (typeof value === 'string') return fill(value, known);
  if (isList(value)) return value.map((item) => filled(item, known));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, known)]));
}

const VARIABLE = /\$\$|\$(?:\{(\w+)(?:(:?[-+?])([^}]*))?\}|([A-Za-z_]\w*))/g;

function fill(text: string, known: Variables): string {
  return text.replace(VARIABLE, (whole, braced?: string, sign = '', other = '', bare?: string) => {
    if (whole === '$$') return '$';
    const value = known.get(braced ?? bare ?? '');
    const isSet = value !== undefined && (value !== '' || !sign.startsWith(':'));
    if (sign.endsWith('+')) return isSet ? other : '';
    return isSet ? value : sign.endsWith('-') ? fill(other, known) : '';
  });
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

function wordsOf(value: Json | undefined): readonly string[] {
  return typeof value === 'string' ? splitWords(value) : listOf(value).map(String);
}

/** A map, or a list of `NAME=value`; a name alone takes the value of compose's own environment. */
function assignments(value: Json | undefined, known: Variables): readonly (readonly [string, string])[] {
  if (isMap(value)) return Object.entries(value).map(([name, text]) => [name, String(text ?? known.get(name) ?? '')]);
  return listOf(value).map((item) => {
    const [, name = '', text] = /^([^=]*)(?:=(.*))?$/s.exec(String(item)) ?? [];
    return [name, text ?? known.get(name) ?? ''] as const;
  });
}

/** As in the short form. */
function composePort(port: Json): string {
  if (!isMap(port)) return String(port);
  const host = port['published'] === undefined ? '' : `${port['published']}:`;
  return `${host}${port['target'] ?? ''}/${port['protocol'] ?? 'tcp'}`;
}

function composeMount(volume: Json, folder: string): readonly Mount[] {
  if (isMap(volume)) return mount(String(volume['source'] ?? ''), String(volume['target'] ?? ''), folder);
  const [from = '', to = ''] = String(volume).split(':');
  return mount(from, to, folder);
}

/** Of a volume that has a name, the folder that Docker keeps it in. */
function mount(from: string, to: string, folder: string): readonly Mount[] {
  if (from === '' || !to.startsWith('/')) return [];
  const isPath = /^[./~]/.test(from);
  const project = posix.basename(folder);
  const volume = `/var/lib/docker/volumes/${project === '' ? '' : `${project}_`}${from}/_data`;
  return [{ from: isPath ? posix.resolve(folder, from) : volume, to: posix.normalize(to).replace(/(?<=.)\/$/, '') }];
}

function quadlets(machine: Machine): readonly FoundContainer[] {
  const { disk, accounts, notes } = machine;
  return quadletFolders(accounts).flatMap((folder) => {
    const names = disk.list(folder);
    const units = names.flatMap((name) => {
      const [, stem = '', type = ''] = /^(.+)\.(container|pod|kube)$/.exec(name) ?? [];
      if (type === '') return [];
      const sections = quadletSections(folder, [name, name.replace(/@.*(?=\.)/, '@')], names, disk);
      if (type === 'kube')
        notes.push({
          place: `${folder}/${name}`,
          text: 'what its Kubernetes file runs is not read, but for PublishPort',
        });
      if (!stem.endsWith('@')) return [{ name, sections, instance: /@(.*)$/.exec(stem)?.[1] ?? '' }];
      const instance = valuesOf(sections, 'Install', 'DefaultInstance').at(-1);
      if (instance !== undefined) return [{ name: name.replace('@', `@${instance}`), sections, instance }];
      notes.push({ place: `${folder}/${name}`, text: 'this is a template; what is started of it is not known here' });
      return [];
    });
    const isHostPod = (pod: string | undefined) =>
      units.some(({ name, sections }) => name === pod && valuesOf(sections, 'Pod', 'Network').includes('host'));
    return units.map(({ name, sections, instance }): FoundContainer => {
      const place = `${folder}/${name}`;
      const account = ownerOf(place, machine);
      const known: Readonly<Record<string, string>> = { h: account.home, i: instance, '%': '%' };
      const expand = (text: string) => text.replace(/%([hi%])/g, (_, sign: string) => known[sign]!);
      const values = (key: string) =>
        ['Container', 'Pod', 'Kube'].flatMap((section) => valuesOf(sections, section, key)).map(expand);
      const files = values('EnvironmentFile').map((file) => posix.resolve(folder, file.replace(/^-/, '')));
      return {
        name: values('ContainerName').at(-1) ?? name.replace(/\.\w+$/, ''),
        place,
        image: values('Image').at(-1) ?? '',
        hasHostNetwork: values('Network').includes('host') || isHostPod(values('Pod').at(-1)),
        ports: values('PublishPort'),
        command: splitWords(values('Exec').at(-1) ?? ''),
        environment: new Map([
          ...files.flatMap((file) => [...parseEnvFile(quietText(file, disk))]),
          ...assignments(values('Environment').flatMap(splitWords), new Map()),
        ]),
        mounts: values('Volume').flatMap((volume) => composeMount(volume, folder)),
        account,
      };
    });
  });
}

/** Of the first of the names that there is, with the drop-ins of both. */
function quadletSections(folder: string, ways: readonly string[], names: readonly string[], disk: Disk): Sections {
  const main = ways.find((name) => names.includes(name));
  const added = [...new Set(ways)].toReversed().flatMap((name) =>
    disk
      .list(`${folder}/${name}.d`)
      .filter((file) => file.endsWith('.conf'))
      .map((file) => `${folder}/${name}.d/${file}`),
  );
  const paths = [`${folder}/${main}`, ...added];
  return mergeAssignments(paths.flatMap((path) => parseUnit(quietText(path, disk)).assignments));
}

const DOCKER = '/var/lib/docker/containers';

/** What Docker keeps of a container, however it was made: `docker run`, a compose file that is elsewhere, `openclaw fleet`. */
function dockerContainer(folder: string, account: Account, disk: Disk): readonly FoundContainer[] {
  const config = parseJson(quietText(`${folder}/config.v2.json`, disk));
  const host = parseJson(quietText(`${folder}/hostconfig.json`, disk));
  const name = at(config, 'Name');
  if (typeof name !== 'string') return [];
  const bindings = at(host, 'PortBindings');
  const ports = Object.entries(isMap(bindings) ? bindings : {}).flatMap(([port, uses]) =>
    listOf(uses).map((use) => `${at(use, 'HostPort') ?? ''}:${port}`),
  );
  return [
    {
      name: name.replace(/^\//, ''),
      place: folder,
      image: String(at(config, 'Config', 'Image') ?? ''),
      hasHostNetwork: at(host, 'NetworkMode') === 'host',
      ports,
      command: [...wordsOf(at(config, 'Config', 'Entrypoint')), ...wordsOf(at(config, 'Config', 'Cmd'))],
      environment: new Map(assignments(at(config, 'Config', 'Env'), new Map())),
      mounts: [...listOf(at(host, 'Binds')), ...listOf(at(host, 'Mounts')).map(lowerKeys)].flatMap((bind) =>
        composeMount(bind, '/'),
      ),
      account,
    },
  ];
}

/** Docker's `Source` and `Target` are `source` and `target` in a compose file. */
function lowerKeys(mount: Json): Json {
  return isMap(mount) ? mapOf(Object.entries(mount).map(([key, value]) => [key.toLowerCase(), value])) : mount;
}

const PODMAN = 'containers/storage/overlay-containers';

/**
 * Podman writes down what a container runs, and whether its network is the host's, when it starts it; the ports that it
 * publishes are in a database, which is not read.
 */
function podmanContainers(machine: Machine): readonly FoundContainer[] {
  const { disk, accounts } = machine;
  const folders = ['/var/lib', ...accounts.map(({ home }) => `${home}/.local/share`)];
  return folders.flatMap((top) => {
    const folder = `${top}/${PODMAN}`;
    const listed = parseJson(quietText(`${folder}/containers.json`, disk));
    return (isList(listed) ? listed : []).flatMap((entry): readonly FoundContainer[] => {
      const id = at(entry, 'id');
      const place = `${folder}/${typeof id === 'string' && /^\w+$/.test(id) ? id : ''}/userdata/config.json`;
      const spec = parseJson(quietText(place, disk));
      const metadata = at(entry, 'metadata');
      const kinds = listOf(at(spec, 'linux', 'namespaces')).map((namespace) => at(namespace, 'type'));
      if (!isMap(spec) || kinds.includes('network')) return [];
      return [
        {
          name: String(listOf(at(entry, 'names'))[0] ?? id),
          place,
          image: String(at(parseJson(typeof metadata === 'string' ? metadata : ''), 'image-name') ?? ''),
          hasHostNetwork: true,
          ports: [],
          command: wordsOf(at(spec, 'process', 'args')),
          environment: new Map(assignments(at(spec, 'process', 'env'), new Map())),
          mounts: listOf(at(spec, 'mounts')).flatMap((one) =>
            mount(String(at(one, 'source') ?? ''), String(at(one, 'destination') ?? ''), '/'),
          ),
          account: ownerOf(place, machine),
        },
      ];
    });
  });
}
