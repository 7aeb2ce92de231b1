// gwc upgrade: hosts.yaml for another OpenClaw release. Standard output has what was changed, what was not, and what becomes of the
// instances; standard error the findings on the new text.

import { resolve } from 'node:path';
import { Command } from 'commander';
import { type Checked, check } from '../../compile.ts';
import { compareText, groupBy } from '../../diagnostics/collections.ts';
import { type Diagnostic, instanceKey, UsageError } from '../../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../../diagnostics/finding-text.ts';
import { redact } from '../../diagnostics/redact.ts';
import { REPORTERS } from '../../diagnostics/reporters.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import type { SourceDocument } from '../../document/document.ts';
import { documentsOf } from '../../document/fleet-source.ts';
import { asMap, at, formatPath, type Path } from '../../document/json.ts';
import { parseSource } from '../../document/yaml.ts';
import { withFile } from '../../files/file-error.ts';
import { isStream } from '../../files/read-input.ts';
import { replaceText } from '../../files/write-atomic.ts';
import type { Fleet, Instance } from '../../model/fleet.ts';
import { type Change, type Upgraded, type UpgradeScope, upgrade } from '../../model/upgrade.ts';
import type { Artifact } from '../../outputs/artifact.ts';
import { emitFiles } from '../../outputs/index.ts';
import type { CommandEntry } from '../command.ts';
import {
  checkOptions,
  nonEmpty,
  release as releaseArgument,
  withCommonOptions,
  withFileArgument,
  withReportOptions,
} from '../flags.ts';
import { hostsFile } from '../hosts-file.ts';
import { EXIT, type ExitCode, hasColor, type Io } from '../io.ts';
import { fails, printReport, type ReportFlags, reportOf } from '../print-report.ts';
import { readSource, type Source, STANDARD_STREAM } from '../source.ts';

export function upgradeEntry(env: Io['env']): CommandEntry {
  const command = withFileArgument(new Command('upgrade').argument('<release>', 'such as 2026.9.6', releaseArgument))
    .description(
      'Moves hosts.yaml to another OpenClaw release: sets `openclaw`, and in each `config` renames what the release renamed and\n' +
        'removes what it no longer has. Comments, order and layout stay. It says what is left to do, and what changes in ports,\n' +
        'units and environments. Instances with a release of their own stay as they are.',
    )
    .option('--host <host>', 'only the instances of this host', nonEmpty)
    .option('--instance <host/instance>', 'only this instance', nonEmpty)
    .option('--dry-run', 'print what would be done, and change nothing')
    .option('--diff', 'show what would change in hosts.yaml as a unified diff, and change nothing')
    .option('--strict', 'fail on warnings too');
  return {
    command: withCommonOptions(withReportOptions(command, env)),
    examples: [
      ['gwc upgrade 2026.9.6 --diff', 'what would change in hosts.yaml?'],
      ['gwc upgrade 2026.9.6', 'change it; then gwc build --diff'],
      ['gwc upgrade 2026.9.6 --instance box-1/canary', 'one instance first'],
    ],
    run: (flags: UpgradeFlags, io: Io, release: string) =>
      runUpgrade(flags, io, release, command.processedArgs[1] as string | undefined),
  };
}

interface UpgradeFlags extends ReportFlags {
  readonly host?: string;
  readonly instance?: string;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
}

async function runUpgrade(flags: UpgradeFlags, io: Io, release: string, file: string | undefined): Promise<ExitCode> {
  const { name } = hostsFile(file, io);
  const path = resolve(io.cwd, name);
  if (name === STANDARD_STREAM || isStream(path)) throw new UsageError('upgrade changes a file: name one');
  const source = await readSource(file, io);
  const { fleet } = source;
  const checked = fleet && check(fleet, checkOptions(source, {}, io));
  const unreadable = (checked?.diagnostics ?? source.problems).filter(({ code }) => UNREADABLE.has(code));
  if (!fleet || !checked || unreadable.length > 0) {
    await printReport(reportOf(source, { diagnostics: unreadable }), flags, io);
    return EXIT.findings;
  }
  const documents = documentsOf(fleet);
  const upgraded = upgrade(documents, release, scopeOf(flags, documents));
  const rewritten = documents.map(({ file: shown, text }, index) => {
    return { file: shown, text, fresh: upgraded.texts[index]! };
  });
  const [root, ...parts] = rewritten.map(({ file: shown, fresh: text }) => parseSource(text, shown));
  const retargeted = {
    ...fleet,
    root: root!,
    parts: fleet.parts.map((part, index) => ({ ...part, document: parts[index]! })),
  };
  const after: Source = { ...source, text: root!.text, fleet: retargeted };
  const fresh = check(retargeted, checkOptions(after, {}, io));
  const report = reportOf(after, fresh);
  // Beside findings that a program reads, and not among them.
  const output = REPORTERS[flags.format].stream === 'stderr' ? io.stdout : io.stderr;
  const both = [...documents, ...documentsOf(retargeted)];
  if (flags.diff) {
    const { rewritesText } = await import('../diff-text.ts');
    output.write(rewritesText(rewritten, both, hasColor(flags.color, io.env, output)));
  } else output.write(summaryText(upgraded, documents, checked, fresh));
  await printReport(report, flags, io);
  for (const { file: shown, text, fresh: changed } of flags.diff || flags.dryRun ? [] : rewritten) {
    if (changed !== text) withFile('write', shown, () => replaceText(resolve(io.cwd, shown), changed));
  }
  return fails(report, flags.strict) || upgraded.left.length > 0 ? EXIT.findings : EXIT.clean;
}

