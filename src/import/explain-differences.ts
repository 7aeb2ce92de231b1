// The found files beside those that a build of the imported hosts.yaml writes → every difference, with its reason.

import { isOwnedVariable } from '../openclaw/environment.ts';
import { type BuiltFiles, buildFiles } from './built-files.ts';
import { compareJobs } from './compare-jobs.ts';
import { compareSections } from './compare-sections.ts';
import { COVERED } from './covered-values.ts';
import type { Difference, Explained, ExplainedDifference } from './difference.ts';
import { currentName, isRecord, isSessionVariable } from './environment.ts';
import { configDifferences } from './explain-config.ts';
import type { NamedGateway } from './found-gateway.ts';
import { mayBeSecret } from './secret-values.ts';
import type { Description } from './write-hosts.ts';

/** `text`: what writeHosts made of the description. */
export function explainDifferences(description: Description, text: string): readonly ExplainedDifference[] {
  const built = buildFiles(text);
  return description.gateways.flatMap((gateway) => {
    const files = built.get(gateway.name);
    return files ? ofGateway(gateway, files) : [];
  });
}

function ofGateway(gateway: NamedGateway, built: BuiltFiles): readonly ExplainedDifference[] {
  const { name: instance, evidence, configPath } = gateway;
  const { service } = evidence;
  if (!service) return [];
  const file = service.files[0]!;
  const directives =
    service.os === 'linux'
      ? compareSections(service.sections, built.sections, gateway)
      : compareJobs(service.job, built.job, gateway);
  return [
    ...placeDifferences(gateway, built),
    ...directives.map((difference) => ({ instance, file, ...explained(difference) })),
    ...environmentDifferences(gateway, built).map((difference) => ({ instance, file, ...difference })),
    ...configDifferences(gateway.evidence, built.config).map((difference) => ({
      instance,
      file: configPath,
      ...difference,
    })),
  ];
}

function explained({ what, found, built, verdict }: Difference): Explained {
  return { what, found, built, reason: 'reason' in verdict ? verdict.reason : undefined };
}

/** Files that the service is made of and a build does not write. */
function placeDifferences(
  { name: instance, evidence }: NamedGateway,
  { servicePath }: BuiltFiles,
): readonly ExplainedDifference[] {
  return evidence
    .service!.files.filter((file) => file !== servicePath)
    .map((file) => ({
      instance,
      file,
      what: 'the file itself',
      found: undefined,
      built: undefined,
      reason: placeReason(file, servicePath),
    }));
}

function placeReason(file: string, servicePath: string): string {
  if (file.endsWith('.conf'))
    return 'its directives stand in the unit itself; remove the drop-in, or it still adds to it';
  if (file.endsWith('.service') && file.includes('@.')) return `each instance has a unit of its own, ${servicePath}`;
  if (/\.(service|plist)$/.test(file)) return `the build writes ${servicePath}; remove this one`;
  return 'the unit starts OpenClaw itself, with what this script sets';
}

function environmentDifferences(
  { evidence, secrets }: NamedGateway,
  { environment }: BuiltFiles,
): readonly Explained[] {
  const { variables, service } = evidence;
  const own = service!.environment;
  const names = [...new Set([...variables.keys(), ...environment.keys()])].sort();
  return names.flatMap((name) => {
    const [found, built] = [variables.get(name), environment.get(name)];
    // A file that the build has the service read as well.
    if (found === built || (built === undefined && !own.has(name))) return [];
    const show = (value: string | undefined) => (value !== undefined && mayBeSecret(name, value) ? COVERED : value);
    return [
      {
        what: `variable ${name}`,
        found: show(found),
        built: show(built),
        reason: variableReason(name, built, secrets),
      },
    ];
  });
}

const VARIABLE_REASONS: ReadonlyMap<string, string> = new Map([
  ['HOME', '`home` says it'],
  ['NODE_OPTIONS', 'an inherited debugger would have two gateways fight for one port'],
  ['OPENCLAW_CONFIG_READONLY', 'openclaw.json comes from hosts.yaml, so the gateway does not rewrite it'],
  ['PATH', 'the same folders and those of the OpenClaw installer, each once'],
  ['TMPDIR', 'every gateway knows its folder for temporary files'],
  ['NODE_EXTRA_CA_CERTS', 'Node.js has no access to the certificates of macOS by itself'],
  ['NODE_USE_SYSTEM_CA', 'Node.js has no access to the certificates of macOS by itself'],
  ['XDG_CACHE_HOME', 'the home is read-only in the sandbox'],
]);

function variableReason(name: string, built: string | undefined, secrets: readonly string[]): string | undefined {
  if (secrets.includes(currentName(name))) return 'it is secret: `secretsFile` has its value';
  if (isOwnedVariable(name)) {
    return built === undefined
      ? 'other keys of hosts.yaml say it'
      : 'it is named outright, so that nothing else decides which gateway this is';
  }
  if (isRecord(name)) return "a record of OpenClaw's installer, without effect here";
  if (isSessionVariable(name)) return 'the service manager sets it';
  return VARIABLE_REASONS.get(name) ?? (built === undefined ? 'it holds what no environment file can' : undefined);
}
