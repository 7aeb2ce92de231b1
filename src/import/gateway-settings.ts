// What an openclaw.json and the release decide of a gateway: its port, workspace and log where nothing else names them.
// Source: src/config/paths, src/agents/workspace-default of openclaw@2026.9.6; the same of openclaw@2026.3.13.

import { at, type JsonMap } from '../document/json.ts';
import { resolvePath } from '../model/paths.ts';
import { compareReleases } from '../openclaw/index.ts';
import { isPort } from '../openclaw/listener.ts';
import { isDefaultProfile, stateFolderName } from '../openclaw/names.ts';
import type { Disk } from './disk.ts';
import type { FoundService } from './found-service.ts';
import type { Identity } from './identity.ts';
import { type FoundRelease, packageRelease, releaseIn } from './release.ts';
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

/** From 2026.9 on a profile's port follows from its name (FNV-1a). Source: src/config/paths of openclaw@2026.9.6. */
export function defaultPort(profile: string | undefined, release: FoundRelease | undefined): number {
  if (profile === undefined || isDefaultProfile(profile) || isBefore(release, '2026.9.0')) return DEFAULT_PORT;
  const hash = [...Buffer.from(profile)].reduce((sum, byte) => Math.imul(sum ^ byte, 16_777_619) >>> 0, 2_166_136_261);
  return 20_000 + (hash % 40_000);
}

function isBefore(release: FoundRelease | undefined, version: string): boolean {
  return release !== undefined && compareReleases(release.version, version) < 0;
}

export function workspaceOf(config: JsonMap, identity: Identity, release: FoundRelease | undefined): string {
  const { tilde, stateDir, profile, isStateNamed } = identity;
  const written = at(config, 'agents', 'defaults', 'workspace');
  if (typeof written === 'string' && written.trim() !== '') return resolvePath(filled(written.trim(), identity), tilde);
  if (identity.workspace !== undefined) return identity.workspace;
  const isNamed = profile !== undefined && !isDefaultProfile(profile);
  if (isBefore(release, '2026.6.0')) return `${tilde}/.openclaw/workspace${isNamed ? `-${profile}` : ''}`;
  return isStateNamed ? `${stateDir}/workspace` : `${tilde}/${stateFolderName(profile ?? 'default')}/workspace`;
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
