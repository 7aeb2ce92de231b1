// gwc ports: the port map of what hosts.yaml settles, findings or not.

import { validate } from '../../build.ts';
import { formatJson } from '../../diagnostics/json.ts';
import { type PortMap, portMap } from '../../model/port-map.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, compileOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { portTable } from '../port-table.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource } from '../source.ts';

export interface PortsFlags extends Omit<CheckFlags, 'format'> {
  readonly format: 'table' | 'json';
}

const NOTHING: PortMap = { hosts: {} };

export async function runPorts(flags: PortsFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const checked = source.problem
    ? { diagnostics: [source.problem], fleet: undefined }
    : validate(source.text, compileOptions(source, flags, io));
  const map = checked.fleet ? portMap(checked.fleet) : NOTHING;
  io.stdout.write(flags.format === 'json' ? formatJson(map) : portTable(map));
  const report = reportOf(source, checked);
  const failed = fails(report, flags.strict);
  if (failed) await tell(report, { ...flags, format: 'pretty' }, io);
  return failed ? EXIT.findings : EXIT.clean;
}
