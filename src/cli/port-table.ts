// The port map as a table for each host. Pure.

import type { Colors, Formatter } from 'picocolors/types';
import { columnsOf, cutToColumns, visible } from '../diagnostics/terminal-text.ts';
import { formatInterval } from '../model/intervals.ts';
import { rivals } from '../model/port-collisions.ts';
import type { HostPorts, InstancePortMap, PortMap, ReservedPorts } from '../model/port-map.ts';

export interface TableOptions {
  readonly colors: Colors;
  /** Columns of the terminal; nothing where every cell is to be whole. */
  readonly width: number | undefined;
}

interface Row {
  readonly name: string;
  readonly ports: InstancePortMap;
  /** Whom it collides with. */
  readonly rivals: readonly string[];
}

interface Column {
  readonly head: string;
  readonly cell: (row: Row) => string;
  /** Left out where no instance has anything in it. */
  readonly isRare?: boolean;
  /** What it is cut to where the terminal is narrow; the others stay whole. */
  readonly least?: number;
}

const NONE = '-';
const GAP = '  ';
const INDENT = '  ';

const COLUMNS: readonly Column[] = [
  { head: 'INSTANCE', cell: ({ name }) => name, least: 12 },
  { head: 'BASE', cell: ({ ports }) => String(ports.base) },
  { head: 'CONTROL', cell: ({ ports }) => String(ports.control ?? NONE) },
  { head: 'RELAY', cell: ({ ports }) => String(ports.relay ?? NONE) },
  { head: 'CDP', cell: ({ ports }) => ports.cdp?.join('-') ?? NONE },
  { head: 'PINS', cell: ({ ports }) => ports.pins.join(', ') || NONE, least: 7 },
  { head: 'OTHER LISTENERS', cell: ({ ports }) => listenersText(ports), isRare: true, least: 15 },
  { head: 'COLLIDES WITH', cell: ({ rivals }) => rivals.join(', ') || NONE, isRare: true, least: 13 },
];

export function portTable({ hosts }: PortMap, options: TableOptions): string {
  return Object.entries(hosts)
    .map(([name, host]) => hostTable(name, host, options))
    .join('\n');
}

function hostTable(name: string, host: HostPorts, { colors, width }: TableOptions): string {
  const { instances, reserved, nextFree } = host;
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - INDENT.length;
  const rows = Object.entries(instances).map(([instance, ports]) => {
    return { name: instance, ports, rivals: rivalsOf(instance, host) };
  });
  const reservedLine = cutToColumns(`reserved: ${reserved.map(reservedText).join(', ')}`, room);
  const lines = [
    ...(rows.length > 0 ? tableLines(rows, room, colors) : []),
    ...(reserved.length > 0 ? [colors.dim(reservedLine)] : []),
    `next free base: ${nextFree === null ? 'none' : colors.green(String(nextFree))}`,
  ];
  return `${colors.bold(name)}\n${lines.map((line) => `${INDENT}${line}\n`).join('')}`;
}

function rivalsOf(name: string, { collisions = [] }: HostPorts): readonly string[] {
  const own = collisions.filter(({ instances }) => instances.includes(name));
  return [...new Set(own.flatMap(({ instances, reserved }) => rivals(name, { instances, isReserved: reserved })))];
}

function tableLines(rows: readonly Row[], room: number, colors: Colors): readonly string[] {
  const columns = COLUMNS.filter(({ isRare, cell }) => !isRare || rows.some((row) => cell(row) !== NONE));
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const widths = fitColumns(columns, cells, room);
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => pad(cutToColumns(text, widths[index]!), widths[index]!))
      .join(GAP)
      .trimEnd();
  const paint = ({ rivals }: Row): Formatter => (rivals.length > 0 ? colors.red : String);
  const head = colors.dim(line(columns.map((column) => column.head)));
  return [head, ...rows.map((row, index) => paint(row)(line(cells[index]!)))];
}

/** The widest of those that may be cut gives way, until the line fits. */
function fitColumns(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  room: number,
): readonly number[] {
  const widths = columns.map(({ head }, index) =>
    cells.reduce((most, row) => Math.max(most, columnsOf(row[index]!)), head.length),
  );
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - room;
  while (excess > 0) {
    const spare = widths.map((width, index) => width - (columns[index]!.least ?? width));
    const most = Math.max(...spare);
    if (most <= 0) break;
    const index = spare.indexOf(most);
    const less = Math.min(excess, most);
    widths[index]! -= less;
    excess -= less;
  }
  return widths;
}

function listenersText({ listeners = [] }: InstancePortMap): string {
  return listeners.map((listener) => `${visible(listener.name)} ${formatInterval(listener)}`).join(', ') || NONE;
}

function reservedText({ from, to, note }: ReservedPorts): string {
  const ports = formatInterval({ from, to });
  return note === undefined ? ports : `${ports} (${visible(note)})`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}
