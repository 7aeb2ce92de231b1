// The containers that the agents' sandboxes run in, by the names that a release gives them.
// Source: openclaw@2026.9.6, src/agents/sandbox/{config,docker,shared,ssh-backend}; openclaw@2026.6.11, src/agents/sandbox/shared.

import { at, type Json, type JsonMap, type Path } from '../document/json.ts';
import { environmentOf, filledConfig } from '../model/environment.ts';
import type { Instance } from '../model/fleet.ts';
import { pathIdentity, resolvePath } from '../model/paths.ts';
import { type Agent, agentsOf } from '../openclaw/agents.ts';
import { type Claim, hostScope, userScope } from './claim.ts';

export interface ContainerClaim extends Claim {
  /** Whether the author chose the prefix of the name. */
  readonly isChosen: boolean;
  /** The section of `sandbox` whose `containerPrefix` decides it, or `workspaceRoot` on another machine. */
  readonly section: 'docker' | 'browser' | 'ssh';
}

const PREFIX = 'openclaw-sbx-';
const BROWSER_PREFIX = 'openclaw-sbx-browser-';

const DEFAULTS = ['agents', 'defaults', 'sandbox'];

/** None of an instance that is in a container itself: the host's engine isn't there. */
export function containerClaims(instance: Instance): readonly ContainerClaim[] {
  if (instance.service.manager.container) return [];
  return agentsOf(filledConfig(instance)).flatMap((agent) => sandboxClaims(agent, instance));
}

function sandboxClaims(agent: Agent, instance: Instance): readonly ContainerClaim[] {
  const { id } = agent;
  const sandbox = at(agent.settings, 'sandbox');
  const key = agent.key && [...agent.key, 'sandbox'];
  const config = filledConfig(instance);
  const { mode, backend, scope } = settingsOf(config, sandbox);
  // Each workspace is one instance's alone.
  if (mode === 'off' || instance.release.facts.workspaceScopes.includes(scope)) return [];
  const isShared = scope === 'shared';
  if (backend === 'ssh') return remoteClaims({ id, sandbox: isShared ? undefined : sandbox, key }, isShared, instance);
  if (!ENGINES.includes(backend)) return [];
  // What an agent has of its own counts only where it has a container of its own.
  const own = isShared ? undefined : sandbox;
  const isPodman = backend === 'podman';
  const claim = (section: 'docker' | 'browser', usual: string): ContainerClaim => {
    const found = prefixOf(config, own, section, key);
    const prefix = `${found?.text ?? usual}${isPodman ? 'podman-' : ''}`;
    return {
      kind: 'container',
      instance,
      scope: isPodman ? podmanScope(instance) : dockerScope(instance),
      key: JSON.stringify([prefix, isShared ? null : id]),
      label: isShared ? `\`${prefix}shared\`` : `\`${prefix}…\` of agent \`${id}\``,
      at: found?.key ?? ['config', ...DEFAULTS, isShared ? 'scope' : 'mode'],
      isChosen: found !== undefined,
      section,
    };
  };
  const hasBrowser = at(own, 'browser', 'enabled') ?? at(config, ...DEFAULTS, 'browser', 'enabled');
  return [claim('docker', PREFIX), ...(hasBrowser === true ? [claim('browser', BROWSER_PREFIX)] : [])];
}

/** Docker's daemon is the host's, unless the environment says that it is another one. Source: docker(1), "Environment variables". */
function dockerScope(instance: Instance): string {
  const { DOCKER_HOST: address = '', DOCKER_CONTEXT: context = '' } = environmentOf(instance);
  if (address.trim() !== '') return engineScope(address, DOCKER_SOCKET, instance);
  // Contexts are kept in the home.
  return context === '' || context === 'default' ? hostScope(instance) : `${userScope(instance)} context ${context}`;
}

/** Podman's containers are the account's. */
function podmanScope(instance: Instance): string {
  const { CONTAINER_HOST: address = '' } = environmentOf(instance);
  return address.trim() === '' ? userScope(instance) : engineScope(address, undefined, instance);
}

const DOCKER_SOCKET = '/run/docker.sock';

function engineScope(address: string, usual: string | undefined, instance: Instance): string {
  const socket = /^unix:\/\/(.*)$/.exec(address.trim())?.[1];
  if (socket === undefined) return `engine ${address.trim().toLowerCase().replace(/\/+$/, '')}`;
  const path = pathIdentity(resolvePath(socket, instance.home), instance.os);
  return path === usual ? hostScope(instance) : `${hostScope(instance)} engine ${path}`;
}

const ENGINES: readonly string[] = ['docker', 'podman'];

interface Sandboxed {
  readonly id: string;
  readonly sandbox: Json | undefined;
  readonly key: Path | undefined;
}

const REMOTE_ROOT = '/tmp/openclaw-sandboxes';

/** A folder on another machine: the one that comes second works in what the first one left there. */
function remoteClaims(
  { id, sandbox, key }: Sandboxed,
  isShared: boolean,
  instance: Instance,
): readonly ContainerClaim[] {
  const setting = (name: string) => at(sandbox, 'ssh', name) ?? at(filledConfig(instance), ...DEFAULTS, 'ssh', name);
  const [target, root = REMOTE_ROOT] = [setting('target'), setting('workspaceRoot')];
  if (typeof target !== 'string' || typeof root !== 'string') return [];
  const isOwn = key !== undefined && at(sandbox, 'ssh', 'target') !== undefined;
  const folder = root.replace(/\/+$/, '');
  return [
    {
      kind: 'container',
      instance,
      scope: 'world',
      key: JSON.stringify([target.trim(), folder, isShared ? null : id]),
      label: `in \`${folder}\` on the SSH target${isShared ? '' : ` of agent \`${id}\``}`,
      at: ['config', ...(isOwn ? key : DEFAULTS), 'ssh', 'target'],
      isChosen: false,
      section: 'ssh',
    },
  ];
}

function settingsOf(config: JsonMap, sandbox: Json | undefined) {
  const setting = (key: string) => at(sandbox, key) ?? at(config, ...DEFAULTS, key);
  const perSession = setting('perSession');
  const legacyScope = typeof perSession === 'boolean' ? (perSession ? 'session' : 'shared') : 'agent';
  return {
    mode: setting('mode') ?? 'off',
    backend: String(setting('backend') ?? 'docker').trim() || 'docker',
    scope: String(setting('scope') ?? legacyScope),
  };
}

function prefixOf(config: JsonMap, sandbox: Json | undefined, section: string, key: Path | undefined) {
  const own = at(sandbox, section, 'containerPrefix');
  if (typeof own === 'string' && key) return { text: own, key: ['config', ...key, section, 'containerPrefix'] };
  const common = [...DEFAULTS, section, 'containerPrefix'];
  const text = at(config, ...common);
  return typeof text === 'string' ? { text, key: ['config', ...common] } : undefined;
}
