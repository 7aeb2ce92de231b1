// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of OpenClaw
// What a gateway is open to, and what OpenClaw refuses: tried with `openclaw gateway run` and `config validate`.

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { validate } from '../../src/build.ts';
import { gatewayAccess, isIpv4, isLoopbackAddress, trustsLoopback } from '../../src/openclaw/gateway-auth.ts';

const TOKEN = 'OPENCLAW_GATEWAY_TOKEN';
const PASSWORD = 'OPENCLAW_GATEWAY_PASSWORD';

/** Whether the rule finds anything on this `gateway`. */
function isRefused(gateway: object, secrets: readonly string[] = [], openclaw = '2026.9.6'): boolean {
  const instance = { port: 18789, user: 'claw', secrets, config: { gateway } };
  const text = stringify({ version: 1, openclaw, hosts: { 'box-1': { instances: { main: instance } } } });
  return validate(text).diagnostics.some(({ code }) => code === 'bind-auth');
}

const UI_OFF = { controlUi: { enabled: false } };
const PROXY = { mode: 'trusted-proxy', trustedProxy: { userHeader: 'x-user' } };

describe('what the real gateway of 2026.9.6 refuses to start with', () => {
  it.each([
    ['lan without auth', { bind: 'lan', ...UI_OFF }, []],
    ['lan with mode none', { bind: 'lan', auth: { mode: 'none' }, ...UI_OFF }, [TOKEN]],
    ['password mode with a token only', { bind: 'lan', auth: { mode: 'password' }, ...UI_OFF }, [TOKEN]],
    ['custom without a host', { bind: 'custom', ...UI_OFF }, [TOKEN]],
    ['trusted-proxy without proxies', { bind: 'lan', auth: PROXY, ...UI_OFF }, []],
    ['trusted-proxy with a token', { bind: 'lan', auth: PROXY, trustedProxies: ['10.0.0.1'], ...UI_OFF }, [TOKEN]],
    ['trusted-proxy without its map', { auth: { mode: 'trusted-proxy' }, trustedProxies: ['10.0.0.1'] }, []],
    ['token and password without a mode', { auth: { token: '${A}', password: '${B}' } }, ['A', 'B']],
    ['funnel with a token', { tailscale: { mode: 'funnel' }, auth: { mode: 'token' } }, [TOKEN]],
    ['serve on lan', { bind: 'lan', tailscale: { mode: 'serve' }, ...UI_OFF }, [TOKEN]],
    ['serve with mode none', { tailscale: { mode: 'serve' }, auth: { mode: 'none' } }, []],
    ['an address as bind', { bind: '0.0.0.0' }, [TOKEN]],
  ])('%s', (_, gateway, secrets) => {
    expect(isRefused(gateway, secrets)).toBe(true);
  });
});

describe('what it starts with', () => {
  it.each([
    ['nothing', {}, []],
    ['custom on loopback', { bind: 'custom', customBindHost: '127.0.0.1' }, []],
    ['lan with a token', { bind: 'lan', ...UI_OFF }, [TOKEN]],
    ['lan with a password', { bind: 'lan', ...UI_OFF }, [PASSWORD]],
    ['lan with origins', { bind: 'lan', controlUi: { allowedOrigins: ['http://box:18789'] } }, [TOKEN]],
    ['both, with a mode', { auth: { mode: 'token', token: '${A}', password: '${B}' } }, ['A', 'B']],
    ['both as variables', {}, [TOKEN, PASSWORD]],
    ['funnel with a password', { tailscale: { mode: 'funnel' } }, [PASSWORD]],
    ['auto', { bind: 'auto' }, []],
    ['mode none on loopback', { auth: { mode: 'none' } }, []],
  ])('%s', (_, gateway, secrets) => {
    expect(isRefused(gateway, secrets)).toBe(false);
  });

  it('differs between releases for trusted-proxy', () => {
    const gateway = { auth: PROXY, trustedProxies: ['127.0.0.1'] };
    expect(isRefused(gateway, [TOKEN], '2026.3.13')).toBe(false);
    expect(isRefused(gateway, [TOKEN], '2026.9.6')).toBe(true);
    expect(isRefused({ ...gateway, auth: { ...PROXY, trustedProxy: { userHeader: 'x', allowLoopback: true } } })).toBe(
      false,
    );
  });
});

