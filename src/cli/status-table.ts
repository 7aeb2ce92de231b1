// The checks of a host's instances as a table, and as data. Pure.

import type { Colors, Formatter } from 'picocolors/types';
import { CHECKS, type Check, type InstanceStatus, isOff } from '../apply/status.ts';
import { nameOf } from '../apply/wanted.ts';
import { columnsOf, visible } from '../diagnostics/terminal-text.ts';

const GAP = '  ';
const PAINTS: Readonly<Record<Check['result'], 'green' | 'red' | 'dim'>> = { ok: 'green', off: 'red', none: 'dim' };

export function statusTable(statuses: readonly InstanceStatus[], colors: Colors): string {
  const head = ['INSTANCE', ...CHECKS.map((name) => name.toUpperCase())];
  const rows = statuses.map((status) => [
    nameOf(status.deployment),
    ...CHECKS.map((name) => visible(status.checks[name].text)),
  ]);
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => columnsOf(row[index]!))));
  const paints = statuses.map((status): readonly Formatter[] => [
    isOff(status) ? colors.red : String,
    ...CHECKS.map((name) => colors[PAINTS[status.checks[name].result]]),
  ]);
  const line = (cells: readonly string[], painters: readonly Formatter[]) =>
    cells
      .map((cell, index) => {
        const isLast = index === cells.length - 1;
        const room = isLast ? '' : ' '.repeat(widths[index]! - columnsOf(cell));
        return (painters[index] ?? String)(cell) + room;
      })
      .join(GAP)
      .trimEnd();
  const lines = [
    line(
      head,
      head.map(() => colors.dim),
    ),
    ...rows.map((row, index) => line(row, paints[index]!)),
  ];
  return lines.map((text) => `${text}\n`).join('');
}

/** Stable for scripts. */
export function statusJson(host: string, statuses: readonly InstanceStatus[]) {
  const instances = statuses.map((status) => ({
    instance: status.deployment.instance,
    service: status.deployment.service,
    port: status.deployment.port,
    ok: !isOff(status),
    checks: status.checks,
  }));
  return { host, ok: instances.every(({ ok }) => ok), instances };
}
