// Every TCP listener that an openclaw.json turns on beside the gateway's own ports and its browsers: what listens, where by
// default, and when. The keys tell the release line, so one table reads both.
//
// No listeners of the host: `channels.irc.port`, `gateway.remote` and every `url` (outgoing), `desktop.host.port` (a VNC
// server that runs already), `agents.*.sandbox.browser.*Port` (inside the container; outside it is any free port).

import { at } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { isPluginOn } from './channel-accounts.ts';
import { channelListeners } from './channel-listeners.ts';
import { isGiven, isTrue, type Listener, type ListenerContext, listenerAt } from './listener.ts';

export function listenersOf(context: ListenerContext): readonly Listener[] {
  return [
    ...channelListeners(context),
    ...SINGLES.flatMap((kind) => singleListener(kind, context)),
    ...movedCdpRange(context),
  ];
}

/** A listener that an instance has once. */
interface SingleListener {
  readonly name: string;
  readonly path: Path;
  /** The default port; undefined: only what is written. */
  readonly port: (base: number) => number | undefined;
  readonly isActive: (context: ListenerContext) => boolean;
}

const SINGLES: readonly SingleListener[] = [
  {
    // src/hooks/gmail: `gog gmail watch serve` on 127.0.0.1 unless serve.bind.
    name: 'Gmail hook',
    path: ['hooks', 'gmail', 'serve', 'port'],
    port: () => 8788,
    isActive: ({ config, env }) =>
      at(config, 'hooks', 'enabled') === true &&
      isGiven(at(config, 'hooks', 'gmail', 'account')) &&
      !isTrue(env['OPENCLAW_SKIP_GMAIL_WATCHER']),
  },
  {
    // extensions/voice-call/src/config: 127.0.0.1 unless serve.bind; off unless its own `enabled: true`.
    name: 'voice-call webhook',
    path: ['plugins', 'entries', 'voice-call', 'config', 'serve', 'port'],
    port: () => 3334,
    isActive: ({ config }) =>
      at(config, 'plugins', 'entries', 'voice-call', 'config', 'enabled') === true && isPluginOn(config, 'voice-call'),
  },
  {
    // src/gateway/portals/portal-ingress: 127.0.0.1. 2026.9 only.
    name: 'portal ingress',
    path: ['gateway', 'portals', 'ingress', 'port'],
    port: () => undefined,
    isActive: () => true,
  },
  {
    // src/agents/sandbox-host: the gateway's addresses. 2026.9 only; widgets open a port that is set even with apps off.
    name: 'MCP Apps sandbox',
    path: ['mcp', 'apps', 'sandboxPort'],
    port: sandboxPort,
    isActive: ({ config }) =>
      at(config, 'mcp', 'apps', 'enabled') === true || at(config, 'mcp', 'apps', 'sandboxPort') !== undefined,
  },
];

function sandboxPort(base: number): number {
  return base + 1;
}

function singleListener({ name, path, port, isActive }: SingleListener, context: ListenerContext): readonly Listener[] {
  if (!isActive(context)) return [];
  const written = at(context.config, ...path);
  const value = written ?? port(context.base);
  const isAtHome = port === sandboxPort && value === sandboxPort(context.base);
  return listenerAt(value, { name, path, isDefault: written === undefined, isAtHome });
}

/** 2026.3 only: `browser.cdpPortRangeStart` moves the browsers' hundred ports out of the instance's span. */
function movedCdpRange({ config }: ListenerContext): readonly Listener[] {
  const path = ['browser', 'cdpPortRangeStart'];
  if (at(config, 'browser', 'enabled') === false) return [];
  const first = listenerAt(at(config, ...path), { name: 'CDP range', path, isDefault: false, isAtHome: true });
  return first.map((range) => ({ ...range, to: range.from + 99 }));
}
