// The sandbox that a gateway lives in, as systemd directives. Source: runs of the gateway of openclaw@2026.9.6 under systemd
// 252; docs/hardening.md has what each level costs.

interface HardeningDirective {
  readonly key: string;
  readonly value: string;
  /** `standard` breaks nothing that an agent's tools do, but for `sudo`; `strict` adds the rest. */
  readonly level: 'standard' | 'strict';
}

const directive =
  (level: HardeningDirective['level']) =>
  (key: string, value: string): HardeningDirective => ({ key, value, level });
const standard = directive('standard');
const strict = directive('strict');

/** In the order they are written. A key that occurs twice adds to its first value. */
export const HARDENING: readonly HardeningDirective[] = [
  // Without a user namespace of the unit's own, a user's manager leaves out every mount below and says nothing; and a
  // gateway reads the environment, secrets and all, of every other process of its account.
  standard('PrivateUsers', 'yes'),
  standard('NoNewPrivileges', 'yes'),
  standard('RestrictRealtime', 'yes'),
  standard('LockPersonality', 'yes'),
  standard('SystemCallArchitectures', 'native'),
  standard('KeyringMode', 'private'),
  standard('ProtectKernelTunables', 'yes'),
  standard('ProtectKernelModules', 'yes'),
  standard('ProtectKernelLogs', 'yes'),
  standard('ProtectControlGroups', 'yes'),
  standard('ProtectHostname', 'yes'),
  strict('UMask', '0077'),
  strict('RestrictSUIDSGID', 'yes'),
  strict('ProtectSystem', 'strict'),
  strict('ProtectHome', 'read-only'),
  strict('ProtectClock', 'yes'),
  strict('ProtectProc', 'invisible'),
  strict('PrivateTmp', 'yes'),
  strict('PrivateDevices', 'yes'),
  strict('CapabilityBoundingSet', ''),
  strict('AmbientCapabilities', ''),
  strict('RestrictNamespaces', 'yes'),
  strict('RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'),
  strict('SystemCallFilter', '@system-service'),
  strict('SystemCallFilter', '~@privileged @resources'),
  strict('SystemCallErrorNumber', 'EPERM'),
  strict('RemoveIPC', 'yes'),
  strict('TasksMax', '4096'),
];

/**
 * Where an account's own service manager is asked, which would run anything outside of the sandbox. `%t` is the folder of
 * the account's sockets in a user's unit; a system unit doesn't know it.
 */
export const MANAGER_SOCKETS: Readonly<Record<'user' | 'system', readonly string[]>> = {
  user: ['-%t/bus', '-%t/systemd'],
  system: ['-/run/user'],
};
