// Gateways → the same with the sandbox, the environment and the raw settings that make their built files what the found ones
// are. What gwc writes by itself is left out of them: the compiler is asked for it.

import { isMap, type Json, type JsonMap, mapOf } from '../document/json.ts';
import { HARDENING } from '../openclaw/hardening.ts';
import { type BuiltFiles, buildFiles } from './built-files.ts';
import { compareJobs, compareSections, type Difference, SECRET_IN } from './compare-services.ts';
import type { Variables } from './env-file.ts';
import type { NamedGateway } from './found-gateway.ts';
import type { Sections } from './systemd/unit-files.ts';
import { type Description, writeHosts } from './write-hosts.ts';

export function withRawSettings(description: Description): Description {
  const hardened = changeAll(description, withHardening);
  const bare = built(changeAll(hardened, (gateway) => ({ ...gateway, env: new Map() })));
  const equipped = changeAll(hardened, (gateway) => ({
    ...gateway,
    env: furtherVariables(gateway, bare.get(gateway.name)),
  }));
  const plain = built(equipped);
  return changeAll(equipped, (gateway) => withRaw(gateway, plain.get(gateway.name)));
}

function changeAll(description: Description, change: (gateway: NamedGateway) => NamedGateway): Description {
  return { ...description, gateways: description.gateways.map(change) };
}

function built(description: Description): ReadonlyMap<string, BuiltFiles> {
  return buildFiles(writeHosts(description));
}

/** The tightest sandbox that the unit has all of; where gwc wrote it, most of: raw settings changed the rest. */
function withHardening(gateway: NamedGateway): NamedGateway {
  const sections = gateway.evidence.service?.sections;
  const needed = gateway.mark ? 0.5 : 1;
  const hardening = sections && (['strict', 'standard'] as const).find((level) => shareOf(level, sections) >= needed);
  return { ...gateway, hardening: hardening ?? 'off' };
}

/** How much of what a level adds to the one below it is there. */
function shareOf(level: 'strict' | 'standard', sections: Sections): number {
  const directives = HARDENING.filter((directive) => directive.level === level);
  const present = directives.filter(({ key, value }) => sections.get('Service')?.get(key)?.includes(value));
  const share = present.length / directives.length;
  return level === 'strict' ? Math.min(share, shareOf('standard', sections)) : share;
}

/** Those that gwc would not set, or to another value. */
function furtherVariables(gateway: NamedGateway, bare: BuiltFiles | undefined): Variables {
  if (!bare) return gateway.env;
  const usual = bare.environment;
  return new Map(
    [...gateway.env].filter(([name, value]) => {
      if (name === 'PATH' && !gateway.mark) return hasFurtherFolder(value, usual.get(name) ?? '');
      return usual.get(name) !== value;
    }),
  );
}

function hasFurtherFolder(path: string, usual: string): boolean {
  const folders = new Set(usual.split(':'));
  return path.split(':').some((folder) => folder !== '' && !folders.has(folder));
}

function withRaw(gateway: NamedGateway, plain: BuiltFiles | undefined): NamedGateway {
  const { service } = gateway.evidence;
  if (!service || !plain) return gateway;
  const differences = compareSections(service.sections, plain.sections, gateway);
  const directives = differences.reduce<JsonMap>((sections, { section, key, verdict }) => {
    if (!('keep' in verdict)) return sections;
    const inner = sections[section];
    return mapOf([
      ...Object.entries(sections),
      [section, mapOf([...Object.entries(isMap(inner) ? inner : {}), [key, verdict.keep]])],
    ]);
  }, mapOf([]));
  const jobDifferences = compareJobs(service.job, plain.job, gateway);
  const keys = jobDifferences.flatMap(({ key, verdict }): readonly (readonly [string, Json])[] =>
    'keep' in verdict ? [[key, verdict.keep]] : [],
  );
  const left = [...differences, ...jobDifferences]
    .filter(isSecret)
    .map(
      ({ what }) =>
        `${what} may hold a secret, which every user of the host can read there; it is left out: have its program take the secret from ${gateway.secretsFile}, and set it under \`service\``,
    );
  return { ...gateway, comments: [...gateway.comments, ...left], raw: { systemd: directives, launchd: mapOf(keys) } };
}

function isSecret({ verdict }: Difference): boolean {
  return 'reason' in verdict && (verdict.reason === SECRET_IN.unit || verdict.reason === SECRET_IN.job);
}
