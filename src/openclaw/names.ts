// The names that OpenClaw gives to its services. Source: src/daemon/constants of the release packages.

import type { Os } from './release.ts';

export type Scope = 'user' | 'system';

/** Profiles whose launchd label is one of OpenClaw's own. */
export const RESERVED_MACOS_PROFILES: readonly string[] = ['gateway', 'node'];

/** The profile `default`, in any case, is the unprofiled install. */
export function isDefaultProfile(profile: string): boolean {
  return profile.toLowerCase() === 'default';
}

/** The state folder of a profile, below the home. */
export function stateFolderName(profile: string): string {
  return isDefaultProfile(profile) ? '.openclaw' : `.openclaw-${profile}`;
}

/** The systemd unit (with `.service`) or launchd label that OpenClaw itself would use. */
export function serviceName(profile: string, os: Os): string {
  if (os === 'macos') return isDefaultProfile(profile) ? 'ai.openclaw.gateway' : `ai.openclaw.${profile}`;
  return isDefaultProfile(profile) ? 'openclaw-gateway.service' : `openclaw-gateway-${profile}.service`;
}

/** The unit's Description and the plist's Comment; OpenClaw takes another text for an edit of its own service. */
export function serviceDescription(profile: string): string {
  return isDefaultProfile(profile) ? 'OpenClaw Gateway' : `OpenClaw Gateway (profile: ${profile})`;
}

/** The folder that the service manager reads. */
export function serviceFolder(os: Os, scope: Scope, home: string): string {
  if (os === 'macos') return scope === 'system' ? '/Library/LaunchDaemons' : `${home}/Library/LaunchAgents`;
  return scope === 'system' ? '/etc/systemd/system' : `${home}/.config/systemd/user`;
}

const UNIT_NAME = /^[A-Za-z0-9_:\\][A-Za-z0-9_:.\\@-]*(?<!@)\.service$/;
const LABEL = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** Of a file's name on every file system. */
const LONGEST_NAME = 255;

/** Whether a unit (with `.service`, and no template) or a launchd label can have that name. */
export function isServiceName(name: string, os: Os): boolean {
  if (os === 'macos') return LABEL.test(name) && name.length <= LONGEST_NAME - '.plist'.length;
  return UNIT_NAME.test(name) && name.length <= LONGEST_NAME;
}
