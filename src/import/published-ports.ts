// Containers, cells of `openclaw fleet` → the ports of the host that they take.

import { posix } from 'node:path';
import type { Note } from './disk.ts';
import { type FoundContainer, isGatewayContainer } from './found-containers.ts';
import type { Machine } from './found-machine.ts';

/** Both ends included. */
export interface PublishedRange {
  readonly from: number;
  readonly to: number;
  /** What publishes it. */
  readonly note: string;
  readonly place: string;
}

/** TCP alone, sorted, each range once. */
export function publishedRanges(
  containers: readonly FoundContainer[],
  stateFolders: readonly string[],
  machine: Machine,
): readonly PublishedRange[] {
  const { notes } = machine;
  const found = containers.flatMap((container) => rangesOf(container, notes));
  const all = [...found, ...cellRanges(stateFolders, found, machine)].sort((a, b) => a.from - b.from || a.to - b.to);
  return all.filter(({ from, to }, index) => index === 0 || from !== all[index - 1]!.from || to !== all[index - 1]!.to);
}

function rangesOf(container: FoundContainer, notes: Note[]): readonly PublishedRange[] {
  const { name, place, ports, hasHostNetwork } = container;
  if (hasHostNetwork) {
    if (!isGatewayContainer(container))
      notes.push({ place: `${place}, ${name}`, text: 'it has the network of the host, so its ports are not known' });
    return [];
  }
  return ports.flatMap((port) => published(port, container, notes));
}

/** `[address:][host:]container[/protocol]`; without a port of the host it is one that is free at the start. */
function published(text: string, container: FoundContainer, notes: Note[]): readonly PublishedRange[] {
  const { name, place } = container;
  const [ports = '', protocol = 'tcp'] = text.split('/');
  if (protocol !== 'tcp') return [];
  const parts = ports.replace(/^\[[^\]]*\]:/, '').split(':');
  if (parts.length === 1) return [];
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(parts.at(-2)!) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  if (!(from >= 1 && to <= 65535 && from <= to)) {
    if (parts.at(-2) !== '' || parts[0] === '')
      notes.push({ place: `${place}, ${name}`, text: 'a port that it publishes could not be read' });
    return [];
  }
  return [{ from, to, note: isGatewayContainer(container) ? `OpenClaw in container ${name}` : name, place }];
}

const FIRST_CELL = 19_100;

/**
 * `openclaw fleet` gives each cell the first port from 19100 on that no other cell has, and keeps it where gwc doesn't read.
 * What Docker has on record is known already.
 */
function cellRanges(
  stateFolders: readonly string[],
  found: readonly PublishedRange[],
  { disk }: Machine,
): readonly PublishedRange[] {
  const cells = stateFolders.flatMap((folder) =>
    disk.list(`${folder}/fleet/cells`).map((name) => ({ name, place: posix.join(folder, 'fleet/cells', name) })),
  );
  const isKnown = (name: string) => found.some(({ note }) => note.endsWith(` openclaw-cell-${name}`));
  const taken = new Set(found.flatMap(({ from, to }) => (from === to ? [from] : [])));
  const ranges: PublishedRange[] = [];
  for (const { name, place } of cells.filter((cell) => !isKnown(cell.name))) {
    let port = FIRST_CELL;
    while (taken.has(port)) port += 1;
    taken.add(port);
    ranges.push({ from: port, to: port, note: `fleet cell ${name}; the port is assumed`, place });
  }
  return ranges;
}
