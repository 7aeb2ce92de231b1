// The names that OpenClaw gives to its services. Source: src/daemon/constants of the release packages.

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

/** The systemd unit that OpenClaw itself would use. */
export function unitName(profile: string): string {
  return isDefaultProfile(profile) ? 'openclaw-gateway.service' : `openclaw-gateway-${profile}.service`;
}

/** The launchd label that OpenClaw itself would use. */
export function launchdLabel(profile: string): string {
  return isDefaultProfile(profile) ? 'ai.openclaw.gateway' : `ai.openclaw.${profile}`;
}

/** The unit's Description and the plist's Comment; OpenClaw takes another text for an edit of its own service. */
export function serviceDescription(profile: string): string {
  return isDefaultProfile(profile) ? 'OpenClaw Gateway' : `OpenClaw Gateway (profile: ${profile})`;
}
