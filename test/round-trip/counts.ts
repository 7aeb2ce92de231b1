// How many strings go through each reader.

export const COUNTS = {
  systemd: 10_000,
  macos: 10_000,
  json: 10_000,
  completion: 10_000,
} as const;
