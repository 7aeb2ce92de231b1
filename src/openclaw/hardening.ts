// The sandbox that a gateway lives in, as systemd directives. Source: runs of the gateway of openclaw@2026.9.6 under systemd 252.

interface HardeningDirective {
  readonly key: string;
  readonly value: string;
  /** `standard` breaks nothing that an agent's tools do, but for `sudo`; `strict` adds the rest. */
  readonly level: 'standard' | 'strict';
  /** Whether a user's own manager can do it: it can't mount or drop capabilities without PrivateUsers. */
  readonly isUnprivileged: boolean;
}

const unprivileged = (level: HardeningDirective['level'], key: string, value: string): HardeningDirective => ({
  key,
  value,
  level,
  isUnprivileged: true,
});
const privileged = (level: HardeningDirective['level'], key: string, value: string): HardeningDirective => ({
  key,
  value,
  level,
  isUnprivileged: false,
});

/** In the order they are written. A key that stands twice adds to its first value. */
export const HARDENING: readonly HardeningDirective[] = [
  unprivileged('standard', 'NoNewPrivileges', 'yes'),
  unprivileged('standard', 'UMask', '0077'),
  unprivileged('standard', 'RestrictSUIDSGID', 'yes'),
  unprivileged('standard', 'RestrictRealtime', 'yes'),
  unprivileged('standard', 'LockPersonality', 'yes'),
  unprivileged('standard', 'SystemCallArchitectures', 'native'),
  unprivileged('standard', 'KeyringMode', 'private'),
  privileged('standard', 'ProtectKernelTunables', 'yes'),
  privileged('standard', 'ProtectKernelModules', 'yes'),
  privileged('standard', 'ProtectKernelLogs', 'yes'),
  privileged('standard', 'ProtectControlGroups', 'yes'),
  privileged('standard', 'ProtectHostname', 'yes'),
  privileged('strict', 'ProtectSystem', 'strict'),
  privileged('strict', 'ProtectHome', 'read-only'),
  privileged('strict', 'ProtectClock', 'yes'),
  privileged('strict', 'ProtectProc', 'invisible'),
  privileged('strict', 'PrivateTmp', 'yes'),
  privileged('strict', 'PrivateDevices', 'yes'),
  privileged('strict', 'CapabilityBoundingSet', ''),
  privileged('strict', 'AmbientCapabilities', ''),
  unprivileged('strict', 'RestrictNamespaces', 'yes'),
  unprivileged('strict', 'RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'),
  unprivileged('strict', 'SystemCallFilter', '@system-service'),
  unprivileged('strict', 'SystemCallFilter', '~@privileged @resources'),
  unprivileged('strict', 'SystemCallErrorNumber', 'EPERM'),
  unprivileged('strict', 'RemoveIPC', 'yes'),
  unprivileged('strict', 'TasksMax', '4096'),
];
