// A gateway that others can reach asks who they are, and binds in a way that OpenClaw accepts.

import { at, isList, type Json, type Path } from '../document/json.ts';
import { programOf } from '../managers/shell-words.ts';
import { splitWords } from '../managers/systemd-values.ts';
import { isContainer } from '../model/container.ts';
import { environmentOf, filledConfig } from '../model/environment.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { rawValues } from '../model/instance-paths.ts';
import { showPath } from '../model/paths.ts';
import {
  type GatewayAccess,
  gatewayAccess,
  hasAllowedOrigins,
  hasControlUi,
  isAmbiguous,
  isIpv4,
  isLoopbackAddress,
  isPrivateAddress,
  PASSWORD_VARIABLE,
  TOKEN_VARIABLE,
  trustsLoopback,
} from '../openclaw/gateway-auth.ts';
import { isGiven } from '../openclaw/listener.ts';
import type { TrustedProxyPolicy } from '../openclaw/release.ts';
import { INCLUDE } from '../openclaw/schema/json-schema.ts';
import type { Finding, Rule } from './rule.ts';

export const bindAuth: Rule = {
  id: 'bind-auth',
  severity: 'error',
  hasWarnings: true,
  summary: 'a gateway that binds beyond loopback has auth and allowed origins, and what its mode requires',
  compares: '{access}',
  why: `Whoever reaches a gateway runs commands as its user. OpenClaw refuses to start with \`bind: lan\`, \`tailnet\` or a
\`custom\` address and no token, password or trusted proxy. It reads the token from \`gateway.auth.token\` or from
\`OPENCLAW_GATEWAY_TOKEN\`, the password likewise; name the variable in \`secrets\`. Also refused at the start:

- \`bind: custom\` without an IPv4 address in \`customBindHost\`; an address in \`bind\` itself,
- \`auth.mode: password\` without a password; token and password together without \`auth.mode\`,
- \`tailscale.mode: serve\` or \`funnel\` with another bind than loopback, or with \`auth.mode: none\`; \`funnel\` with another mode than
  \`password\`,
- \`auth.mode: trusted-proxy\` without \`gateway.trustedProxies\` and \`auth.trustedProxy.userHeader\`; after 2026.3 together with a token. A
  gateway on loopback has to trust a proxy on loopback, and after 2026.3 say so with \`allowLoopback\`, or it turns everyone away.

Without \`controlUi.allowedOrigins\`, a gateway beyond loopback accepts its Control UI from the host's own browser alone (and 2026.3
writes that into openclaw.json, which then isn't what gwc wrote). Name the origins, or turn the Control UI off.

A container's gateway listens on the container's own address, so it needs auth even where the host publishes it on loopback.

What may come from where gwc doesn't look is a warning: \`envFiles\`, \`$include\`, \`env.shellEnv\`, \`PassEnvironment=\`, a program in
\`command\` that starts OpenClaw with variables of its own, and whatever hosts.yaml leaves out of a gateway with \`managed: false\`.`,
  source:
    'openclaw@2026.3.13 and @2026.9.6, src/gateway/server-runtime-config; docs/gateway/tailscale.md, trusted-proxy-auth.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        config: { gateway: { bind: lan } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        secrets: [OPENCLAW_GATEWAY_TOKEN]
        config:
          gateway:
            bind: lan
            controlUi: { allowedOrigins: ['http://$(host):$(port)'] }
`,
  },
  check,
};

/** A fault, at a key below `gateway`. With a doubt it is a warning, whose message ends like that. */
type Fault = readonly [key: Path, message: string, suggestions?: readonly string[], doubt?: string | undefined];

function* check({ hosts }: Fleet): Iterable<Finding> {
  for (const written of hosts.flatMap((host) => host.instances)) {
    const instance = { ...written, config: filledConfig(written) };
    const access = gatewayAccess({ ...instance, env: environmentOf(written) });
    const { needsAllowedOrigins, trustedProxy } = instance.release.facts;
    const faults = [
      ...bindFaults(instance, access),
      ...originFaults(instance, access, needsAllowedOrigins),
      ...authFaults(instance, access),
      ...(isContainer(instance) ? containerFaults(instance, access) : tailscaleFaults(instance, access)),
      ...proxyFaults(instance, access, trustedProxy),
    ];
    for (const [key, fault, suggestions = [], doubt] of faults) {
      const message = doubt ? `${fault}, unless ${doubt}` : fault;
      const at = [...instance.path, 'config', 'gateway', ...key];
      yield { at, message, suggestions, ...(doubt === undefined ? {} : { severity: 'warning' }) };
    }
  }
}

/** How a gateway may have a key of its config that gwc doesn't see; keys beside `$include` win over what it brings. */
function unseenKey({ config, managed }: Instance, ...keys: Path): string | undefined {
  if (!managed) return 'it has what hosts.yaml leaves out (`managed: false`)';
  const isIncluded = [...keys.keys(), keys.length].some((end) => isGiven(at(config, ...keys.slice(0, end), INCLUDE)));
  return isIncluded ? 'a file of `$include` has it' : undefined;
}

/** How it may have a variable, or the key of `gateway.auth` in its place. */
function unseenCredential(instance: Instance, variable: string): string | undefined {
  const { config, envFiles, command } = instance;
  if (envFiles[0]) return `${showPath(envFiles[0].path)} sets \`${variable}\``;
  if (at(config, 'env', 'shellEnv', 'enabled') === true) return "the account's shell sets it (`env.shellEnv`)";
  const passed = isContainer(instance) ? [] : rawValues(instance)('PassEnvironment').flatMap(splitWords);
  if (passed.includes(variable)) return 'the service manager has it (`PassEnvironment`)';
  // Programs such as `op run --` set variables.
  const [program] = programOf(command);
  if (!/openclaw|^node$|^bun$|^$/.test(program)) return `\`${program}\` sets \`${variable}\``;
  return unseenKey(instance, 'gateway', 'auth') ?? unseenKey(instance, 'env', 'vars');
}

