// What the report's page reads: one small text for the whole fleet, and one for each host, which is read once that host is
// opened. Everything in them is text that can be shown as it is.

import { groupBy } from '../diagnostics/group.ts';
import type { Report } from '../diagnostics/report.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { type Artifact, formatMode } from '../targets/artifact.ts';
import { COMPARED } from './compared.ts';
import { type FindingView, findingViews } from './finding-view.ts';
import { hostSvg } from './fleet-svg.ts';
import type { HostChart } from './host-chart.ts';
import { hostFacts, instanceFacts } from './instance-facts.ts';
import { quickChecks } from './quick-checks.ts';

export interface FleetData {
  readonly rules: readonly RuleView[];
  readonly findings: readonly FindingView[];
  readonly hosts: readonly HostView[];
}

interface RuleView {
  readonly id: string;
  readonly severity: string;
  readonly compared: string;
}

interface HostView {
  readonly name: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly instances: readonly InstanceView[];
}

interface InstanceView {
  readonly name: string;
  readonly managed: boolean;
  readonly enabled: boolean;
  readonly facts: Readonly<Record<string, string>>;
  readonly checks: readonly string[];
}

interface FileView {
  readonly name: string;
  readonly kind: string;
  readonly mode: string;
  readonly owner: string;
  readonly installPath: string;
  readonly content: string;
}

/** Without a fleet, as hosts.yaml is no YAML, there are findings alone. */
export function fleetData(fleet: Fleet | undefined, report: Report): FleetData {
  return {
    rules: report.tool.rules.map(({ id, severity, summary }) => ({ id, severity, compared: COMPARED[id] ?? summary })),
    findings: findingViews(report),
    hosts: fleet?.hosts.map((host) => hostView(host, fleet)) ?? [],
  };
}

function hostView(host: Host, fleet: Fleet): HostView {
  const instances = host.instances.map((instance) => instanceView(instance, fleet));
  return { name: host.name, facts: shown(hostFacts(host, fleet)), instances };
}

function instanceView(instance: Instance, fleet: Fleet): InstanceView {
  const { name, managed, enabled } = instance;
  const checks = quickChecks(instance).map(visible);
  return { name, managed, enabled, facts: shown(instanceFacts(instance, fleet)), checks };
}

function shown(facts: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, visible(String(value))]));
}

interface HostData {
  /** SVG. */
  readonly map: string;
  /** By instance name. */
  readonly files: Readonly<Record<string, readonly FileView[]>>;
}

/** `artifacts` are those of the host. */
export function hostData(chart: HostChart, artifacts: readonly Artifact[]): HostData {
  const ofInstances = groupBy(artifacts, ({ instance }) => instance);
  const files = [...ofInstances].map(([name, ofInstance]) => [name, ofInstance.map(fileView)] as const);
  return { map: hostSvg(chart), files: Object.fromEntries(files) };
}

function fileView({ path, kind, mode, owner, installPath, content }: Artifact): FileView {
  return {
    name: visible(path.slice(path.lastIndexOf('/') + 1)),
    kind,
    mode: formatMode(mode),
    owner: visible(owner),
    installPath: visible(installPath),
    content,
  };
}

/** JSON that ends no script element and no line of one. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
