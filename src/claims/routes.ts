// Routes of the host's one Tailscale node, or of a Tailscale Service on it: HTTPS on port 443, by path, whoever the account is.
// Source: openclaw@2026.9.6, src/infra/tailscale, src/hooks/gmail, extensions/voice-call/src/webhook/tailscale.

import { at, type Json, type Path } from '../document/json.ts';
import { filledConfig, fillVariables } from '../model/environment.ts';
import type { Instance } from '../model/fleet.ts';
import { isVoiceCallOn, VOICE_CALL } from '../openclaw/channels.ts';
import { isPort } from '../openclaw/listener.ts';
import { type Claim, hostScope } from './claim.ts';

/** The port that `tailscale serve` and `funnel` listen on, unless told otherwise. */
const TAILSCALE_PORT = 443;

export interface RouteClaim extends Claim {
  readonly mode: string;
  readonly port: number;
  /** Below `/`. */
  readonly route: string;
  /** The Tailscale Service whose route it is; absent where it is the node's own. */
  readonly service?: string;
}

interface Publisher {
  readonly label: string;
  /** Of the section that the paths of `mode`, `path` and `port` are below, in `config`. */
  readonly section: Path;
  readonly usualPath: string;
  /** What turns it on; of several the first that does. */
  readonly modes: readonly Path[];
  /** A path that can't be chosen is always the usual one. */
  readonly path?: Path;
  /** Of a port that can't be chosen 443 is the one. */
  readonly port?: Path;
  /** Of a Tailscale Service that `serve` publishes it through, in place of the node. */
  readonly service?: Path;
  readonly isActive: (instance: Instance) => boolean;
}

const PUBLISHERS: readonly Publisher[] = [
  {
    label: 'gateway',
    section: ['gateway', 'tailscale'],
    usualPath: '/',
    modes: [['mode']],
    service: ['serviceName'],
    isActive: () => true,
  },
  {
    label: 'Gmail hook',
    section: ['hooks', 'gmail', 'tailscale'],
    usualPath: '/gmail-pubsub',
    modes: [['mode']],
    path: ['path'],
    isActive: ({ config }) => at(config, 'hooks', 'enabled') === true,
  },
  {
    // OpenClaw docs/plugins/voice-call/configuration.md: a tunnel has the port of `tailscale`, and so its path.
    label: 'voice-call webhook',
    section: VOICE_CALL,
    usualPath: '/voice/webhook',
    modes: [
      ['tailscale', 'mode'],
      ['tunnel', 'provider'],
    ],
    path: ['tailscale', 'path'],
    port: ['tailscale', 'port'],
    isActive: ({ config }) => isVoiceCallOn(config),
  },
];

const MODES = /^(?:tailscale-)?(serve|funnel)$/;

export function routeClaims(instance: Instance): readonly RouteClaim[] {
  const config = filledConfig(instance);
  return PUBLISHERS.filter(({ isActive }) => isActive(instance)).flatMap((publisher): readonly RouteClaim[] => {
    const { label, section, usualPath, modes, path, port: portKey, service: serviceKey } = publisher;
    const setting = (key: Path | undefined) => (key === undefined ? undefined : at(config, ...section, ...key));
    const modeOf = (key: Path) => MODES.exec(String(setting(key)))?.[1];
    const key = modes.find((one) => modeOf(one) !== undefined);
    if (key === undefined) return [];
    const written = setting(path);
    const route = routeOf(written, usualPath);
    const writtenPort = setting(portKey);
    const port = isPort(writtenPort) ? writtenPort : TAILSCALE_PORT;
    const mode = modeOf(key)!;
    const named = mode === 'serve' ? setting(serviceKey) : undefined;
    const service = typeof named === 'string' ? fillVariables(named, instance) : '';
    // One that only the host knows is compared with none.
    if (service === undefined) return [];
    return [
      {
        kind: 'route',
        instance,
        scope: hostScope(instance),
        key: `${service} ${port} ${route}`,
        label,
        at: ['config', ...section, ...(written === undefined || path === undefined ? key : path)],
        mode,
        port,
        route,
        ...(service === '' ? {} : { service }),
      },
    ];
  });
}

function routeOf(written: Json | undefined, usual: string): string {
  const text = typeof written === 'string' && written.trim() !== '' ? written.trim() : usual;
  return `/${text.replace(/^\/+|\/+$/g, '')}`;
}
