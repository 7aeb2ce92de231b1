// gwc ports: the port map of what hosts.yaml settles, findings or not.

import picocolors from 'picocolors';
import { type Compiled, check, compile } from '../../compile.ts';
import { formatJson } from '../../diagnostics/json.ts';
import { portMap } from '../../model/port-map.ts';
import { hasColor } from '../color.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, checkOptions } from '../flags.ts';
import { type FleetReport, reportPage } from '../fleet-report.ts';
import type { Io } from '../io.ts';
import { portTable } from '../port-table.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource, type Source } from '../source.ts';

export interface PortsFlags extends Omit<CheckFlags, 'format'> {
  readonly format: PortsFormat;
}

type PortsFormat = 'table' | 'json' | 'svg' | 'html';

interface Mapped extends Pick<Compiled, 'diagnostics' | 'artifacts'> {
  readonly fleet: Compiled['fleet'] | undefined;
}

export async function runPorts(flags: PortsFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const mapped = mapSource(source, flags, io);
  const report = reportOf(source, mapped);
  io.stdout.write(await PRINTERS[flags.format]({ ...mapped, file: source.file, report }, flags, io));
  const failed = fails(report, flags.strict);
  if (failed) await tell(report, { ...flags, format: 'pretty' }, io);
  return failed ? EXIT.findings : EXIT.clean;
}

/** Only the page shows files. */
function mapSource(source: Source, flags: PortsFlags, io: Io): Mapped {
  if (!source.document) return { diagnostics: source.problems, fleet: undefined, artifacts: [] };
  const options = checkOptions(source, flags, io);
  if (flags.format === 'html') return compile(source.document, options);
  return { ...check(source.document, options), artifacts: [] };
}

type Print = (input: FleetReport, flags: PortsFlags, io: Io) => string | Promise<string>;

const PRINTERS: Readonly<Record<PortsFormat, Print>> = {
  table: ({ fleet = NO_FLEET }, { color }, { stdout, env }) => {
    const colors = picocolors.createColors(hasColor(color, env, stdout));
    return portTable(portMap(fleet), { colors, width: stdout.isTTY ? stdout.columns : undefined });
  },
  json: ({ fleet = NO_FLEET }) => formatJson(portMap(fleet)),
  svg: async ({ fleet = NO_FLEET }) => (await import('../../report/fleet-svg.ts')).fleetSvg(fleet),
  html: reportPage,
};

const NO_FLEET = { hosts: [] };