function* bindFaults(instance: Instance, { bind }: GatewayAccess): Iterable<Fault> {
  if (typeof bind === 'string' && /^\[?[\d.:a-f]*[.:][\d.:a-f]*\]?$|^localhost$/i.test(bind)) {
    yield [['bind'], `\`bind\` takes no address; ${bindFor(bind)}`];
  }
  const host = at(instance.config, 'gateway', 'customBindHost');
  if (bind === 'custom' && !isIpv4(host)) {
    const found = isGiven(host) ? `\`${host}\` is not one` : 'it is missing';
    const key = host === undefined ? 'bind' : 'customBindHost';
    const message = `\`bind: custom\` needs an IPv4 address in \`customBindHost\`, such as 192.168.1.10, and ${found}`;
    yield [[key], message, [], host === undefined ? unseenKey(instance, 'gateway') : undefined];
  }
}

/** Later releases take a page that was loaded from a private address of the gateway itself. */
function* originFaults(instance: Instance, { bind, isExposed }: GatewayAccess, isNeeded: boolean): Iterable<Fault> {
  const { config } = instance;
  if (isExposed !== 'yes' || !hasControlUi(config) || hasAllowedOrigins(config)) return;
  const host = at(config, 'gateway', 'customBindHost');
  const isPublic = bind === 'custom' && isIpv4(host) && !isPrivateAddress(host);
  if (!isNeeded && !isPublic) return;
  const origins = '["http://$(host):$(port)"]';
  const what = isNeeded ? `\`bind: ${bind}\`` : `the public address ${String(host)}`;
  const message = `${what} with the Control UI on needs \`controlUi.allowedOrigins\`, such as ${origins}; or set \`controlUi.enabled: false\``;
  yield [['bind'], message, [], unseenKey(instance, 'gateway', 'controlUi') ?? (isNeeded ? undefined : '')];
}

function bindFor(address: string): string {
  const host = address.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || isLoopbackAddress(host)) return 'write `loopback`';
  if (/^(0\.0\.0\.0|::)$/.test(host)) return 'write `lan`, which is every interface';
  return `write \`bind: custom\` and \`customBindHost: ${isIpv4(host) ? host : '<IPv4 address>'}\``;
}

