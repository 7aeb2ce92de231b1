// Containers that publish ports of the host: compose files and quadlets. Sources: the Compose file reference, `ports`;
// podman-systemd.unit(5), PublishPort=.

import { parse } from 'yaml';
import { at, isList, isMap, type Json } from '../document/json.ts';
import type { Account } from './accounts.ts';
import type { Machine } from './machine.ts';
import type { Note } from './note.ts';
import { settleDirectives, valuesOf } from './systemd/directives.ts';
import { parseUnit } from './systemd/unit-text.ts';

/** Both ends included. */
export interface PublishedRange {
  readonly from: number;
  readonly to: number;
  /** What publishes it. */
  readonly note: string;
  readonly place: string;
}

/** TCP alone, sorted, each range once. */
export function publishedRanges(machine: Machine): readonly PublishedRange[] {
  const found = [...composeFiles(machine), ...quadlets(machine)].sort((a, b) => a.from - b.from || a.to - b.to);
  return found.filter(
    ({ from, to }, index) => index === 0 || from !== found[index - 1]!.from || to !== found[index - 1]!.to,
  );
}

const COMPOSE = /^(docker-)?compose(\.[\w-]+)?\.ya?ml$/;
const STACKS: readonly string[] = ['/opt', '/srv', '/etc/docker', '/etc/docker/compose', '/root'];

function composeFiles({ disk, accounts, notes }: Machine): readonly PublishedRange[] {
  const tops = [...STACKS, ...accounts.map(({ home }) => home)];
  const folders = tops.flatMap((top) => [
    top,
    ...disk
      .list(top)
      .filter((name) => !name.startsWith('.'))
      .map((name) => `${top}/${name}`),
  ]);
  return [...new Set(folders)].flatMap((folder) =>
    disk
      .list(folder)
      .filter((name) => COMPOSE.test(name))
      .flatMap((name) => composeRanges(`${folder}/${name}`, disk.text(`${folder}/${name}`), notes)),
  );
}

function composeRanges(place: string, text: string | undefined, notes: Note[]): readonly PublishedRange[] {
  const services = text === undefined ? undefined : at(parseYaml(text), 'services');
  if (!isMap(services)) {
    if (text !== undefined) notes.push({ place, text: 'no services could be read from this compose file' });
    return [];
  }
  return Object.entries(services).flatMap(([name, service]) => {
    const ports = at(service, 'ports');
    if (at(service, 'network_mode') === 'host') {
      notes.push({
        place: `${place}, service ${name}`,
        text: 'it has the network of the host, so its ports are not known',
      });
    }
    return (isList(ports) ? ports : []).flatMap((port) => published(composePort(port), { name, place }, notes));
  });
}

function parseYaml(text: string): Json | undefined {
  try {
    return parse(text, { logLevel: 'silent' }) as Json;
  } catch {
    return undefined;
  }
}

/** As in the short form. */
function composePort(port: Json): string {
  if (!isMap(port)) return String(port);
  const host = port['published'] === undefined ? '' : `${port['published']}:`;
  return `${host}${port['target'] ?? ''}/${port['protocol'] ?? 'tcp'}`;
}

function quadlets({ disk, accounts, notes }: Machine): readonly PublishedRange[] {
  return quadletFolders(accounts).flatMap((folder) =>
    disk
      .list(folder)
      .filter((name) => /\.(container|pod|kube)$/.test(name))
      .flatMap((name) => {
        const place = `${folder}/${name}`;
        const sections = settleDirectives(parseUnit(disk.text(place) ?? '').assignments);
        return ['Container', 'Pod', 'Kube'].flatMap((section) =>
          valuesOf(sections, section, 'PublishPort').flatMap((port) =>
            published(port, { name: name.replace(/\.\w+$/, ''), place }, notes),
          ),
        );
      }),
  );
}

function quadletFolders(accounts: readonly Account[]): readonly string[] {
  const own = accounts.map(({ home }) => `${home}/.config/containers/systemd`);
  return ['/etc/containers/systemd', '/usr/share/containers/systemd', ...own];
}

/** `[address:][host:]container[/protocol]`; without a port of the host it is one that is free at the start. */
function published(
  text: string,
  { name, place }: { readonly name: string; readonly place: string },
  notes: Note[],
): readonly PublishedRange[] {
  const [ports = '', protocol = 'tcp'] = text.replace(/\$\{\w+:?-([^}]*)\}/g, '$1').split('/');
  if (protocol !== 'tcp') return [];
  const parts = ports.replace(/^\[[^\]]*\]:/, '').split(':');
  if (parts.length === 1) return [];
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(parts.at(-2)!) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  if (!(from >= 1 && to <= 65535 && from <= to)) {
    if (parts.at(-2) !== '')
      notes.push({ place: `${place}, ${name}`, text: 'a port that it publishes could not be read' });
    return [];
  }
  return [{ from, to, note: name, place }];
}
