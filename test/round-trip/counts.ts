// How many strings go through each reader.

export const COUNTS = {
  /** Words, variables, and paths in lists: a few units hold all of them. */
  systemd: 10_000,
  /** Settings that a unit has once: each string takes a unit. */
  systemdUnits: Number(process.env['GWC_ROUND_TRIP_UNITS'] ?? 1000),
  macos: 10_000,
  json: 10_000,
  completion: 10_000,
} as const;
