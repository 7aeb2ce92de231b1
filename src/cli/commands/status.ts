// gwc status: the checks of every instance of this machine.

import { nameOf } from '../../apply/desired.ts';
import { serviceManagerOf } from '../../apply/service-of.ts';
import { CHECKS, type Check, type CheckName, type HostStatus, hostStatus, isOff } from '../../apply/status.ts';
import { type Colors, colorsOf, type Formatter } from '../../diagnostics/colors.ts';
import { columnsOf, formatJson, visible } from '../../diagnostics/terminal-text.ts';
import type { CommandEntry } from '../command.ts';
import { withCommonOptions } from '../flags.ts';
import { type HostFlags, hostCommand, openHost } from '../host.ts';
import { EXIT, type ExitCode, hasColor, type Io, withProgress } from '../io.ts';

export function statusEntry(): CommandEntry {
  const command = hostCommand('status')
    .description(
      'Checks every instance of this machine: its unit and what adds to it, its files, who listens on its ports, whether it is\n' +
        'ready, was started with the files and secrets of now and runs the right release, and its secrets file. Gateways that\n' +
        'are not in the output folder are listed too. It changes nothing.',
    )
    .option(
      '--deep',
      'ask `openclaw status` and `openclaw gateway status --deep` of each instance too, which takes longer',
    );
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc status', 'the services of your own account'],
      ['sudo gwc status /srv/gwc', 'services of the system, or of other accounts'],
      ['gwc status --deep', 'what does OpenClaw itself say?'],
      ["gwc status --format json | jq '.instances[] | select(.ok | not)'", 'for scripts'],
    ],
    run: runStatus,
  };
}

interface StatusFlags extends HostFlags {
  readonly deep?: boolean;
}

async function runStatus(flags: StatusFlags, io: Io, folder: string | undefined): Promise<ExitCode> {
  const { tree, machine, store } = openHost(flags, io, folder);
  const deep = flags.deep === true;
  const run = (say: (text: string) => void) => {
    const tell = (done: number, all: number) => say(`asking openclaw: ${done} of ${all} done`);
    const context = { machine, manager: serviceManagerOf(machine), record: store.read(), deep, tell };
    return hostStatus(tree, context);
  };
  const status = await withProgress({ text: `checking ${tree.host}`, isLong: deep, run }, flags, io);
  const colors = colorsOf(hasColor(flags.color, io.env, io.stdout));
  io.stdout.write(flags.format === 'json' ? formatJson(statusJson(tree.host, status)) : statusTable(status, colors));
  return status.instances.some(isOff) || status.unlisted.length > 0 ? EXIT.findings : EXIT.clean;
}

const GAP = '  ';
const PAINTS: Readonly<Record<Check['result'], 'green' | 'red' | 'yellow' | 'dim'>> = {
  ok: 'green',
  off: 'red',
  unknown: 'yellow',
  none: 'dim',
};

/** A word of its own where the check's name is no heading. */
const HEADS: Readonly<Partial<Record<CheckName, string>>> = { dropIns: 'DROP-INS' };

function statusTable({ instances: statuses, unlisted }: HostStatus, colors: Colors): string {
  const head = ['INSTANCE', ...CHECKS.map((name) => HEADS[name] ?? name.toUpperCase())];
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
  const others = unlisted.map(({ service, user, file, port }) => {
    const where = port === undefined ? '' : `, port ${port}`;
    return colors.red(visible(`${service} of ${user}${where}: a gateway that is not in the output folder (${file})`));
  });
  return [...lines, ...others].map((text) => `${text}\n`).join('');
}

/** Stable for scripts. */
function statusJson(host: string, { instances: statuses, unlisted }: HostStatus) {
  const instances = statuses.map((status) => ({
    instance: status.deployment.instance,
    service: status.deployment.service,
    port: status.deployment.port,
    ok: !isOff(status),
    checks: status.checks,
  }));
  return { host, ok: instances.every(({ ok }) => ok) && unlisted.length === 0, instances, unlisted };
}
