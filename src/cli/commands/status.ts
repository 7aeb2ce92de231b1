// gwc status: the quick checks of every instance of this machine.

import picocolors from 'picocolors';
import { serviceManagerOf } from '../../apply/service-of.ts';
import { type InstanceStatus, isOff, leftOverStatus, statusOf } from '../../apply/status.ts';
import { serviceIdentity } from '../../apply/wanted.ts';
import { formatJson } from '../../diagnostics/json.ts';
import { hasColor } from '../color.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type HostFlags, openHost, orUsageError } from '../host-tree.ts';
import type { Io } from '../io.ts';
import { withProgress } from '../progress.ts';
import { statusJson, statusTable } from '../status-table.ts';

export function runStatus(flags: HostFlags, io: Io, folder: string | undefined): Promise<ExitCode> {
  return orUsageError(async () => {
    const { tree, machine, store } = openHost(flags, io, folder);
    const context = { machine, manager: serviceManagerOf(machine), record: store.read() };
    const wanted = new Set(tree.instances.map(({ deployment }) => serviceIdentity(deployment)));
    const left = context.record.instances.filter(({ deployment }) => !wanted.has(serviceIdentity(deployment)));
    const run = async () => {
      const statuses: InstanceStatus[] = [];
      // One after the other: OpenClaw's command line wants a processor for itself.
      for (const one of tree.instances) statuses.push(await statusOf(one, context));
      for (const applied of left) statuses.push(await leftOverStatus(applied, context));
      return statuses;
    };
    const statuses = await withProgress({ text: `asking ${tree.host}`, isLong: true, run }, flags, io);
    const colors = picocolors.createColors(hasColor(flags.color, io.env, io.stdout));
    io.stdout.write(
      flags.format === 'json' ? formatJson(statusJson(tree.host, statuses)) : statusTable(statuses, colors),
    );
    return statuses.some(isOff) ? EXIT.findings : EXIT.clean;
  });
}
