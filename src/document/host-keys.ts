// The keys that say something of a host itself; any other is a default for its instances.

/** What a host has one of, whatever file says it. */
export const SINGLE_HOST_KEYS = ['os', 'systemd', 'memory', 'cpus'] as const;
export const RESERVED_PORTS = 'reservedPorts';

export const HOST_KEYS: ReadonlySet<string> = new Set([...SINGLE_HOST_KEYS, RESERVED_PORTS, 'instances']);
