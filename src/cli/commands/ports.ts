// gwc ports: the port map of a hosts.yaml, findings or not.

import { Command, Option } from 'commander';
import { type Compiled, check, compile } from '../../compile.ts';
import { type Colors, colorsOf, type Formatter } from '../../diagnostics/colors.ts';
import { columnsOf, cutToColumns, formatJson, visible } from '../../diagnostics/terminal-text.ts';
import { documentsOf } from '../../document/fleet-source.ts';
import { formatInterval } from '../../model/intervals.ts';
import { rivals } from '../../model/port-claims.ts';
import {
  type HostPorts,
  type InstancePortMap,
  type PortMap,
  portMap,
  type ReservedPorts,
} from '../../model/port-map.ts';
import { maskingOf } from '../../openclaw/masking.ts';
import type { CommandEntry } from '../command.ts';
import { type CheckFlags, checkOptions, withCheckOptions, withCommonOptions, withFileArgument } from '../flags.ts';
import { type FleetReport, reportPage } from '../fleet-report.ts';
import { EXIT, type ExitCode, hasColor, type Io } from '../io.ts';
import { fails, printReport, reportOf } from '../print-report.ts';
import { readSource, type Source } from '../source.ts';

export function portsEntry(): CommandEntry {
  const command = withFileArgument(new Command('ports'))
    .description(
      'Prints the TCP ports of every instance, and of every host what is reserved and the next base port that is free: as a\n' +
        'table, as data, as a picture, or as a page that also has the files, rules and findings of every instance.\n' +
        'Where hosts.yaml has errors they are printed too, and the map has what could be read.',
    )
    .addOption(
      new Option('--format <format>', 'how to print the map')
        .choices(['table', 'json', 'svg', 'html'])
        .default('table'),
    );
  return {
    command: withCommonOptions(withCheckOptions(command)),
    examples: [
      ['gwc ports', 'a table for each host'],
      ["gwc ports --format json | jq '.hosts[].nextFree'", 'for scripts'],
      ['gwc ports --format svg > ports.svg', 'a picture, for a README'],
      ['gwc ports --format html > fleet.html', 'a page to look around in'],
    ],
    run: runPorts,
  };
}

interface PortsFlags extends Omit<CheckFlags, 'format'> {
  readonly format: PortsFormat;
}

type PortsFormat = 'table' | 'json' | 'svg' | 'html';

interface Mapped extends Pick<Compiled, 'diagnostics' | 'artifacts'> {
  readonly fleet: Compiled['fleet'] | undefined;
}

async function runPorts(flags: PortsFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const mapped = mapSource(source, flags, io);
  const report = reportOf(source, mapped);
  const input = { ...mapped, file: source.file, report, source: source.fleet };
  io.stdout.write(await PRINTERS[flags.format](input, flags, io));
  const failed = fails(report, flags.strict);
  if (failed) await printReport(report, { ...flags, format: 'pretty' }, io);
  return failed ? EXIT.findings : EXIT.clean;
}

/** Only the page shows files. */
function mapSource(source: Source, flags: PortsFlags, io: Io): Mapped {
  if (!source.fleet) return { diagnostics: source.problems, fleet: undefined, artifacts: [] };
  const options = checkOptions(source, flags, io);
  if (flags.format === 'html') return compile(source.fleet, options);
  const checked = check(source.fleet, options);
  const hosts = maskingOf(documentsOf(source.fleet)).data(checked.fleet.hosts);
  return { ...checked, fleet: { ...checked.fleet, hosts }, artifacts: [] };
}

type Print = (input: FleetReport, flags: PortsFlags, io: Io) => string | Promise<string>;

const PRINTERS: Readonly<Record<PortsFormat, Print>> = {
  table: ({ fleet = NO_FLEET }, { color }, { stdout, env }) => {
    const colors = colorsOf(hasColor(color, env, stdout));
    return portTable(portMap(fleet), { colors, width: stdout.isTTY ? stdout.columns : undefined });
  },
  json: ({ fleet = NO_FLEET }) => formatJson(portMap(fleet)),
  svg: async ({ fleet = NO_FLEET }) => (await import('../../report/fleet-svg.ts')).fleetSvg(fleet),
  html: reportPage,
};

const NO_FLEET = { hosts: [] };

interface TableOptions {
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

function portTable({ hosts }: PortMap, options: TableOptions): string {
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
