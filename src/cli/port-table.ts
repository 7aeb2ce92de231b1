// The port map as a table for each host. Pure.

import { visible } from '../diagnostics/terminal-text.ts';
import type { HostPorts, PortMap, ReservedPorts } from '../model/port-map.ts';

const HEAD = ['INSTANCE', 'BASE', 'CONTROL', 'RELAY', 'CDP', 'PINS'];
const NONE = '-';

export function portTable({ hosts }: PortMap): string {
  return Object.entries(hosts)
    .map(([name, host]) => hostTable(name, host))
    .join('\n');
}

function hostTable(name: string, { instances, reserved, nextFree }: HostPorts): string {
  const rows = Object.entries(instances).map(([instance, { base, control, relay, cdp, pins }]) => [
    instance,
    String(base),
    String(control ?? NONE),
    String(relay ?? NONE),
    cdp ? cdp.join('-') : NONE,
    pins.join(', ') || NONE,
  ]);
  const lines = [
    ...(rows.length > 0 ? align([HEAD, ...rows]) : []),
    ...(reserved.length > 0 ? [`reserved: ${reserved.map(reservedText).join(', ')}`] : []),
    `next free base: ${nextFree ?? 'none'}`,
  ];
  return `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function reservedText({ from, to, note }: ReservedPorts): string {
  const ports = from === to ? String(from) : `${from}-${to}`;
  return note === undefined ? ports : `${ports} (${visible(note)})`;
}
