// The found files beside those that a build of the imported hosts.yaml writes → every difference, with its reason.

import { isOpen } from '../diagnostics/secrets.ts';
import { at, formatPath, isList, isMap, type Json, type JsonMap, mapOf, type Path } from '../document/json.ts';
import { isOwnedVariable } from '../openclaw/owned-variables.ts';
import { type BuiltFiles, buildFiles } from './built-files.ts';
import {
  compareJobs,
  compareSections,
  type Difference,
  type Explained,
  type ExplainedDifference,
} from './compare-services.ts';
import { currentName, isRecord, isSessionVariable } from './env-file.ts';
import type { Evidence, NamedGateway } from './found-gateway.ts';
import { COVERED, mayBeSecret } from './secret-values.ts';
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
    ...identityDifferences(gateway, built).map((difference) => ({ instance, file, ...difference })),
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

/** What a gateway must keep. Nothing explains such a difference. */
function identityDifferences(
  { stateDir, configPath, serviceName, port }: NamedGateway,
  { environment, servicePath, config }: BuiltFiles,
): readonly Explained[] {
  const name = servicePath.slice(servicePath.lastIndexOf('/') + 1).replace(/\.plist$/, '');
  const kept: readonly (readonly [what: string, found: string | undefined, built: string | undefined])[] = [
    ['the state folder', stateDir, environment.get('OPENCLAW_STATE_DIR')],
    ['the config file', configPath, environment.get('OPENCLAW_CONFIG_PATH')],
    ['the unit or label', serviceName, name],
    ['the port', String(port), String(at(config, 'gateway', 'port'))],
  ];
  return kept
    .filter(([, found, built]) => found !== built)
    .map(([what, found, built]) => ({ what, found, built, reason: undefined }));
}

function placeReason(file: string, servicePath: string): string {
  if (file.endsWith('.conf'))
    return 'its directives are in the unit itself; remove the drop-in, or it still adds to it';
  if (file.endsWith('.service') && file.includes('@.')) return `each instance has a unit of its own, ${servicePath}`;
  if (/\.(service|plist)$/.test(file)) return `the build writes ${servicePath}; remove this one`;
  if (/\/service-env\/[^/]+\.env$/.test(file))
    return 'the variables stand in the job itself, those that are secret in `secretsFile`';
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
    const isSecret = (value: string) => secrets.includes(currentName(name)) || mayBeSecret(name, value);
    const show = (value: string | undefined) => (value !== undefined && isSecret(value) ? COVERED : value);
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

/** Secrets aside, which are references in the built one. */
function configDifferences({ config: found, hidden }: Evidence, built: JsonMap): readonly Explained[] {
  const differing = [...leaves(found, built, [])];
  return [
    ...differing.map(({ path, found, built }) => ({
      what: formatPath(path),
      found: shown(path, found),
      built: shown(path, built),
      reason: configReason(path, found, built),
    })),
    ...hidden.map((place) => ({
      what: place,
      found: COVERED,
      built: 'a reference',
      reason: 'it is secret: `secretsFile` has its value',
    })),
  ];
}

interface Leaf {
  readonly path: Path;
  readonly found: Json | undefined;
  readonly built: Json | undefined;
}

export function* leaves(found: Json | undefined, built: Json | undefined, path: Path): Generator<Leaf> {
  if (isMap(found) && isMap(built)) {
    for (const key of new Set([...Object.keys(found), ...Object.keys(built)])) {
      yield* leaves(own(found, key), own(built, key), [...path, key]);
    }
  } else if (isMap(found) && built === undefined && Object.keys(found).length > 0) {
    for (const key of Object.keys(found)) yield* leaves(found[key], undefined, [...path, key]);
  } else if (isMap(built) && found === undefined && Object.keys(built).length > 0) {
    for (const key of Object.keys(built)) yield* leaves(undefined, built[key], [...path, key]);
  } else if (inOneOrder(found) !== inOneOrder(built)) yield { path, found, built };
}

/** Equal for values that differ in the order of their keys alone. */
function inOneOrder(value: Json | undefined): string {
  return (
    JSON.stringify(value, (_, inner: Json) =>
      isMap(inner)
        ? mapOf(
            Object.keys(inner)
              .sort()
              .map((key) => [key, inner[key]!]),
          )
        : inner,
    ) ?? ''
  );
}

function own(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

const OWNED: ReadonlyMap<string, string> = new Map([
  ['gateway.port', '`port` says it'],
  ['agents.defaults.workspace', '`workspace` says it: without it, releases differ'],
  ['logging.file', '`logFile` says it: each gateway has a log of its own'],
  ['gateway.mode', 'a gateway starts with `local` alone'],
]);

function configReason(path: Path, found: Json | undefined, built: Json | undefined): string | undefined {
  const place = formatPath(path);
  if (path[0] === 'meta' || path[0] === 'wizard') return "OpenClaw's own record of who wrote the file";
  if (typeof found === 'string' && found.startsWith('~/') && built !== undefined)
    return 'the same path, whatever the home is';
  if (place === 'gateway.bind' && found === undefined && built === 'loopback')
    return 'what OpenClaw takes on a host where nothing says otherwise; gwc writes it down';
  if (path[0] === 'gateway' && ['bind', 'auth', 'tailscale'].includes(String(path[1])))
    return 'an option of the command said it';
  if (found === null) return 'hosts.yaml has no empty values';
  if (isMap(found) && Object.keys(found).length === 0) return 'it is empty';
  return OWNED.get(place);
}

export function shown(path: Path, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = isList(value) || isMap(value) ? JSON.stringify(value) : String(value);
  return mayBeSecret(String(path.at(-1)), text) && isOpen(text) ? COVERED : text;
}
