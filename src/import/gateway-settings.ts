// What an openclaw.json and the release decide of a gateway: its port, workspace and log where nothing else names them.
// Source: src/config/paths, src/agents/workspace-default of openclaw@2026.9.6; the same of openclaw@2026.3.13.

import { posix } from 'node:path';
import { at, type Json, type JsonMap, parseJson } from '../document/json.ts';
import { resolvePath } from '../model/paths.ts';
import { isPort } from '../openclaw/listener.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import { NEWEST_RELEASE, type ReleaseFacts, releaseOf as targetRelease } from '../openclaw/release.ts';
import type { Disk } from './disk.ts';
import type { FoundService } from './found-service.ts';
import { type Identity, LEGACY_BRANDS } from './identity.ts';
import { mayBeSecret } from './secret-values.ts';

export function releaseOf(service: FoundService, meta: JsonMap, disk: Disk): FoundRelease | undefined {
  const packaged = packageRelease(service.command.program, disk);
  const noted = releaseIn(service.environment.get('OPENCLAW_SERVICE_VERSION'));
  const written = releaseIn(at(meta, 'lastTouchedVersion'));
  if (packaged) return packaged;
  if (noted !== undefined) return { version: noted, place: `OPENCLAW_SERVICE_VERSION in ${service.files[0]}` };
  return written === undefined ? undefined : { version: written, place: 'meta.lastTouchedVersion in openclaw.json' };
}

export function configPort(config: JsonMap): number | undefined {
  const port = at(config, 'gateway', 'port');
  return isPort(port) ? port : undefined;
}

const DEFAULT_PORT = 18789;

/** Newer releases make a profile's port of its name (FNV-1a). Source: src/config/paths of openclaw@2026.9.6. */
export function defaultPort(profile: string | undefined, release: FoundRelease | undefined): number {
  if (profile === undefined || isDefaultProfile(profile) || !factsFor(release).hasHashedPort) return DEFAULT_PORT;
  const hash = [...Buffer.from(profile)].reduce((sum, byte) => Math.imul(sum ^ byte, 16_777_619) >>> 0, 2_166_136_261);
  return 20_000 + (hash % 40_000);
}

/** Of one that isn't known, the newest. */
function factsFor(release: FoundRelease | undefined): ReleaseFacts {
  return targetRelease(release?.version ?? NEWEST_RELEASE).facts;
}

/** Of a profile, as a release has it that puts the workspace into the state folder. */
const IN_STATE = '{profileSuffix}/workspace';

export function workspaceOf(config: JsonMap, identity: Identity, release: FoundRelease | undefined): string {
  const { tilde, stateDir, profile, brand, isStateNamed } = identity;
  const written = at(config, 'agents', 'defaults', 'workspace');
  if (typeof written === 'string' && written.trim() !== '') return resolvePath(filled(written.trim(), identity), tilde);
  if (identity.workspace !== undefined) return identity.workspace;
  const isNamed = profile !== undefined && !isDefaultProfile(profile);
  // Source: clawdbot@2026.1.24, src/agents/workspace.
  if (LEGACY_BRANDS.includes(brand)) return `${tilde}/clawd${isNamed ? `-${profile}` : ''}`;
  if (brand !== 'openclaw') return `${stateDir}/workspace`;
  const usual = factsFor(release).workspace;
  if (isStateNamed && usual.endsWith(IN_STATE)) return `${stateDir}/workspace`;
  return usual.replace('{home}', tilde).replace('{profileSuffix}', isNamed ? `-${profile}` : '');
}

export function logFileOf(config: JsonMap, identity: Identity): { readonly logFile?: string } {
  const written = at(config, 'logging', 'file');
  return typeof written === 'string' && written.trim() !== ''
    ? { logFile: resolvePath(filled(written.trim(), identity), identity.tilde) }
    : {};
}

/** A path with OpenClaw's own variables put in, as far as they are known. */
function filled(text: string, { variables }: Identity): string {
  return text.replace(/(?<!\$)\$\{([A-Z_][A-Z0-9_]*)\}/g, (reference, name: string) => {
    const value = variables.get(name);
    return value === undefined || mayBeSecret(name, value) ? reference : value;
  });
}

export interface FoundRelease {
  readonly version: string;
  /** The file, or where in it, that says so. */
  readonly place: string;
}

/** That of the package which a command's program lies in. */
export function packageRelease(command: readonly string[], disk: Disk): FoundRelease | undefined {
  for (const word of command.filter((candidate) => candidate.startsWith('/'))) {
    const real = disk.realPath(word);
    for (let folder = real === undefined ? '/' : posix.dirname(real); folder !== '/'; folder = posix.dirname(folder)) {
      const place = `${folder}/package.json`;
      const text = disk.kind(place) === 'file' ? disk.text(place) : undefined;
      if (text === undefined) continue;
      const manifest = parseJson(text);
      const version = at(manifest, 'name') === 'openclaw' ? releaseIn(at(manifest, 'version')) : undefined;
      if (version !== undefined) return { version, place };
    }
  }
  return undefined;
}

/** The text where it has the form of a release. */
function releaseIn(value: Json | undefined): string | undefined {
  const text = typeof value === 'string' ? value.replace(/^v/, '') : '';
  return /^\d{4}\.\d{1,2}\.\d{1,3}(-[0-9A-Za-z.-]+)?$/.test(text) ? text : undefined;
}
