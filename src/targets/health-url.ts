// Where a gateway says that it serves. Source: OpenClaw docs/gateway/health.md.

import { at } from '../document/json.ts';
import type { Instance } from '../model/fleet.ts';

export function healthUrl({ config, port }: Instance, address: string): string {
  const scheme = at(config, 'gateway', 'tls', 'enabled') === true ? 'https' : 'http';
  return `${scheme}://${address}:${port}/healthz`;
}