function* authFaults(instance: Instance, { bind, isExposed, ...auth }: GatewayAccess): Iterable<Fault> {
  if (isAmbiguous(instance.config)) {
    const message = 'token and password are both set; set `auth.mode` to the one that counts';
    yield [['auth'], message, ['token', 'password'], unseenKey(instance, 'gateway', 'auth')];
  } else if (auth.mode === 'password' && !auth.hasPassword) {
    const message = `\`auth.mode: password\` has no password; list \`${PASSWORD_VARIABLE}\` in \`secrets\``;
    yield [['auth', 'mode'], message, [], unseenCredential(instance, PASSWORD_VARIABLE)];
  } else if (isExposed === 'yes' && auth.mode === 'none') {
    yield [
      ['auth', 'mode'],
      `\`bind: ${bind}\` with \`auth.mode: none\` is open to everyone who reaches it; set \`token\``,
      ['token'],
    ];
  } else if (isExposed === 'yes' && auth.mode === 'token' && !auth.hasToken) {
    const message = `\`bind: ${bind}\` needs auth, and there is no token; list \`${TOKEN_VARIABLE}\` in \`secrets\``;
    yield [['bind'], message, [], unseenCredential(instance, TOKEN_VARIABLE)];
  }
}

/** On the host's loopback only, but on every address of the container. */
function* containerFaults(instance: Instance, { isExposed, mode, hasToken }: GatewayAccess): Iterable<Fault> {
  if (isExposed === 'yes') return;
  const need = 'a container listens on an address of its own, where OpenClaw needs auth';
  if (mode === 'none') yield [['auth', 'mode'], `${need}, and \`auth.mode: none\` is none; set \`token\``, ['token']];
  if (mode === 'token' && !hasToken) {
    const message = `${need}, and there is no token; list \`${TOKEN_VARIABLE}\` in \`secrets\``;
    yield [['auth'], message, [], unseenCredential(instance, TOKEN_VARIABLE)];
  }
}

function* tailscaleFaults(instance: Instance, { bind, isExposed, mode, tailscale }: GatewayAccess): Iterable<Fault> {
  if (tailscale !== 'serve' && tailscale !== 'funnel') return;
  if (isExposed !== 'no') {
    yield [['bind'], `\`tailscale.mode: ${tailscale}\` needs \`bind: loopback\`, not \`${bind}\``, ['loopback']];
  }
  if (tailscale === 'funnel' && mode !== 'password') {
    const message = `\`funnel\` is the public internet and needs \`auth.mode: password\`, not \`${mode}\`; list \`${PASSWORD_VARIABLE}\` in \`secrets\``;
    const isWritten = at(instance.config, 'gateway', 'auth', 'mode') !== undefined;
    yield [['tailscale', 'mode'], message, [], isWritten ? undefined : unseenCredential(instance, PASSWORD_VARIABLE)];
  } else if (mode === 'none') {
    yield [['auth', 'mode'], '`tailscale.mode: serve` needs auth, not `none`; set `token`', ['token']];
  }
}

function* proxyFaults(instance: Instance, access: GatewayAccess, policy: TrustedProxyPolicy): Iterable<Fault> {
  const { config } = instance;
  if (access.mode !== 'trusted-proxy') return;
  // A proxy on the host reaches a container from the address of its network.
  const isLocal = access.isExposed === 'no' && !isContainer(instance);
  const proxies = listOf(at(config, 'gateway', 'trustedProxies'));
  const proxy = at(config, 'gateway', 'auth', 'trustedProxy');
  const unseenProxyKey = unseenKey(instance, 'gateway', 'auth', 'trustedProxy');
  if (proxies.length === 0) {
    const message = "`trusted-proxy` needs the proxy's address in `gateway.trustedProxies`, such as [10.0.0.1]";
    yield [['auth', 'mode'], message, [], unseenKey(instance, 'gateway')];
  } else if (isLocal && !trustsLoopback(proxies)) {
    yield [
      ['trustedProxies'],
      'a gateway on loopback is reached by proxies on the host alone; add 127.0.0.1',
      ['127.0.0.1'],
    ];
  } else if (isLocal && policy.loopbackNeedsConsent && at(proxy, 'allowLoopback') !== true) {
    const message = 'a proxy on loopback is turned away without `auth.trustedProxy.allowLoopback: true`';
    yield [['auth', 'trustedProxy'], message, [], unseenProxyKey];
  }
  if (!isGiven(at(proxy, 'userHeader'))) {
    const header = '`auth.trustedProxy.userHeader`, such as x-forwarded-user';
    yield [['auth', 'mode'], `\`trusted-proxy\` needs the header that names the user: ${header}`, [], unseenProxyKey];
  }
  if (policy.excludesToken && access.hasToken) {
    yield [
      ['auth', 'mode'],
      `\`trusted-proxy\` and a token exclude each other; remove \`auth.token\` and \`${TOKEN_VARIABLE}\``,
    ];
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