/** A file with these has no fleet that could be compared. */
const UNREADABLE: ReadonlySet<string> = new Set(['syntax', 'schema']);

function scopeOf({ host, instance }: UpgradeFlags, documents: readonly SourceDocument[]): UpgradeScope {
  const hosts = documents.flatMap(({ value }) => Object.entries(asMap(asMap(value)['hosts'])));
  if (instance === undefined)
    return host === undefined ? {} : { host: known(host, [...new Set(hosts.map(([name]) => name))], 'host') };
  if (host !== undefined) throw new UsageError('--host and --instance name different things: take one of them');
  const all = hosts.flatMap(([name, keys]) =>
    Object.keys(asMap(at(keys, 'instances'))).map((own) => instanceKey(name, own)),
  );
  const [name, own] = known(instance, all, 'instance').split('/');
  return { host: name!, instance: own! };
}

function known(name: string, names: readonly string[], what: string): string {
  if (names.includes(name)) return name;
  const hint = didYouMean(suggest(name, names)) || `; there are ${names.join(', ') || 'none'}`;
  throw new UsageError(`there is no ${what} \`${name}\`${hint}`);
}

function summaryText(
  { instances, done, left }: Upgraded,
  documents: readonly SourceDocument[],
  before: Checked,
  after: Checked,
): string {
  // What can't be built has no unit to compare; any config can be written.
  const isFault = ({ severity, code }: Diagnostic) => severity === 'error' && code !== 'openclaw-schema';
  const faulty = new Set(
    [before, after].flatMap(({ diagnostics }) => diagnostics.filter(isFault).flatMap((found) => found.instances)),
  );
  const built = new Set([...instances].filter((name) => !faulty.has(name)));
  const moved = changedInstances(built, before.fleet, after.fleet);
  const lines = [
    ...done.map((change) => doneText(change, documents)),
    ...left.map(({ why, ...change }) => `not done: ${doneText(change, documents)}: ${why}`),
    ...moved.map((line) => redact(line)),
  ];
  if (lines.length === 0) return instances.size === 0 ? 'no instance takes this release\n' : '';
  return lines.map((line) => `${visible(line)}\n`).join('');
}

function doneText({ layer: { file, path }, step }: Change, documents: readonly SourceDocument[]): string {
  const part = file === 0 ? '' : `${documents[file]!.file}: `;
  const place = `${part}${formatPath([...path, 'config'])}`;
  const name = (path: Path) => formatPath(path);
  switch (step.kind) {
    case 'move':
      return `${place}: ${name(step.from)} → ${name(step.to)}`;
    case 'set':
      return `${place}: ${name(step.path)} has another value`;
    case 'remove':
      return `${place}: ${name(step.path)} removed: ${step.why}`;
  }
}

/** What becomes of each, instances that fare alike together. */
function changedInstances(names: ReadonlySet<string>, before: Fleet, after: Fleet): readonly string[] {
  const old = factsOf(before, names);
  const fates = [...factsOf(after, names)].flatMap(([name, lines]) => {
    const was = old.get(name);
    if (!was) return [];
    const gone = was.filter((line) => !lines.includes(line)).map((line) => `  - ${line}`);
    const come = lines.filter((line) => !was.includes(line)).map((line) => `  + ${line}`);
    return gone.length + come.length === 0 ? [] : [{ name, fate: [...gone, ...come] }];
  });
  return [...groupBy(fates, ({ fate }) => fate.join('\n'))].flatMap(([, alike]) => [
    `${alike.map(({ name }) => name).join(', ')}:`,
    ...alike[0]!.fate,
  ]);
}

/** The release, ports, unit and environment of each instance, a line a fact. */
function factsOf(fleet: Fleet, names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const isAsked = (instance: Instance) =>
    instance.ports !== undefined && names.has(instanceKey(instance.host, instance.name));
  const asked = fleet.hosts.map((host) => ({ ...host, instances: host.instances.filter(isAsked) }));
  const artifacts = groupBy(emitFiles({ ...fleet, hosts: asked }), ({ host, instance }) => instanceKey(host, instance));
  const instances = asked.flatMap((host) => host.instances);
  return new Map(
    instances
      .map((instance) => [instanceKey(instance.host, instance.name), instance] as const)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([name, instance]) => [name, [...portFacts(instance), ...(artifacts.get(name) ?? []).flatMap(fileFacts)]]),
  );
}

/** By their distance from the base, so that instances that fare alike read alike. */
function portFacts({ release, ports }: Instance): readonly string[] {
  const { base, sandbox, control, relay, cdp, span } = ports!;
  const fact = (what: string, from: number | undefined, to = from) => {
    if (from === undefined) return [];
    return [`${what}: base+${from - base}${to === from ? '' : ` to base+${to! - base}`}`];
  };
  return [
    `OpenClaw ${release.version}`,
    ...fact('sandbox port', sandbox),
    ...fact('control port', control),
    ...fact('relay port', relay),
    ...fact('cdp ports', cdp?.from, cdp?.to),
    ...fact('all ports', span.from, span.to),
  ];
}

/** Of the environment the names alone; openclaw.json is told apart already. */
function fileFacts({ kind, content }: Artifact): readonly string[] {
  if (kind === 'openclaw-config' || kind === 'secrets-example') return [];
  const lines = content.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => (kind === 'env' ? `environment: ${line.split('=')[0]}` : `${kind}: ${line.trim()}`));
}
