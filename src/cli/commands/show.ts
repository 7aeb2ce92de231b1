// gwc show: the resolved fleet, with the place of each value.

import { Command, Option } from 'commander';
import { check } from '../../compile.ts';
import { formatJson, visible, visibleLines } from '../../diagnostics/terminal-text.ts';
import { documentsOf, type FleetSource } from '../../document/fleet-source.ts';
import { type JsonMap, mapOf, toPointer } from '../../document/json.ts';
import { readFleet } from '../../document/united.ts';
import type { Fleet } from '../../model/fleet.ts';
import { type Masking, maskingOf } from '../../openclaw/masking.ts';
import { isRelease, type Origin, originsOf, shownFleet } from '../../report/shown-fleet.ts';
import type { CommandEntry } from '../command.ts';
import { type CheckFlags, checkOptions, withCheckOptions, withCommonOptions, withFileArgument } from '../flags.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { fails, printReport, reportOf } from '../print-report.ts';
import { readSource } from '../source.ts';

export function showEntry(): CommandEntry {
  const command = withFileArgument(new Command('show'))
    .description(
      'Prints the fleet as gwc understands it: every key of every instance after inheritance and variables, with the file,\n' +
        'line and column that it comes from. For policies, scripts and reviews. Secrets are masked. Where hosts.yaml has errors\n' +
        'they are printed too, and the fleet has what could be read.',
    )
    .addOption(
      new Option('--format <format>', 'yaml has the places as comments, json under `origins`')
        .choices(['yaml', 'json'])
        .default('yaml'),
    );
  return {
    command: withCommonOptions(withCheckOptions(command)),
    examples: [
      ['gwc show', 'to read'],
      ["gwc show --format json | jq '.hosts[].instances[].user'", 'for scripts'],
      [
        `gwc show --format json | jq -r '.origins["/hosts/box-1/instances/main/port"]'`,
        'where does that port come from?',
      ],
    ],
    run: runShow,
  };
}

interface ShowFlags extends Omit<CheckFlags, 'format'> {
  readonly format: 'yaml' | 'json';
}

async function runShow(flags: ShowFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const { fleet, problems } = source;
  const checked = fleet ? check(fleet, checkOptions(source, flags, io)) : { diagnostics: problems };
  const report = reportOf(source, checked);
  if (fleet && 'fleet' in checked) io.stdout.write(await PRINTERS[flags.format](shownOf(checked.fleet, fleet, flags)));
  const failed = fails(report, flags.strict);
  if (failed) await printReport(report, { ...flags, format: 'pretty' }, io);
  return failed ? EXIT.findings : EXIT.clean;
}

interface Shown {
  /** Without secrets. */
  readonly fleet: JsonMap;
  readonly origins: readonly Origin[];
  readonly masked: Masking['text'];
}

function shownOf(fleet: Fleet, source: FleetSource, { openclaw }: ShowFlags): Shown {
  const { data, text } = maskingOf(documentsOf(source));
  const shown = shownFleet(fleet);
  const origins = originsOf(shown, readFleet(source));
  // The command line's own release is written in no file.
  const written = openclaw === undefined ? origins : origins.filter(({ path }) => !isRelease(path));
  return { fleet: data(shown), origins: written, masked: text };
}

const PRINTERS: Readonly<Record<ShowFlags['format'], (shown: Shown) => string | Promise<string>>> = {
  json: ({ fleet, origins, masked }) => {
    const places = origins.map(({ path, place }) => [masked(toPointer(path)), masked(place)] as const);
    return formatJson({ ...fleet, origins: mapOf(places) });
  },
  yaml: async ({ fleet, origins, masked }) => {
    const { fleetYaml } = await import('../../report/fleet-yaml.ts');
    const places = origins.map(({ path, place }) => ({ path, place: visible(masked(place)) }));
    return visibleLines(fleetYaml(fleet, places));
  },
};