describe('an address in `bind`', () => {
  /** What is said of it. */
  function saidOf(bind: unknown): string | undefined {
    const instance = { port: 18789, user: 'claw', secrets: [TOKEN], config: { gateway: { bind } } };
    const text = stringify({ version: 1, hosts: { 'box-1': { instances: { main: instance } } } });
    const messages = validate(text).diagnostics.filter(({ code }) => code === 'bind-auth');
    return messages.map(({ message }) => message).find((message) => message.startsWith('`bind` takes no address'));
  }

  it.each([
    ['127.0.0.1', 'write `loopback`'],
    ['[::1]', 'write `loopback`'],
    ['localhost', 'write `loopback`'],
    ['0.0.0.0', 'write `lan`, which is every interface'],
    ['::', 'write `lan`, which is every interface'],
    ['10.0.0.0', 'write `bind: custom` and `customBindHost: 10.0.0.0`'],
    ['0.0.0.01', 'write `bind: custom` and `customBindHost: <IPv4 address>`'],
    ['[fe80::2]', 'write `bind: custom` and `customBindHost: <IPv4 address>`'],
    ['a:::', 'write `bind: custom` and `customBindHost: <IPv4 address>`'],
  ])('%s: %s', (bind, advice) => {
    expect(saidOf(bind)).toBe(`\`bind\` takes no address; ${advice}`);
  });

  it.each(['cafe', 'host.fa', '10.0.0.1x', 'mylocalhost', 'localhosts', 'box-1', '', 10.5, null])(
    '%j is none',
    (bind) => {
      expect(saidOf(bind)).toBe(undefined);
    },
  );
});

describe('gatewayAccess', () => {
  const context = { env: {}, secrets: [] };

  it('concludes the mode from a password', () => {
    expect(gatewayAccess({ ...context, config: {} }).mode).toBe('token');
    expect(gatewayAccess({ ...context, config: {}, secrets: [PASSWORD] }).mode).toBe('password');
    expect(gatewayAccess({ ...context, config: { gateway: { auth: { password: 'x' } } } }).mode).toBe('password');
    expect(gatewayAccess({ ...context, config: { gateway: { auth: { mode: 'token', password: 'x' } } } }).mode).toBe(
      'token',
    );
  });

  it('reads a token from the config, the environment, the secrets', () => {
    expect(gatewayAccess({ ...context, config: {} }).hasToken).toBe(false);
    expect(gatewayAccess({ ...context, config: { gateway: { auth: { token: ' ' } } } }).hasToken).toBe(false);
    expect(
      gatewayAccess({ ...context, config: { gateway: { auth: { token: { source: 'env', id: 'A' } } } } }).hasToken,
    ).toBe(true);
    expect(gatewayAccess({ ...context, config: {}, env: { [TOKEN]: 'x' } }).hasToken).toBe(true);
    expect(gatewayAccess({ ...context, config: { env: { vars: { [TOKEN]: 'x' } } } }).hasToken).toBe(true);
  });
});

describe('addresses', () => {
  it.each(['127.0.0.1', '0.0.0.0', '255.255.255.255', '10.0.0.1'])('%s is IPv4', (address) => {
    expect(isIpv4(address)).toBe(true);
  });

  it.each(['1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.4 ', '::1', 'localhost', '', 1, null, undefined])(
    '%s is none',
    (address) => {
      expect(isIpv4(address)).toBe(false);
    },
  );

  it('knows loopback', () => {
    expect(['127.0.0.1', '127.8.9.1', '::1'].map(isLoopbackAddress)).toEqual([true, true, true]);
    expect(['128.0.0.1', '0.0.0.0', '::2', 'localhost'].map(isLoopbackAddress)).toEqual([false, false, false, false]);
  });

  it.each([
    [['127.0.0.1'], true],
    [['10.0.0.1', '::1'], true],
    [['127.0.0.0/8'], true],
    [['0.0.0.0/0'], true],
    [['::/0'], true],
    [['::1/128'], true],
    [['127.0.0.1/32'], true],
    [['127.0.0.2/32'], false],
    [['10.0.0.0/8', '192.168.0.0/16'], false],
    [['fd00::/8'], false],
    [['128.0.0.0/1'], false],
    [[], false],
  ])('%j trusts loopback: %s', (proxies, expected) => {
    expect(trustsLoopback(proxies)).toBe(expected);
  });
});
