// How a gateway binds and what it asks of its clients, as far as its config and environment tell.
// Source: src/gateway/server-runtime-config, auth-resolve and net of both releases.

import { at, isMap, type Json, type JsonMap } from '../document/json.ts';
import { isGiven } from './listener.ts';

export interface GatewayAccess {
  /** `gateway.bind` as written; loopback where it isn't. */
  readonly bind: Json;
  /** `no`: reachable from the host alone. `maybe`: `auto`, which is loopback but for containers. */
  readonly isExposed: 'yes' | 'no' | 'maybe';
  /** `gateway.auth.mode`, or what OpenClaw concludes from a password. */
  readonly mode: Json;
  readonly hasToken: boolean;
  readonly hasPassword: boolean;
  readonly tailscale: Json;
}

export interface AccessContext {
  readonly config: JsonMap;
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables that the host supplies. */
  readonly secrets: readonly string[];
}

export const TOKEN_VARIABLE = 'OPENCLAW_GATEWAY_TOKEN';
export const PASSWORD_VARIABLE = 'OPENCLAW_GATEWAY_PASSWORD';

export function gatewayAccess(context: AccessContext): GatewayAccess {
  const gateway = at(context.config, 'gateway');
  const auth = at(gateway, 'auth');
  const bind = at(gateway, 'bind') ?? 'loopback';
  const hasPassword = isGiven(at(auth, 'password')) || isSupplied(PASSWORD_VARIABLE, context);
  return {
    bind,
    isExposed: exposure(bind, at(gateway, 'customBindHost')),
    mode: at(auth, 'mode') ?? (hasPassword ? 'password' : 'token'),
    hasToken: isGiven(at(auth, 'token')) || isSupplied(TOKEN_VARIABLE, context),
    hasPassword,
    tailscale: at(gateway, 'tailscale', 'mode') ?? 'off',
  };
}

function isSupplied(name: string, { config, env, secrets }: AccessContext): boolean {
  return secrets.includes(name) || isGiven(env[name]) || isGiven(at(config, 'env', 'vars', name));
}

function exposure(bind: Json, host: Json | undefined): GatewayAccess['isExposed'] {
  if (bind === 'auto') return 'maybe';
  if (bind === 'custom') return isLoopbackAddress(host) ? 'no' : 'yes';
  return bind === 'lan' || bind === 'tailnet' ? 'yes' : 'no';
}

/** Four decimal numbers up to 255, without leading zeros. */
export function isIpv4(value: Json | undefined): value is string {
  if (typeof value !== 'string' || !/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(value)) return false;
  return value.split('.').every((part) => Number(part) <= 255);
}

export function isLoopbackAddress(value: Json | undefined): boolean {
  return value === '::1' || (isIpv4(value) && value.startsWith('127.'));
}

/** RFC 1918, carrier-grade NAT, link-local and loopback: an address that the public internet doesn't reach. */
export function isPrivateAddress(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (a === 10 || a === 127 || a === 0) return true;
  if (a === 100) return b >= 64 && b <= 127;
  return (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
}

/** Whether a proxy on the host itself is among `gateway.trustedProxies`: addresses and CIDR ranges. */
export function trustsLoopback(proxies: readonly Json[]): boolean {
  return proxies.some((proxy) => {
    const [address = '', prefix] = String(proxy).trim().split('/');
    if (prefix === undefined) return address === '127.0.0.1' || address === '::1';
    if (!isIpv4(address)) return ['::1', '::'].includes(address);
    const shift = 32 - Number(prefix);
    return shift >= 32 || bits(address) >>> shift === bits('127.0.0.1') >>> shift;
  });
}

function bits(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}

/** Whether the Control UI would be served, and to other origins than those of the host itself. */
export function hasAllowedOrigins(config: JsonMap): boolean {
  const ui = at(config, 'gateway', 'controlUi');
  const origins = at(ui, 'allowedOrigins');
  return (
    at(ui, 'dangerouslyAllowHostHeaderOriginFallback') === true ||
    (Array.isArray(origins) && origins.some((origin) => isGiven(origin)))
  );
}

export function hasControlUi(config: JsonMap): boolean {
  return at(config, 'gateway', 'controlUi', 'enabled') !== false;
}

/** Token and password in the config with no word on which of them counts. */
export function isAmbiguous(config: JsonMap): boolean {
  const auth = at(config, 'gateway', 'auth');
  return isMap(auth) && !isGiven(auth['mode']) && isGiven(auth['token']) && isGiven(auth['password']);
}
