// Which changes of openclaw.json a running gateway takes by itself. Source: what listConfigReloadRefinementPrefixes and
// resolveConfigReloadMetadata of dist/config-reload-plan-*.mjs say in that release, without prefixes that a shorter one
// decides alike. Rules of plugins are left out, as whether those are loaded isn't known: their keys count as in need of a restart.

import { at, isMap, type Json } from '../document/json.ts';
import { fetchedChannels } from './channels.ts';
import { releaseOf } from './release.ts';

/** `hot`: something is started anew within the gateway. `none`: the key is read when it is needed. */
type Kind = 'hot' | 'none' | 'restart';

/** The longest prefix of a key decides; a key without one needs a restart. */
type ReloadRules = Readonly<Record<Kind, readonly string[]>>;

/** By release. Others reload too, but by other rules. */
const RULES: Readonly<Record<string, ReloadRules>> = {
  '2026.9.6': {
    hot: [
      'acp agent.heartbeat agents.defaults agents.entries agents.ownership approvals.exec approvals.plugin',
      'attachments.ttlHours auth.order auth.profiles broadcast channels cloudWorkers cron desktop.host',
      'diagnostics.cacheTrace.enabled diagnostics.enabled discovery.mdns.mode gateway.allowRealIpFallback',
      'gateway.auth.allowTailscale gateway.auth.identityScopes gateway.auth.rateLimit gateway.auth.trustedProxy',
      'gateway.cliAgents gateway.controlUi.allowExternalEmbedUrls gateway.controlUi.allowedOrigins',
      'gateway.controlUi.automaticallyFetchFavicons gateway.controlUi.communityInvite',
      'gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback gateway.controlUi.embedSandbox',
      'gateway.controlUi.enabled gateway.controlUi.environment gateway.controlUi.experimental.customPlugins',
      'gateway.controlUi.github gateway.controlUi.sessionObserver gateway.http.endpoints',
      'gateway.http.securityHeaders.strictTransportSecurity gateway.nodes.allowSkills gateway.nodes.browser',
      'gateway.nodes.commands gateway.nodes.pairing gateway.nodes.pluginTools.enabled gateway.publicOrigin',
      'gateway.push.apns.relay gateway.roles gateway.terminal gateway.tools gateway.trustedProxies hooks mcp',
      'mcp.apps.sandboxOrigin memory.citations models plugins security.audit.suppressions security.installPolicy',
      'session.scope session.store skills.workshop.autonomous.mode talk.provider talk.realtime.provider',
      'telemetry.consentedAt telemetry.enabled tools transcripts update.auto.enabled update.channel update.checkOnStart',
      'worktreeAcceleration worktreeRoot',
    ].flatMap((line) => line.split(' ')),
    none: [
      'accessGroups acp.stream agent agents agents.defaults.mediaMaxMb audio bindings channels.defaults',
      'channels.modelByChannel commands diagnostics.flags gateway.reload gateway.remote identity logging messages meta',
      'routing secrets session skills surfaces talk tts tui ui wizard',
    ].flatMap((line) => line.split(' ')),
    restart: ['mcp.apps', 'secrets.egressProxy'],
  },
};

/** Whether a gateway of that release takes a changed openclaw.json, with this config, and gwc knows by which rules. */
export function isReloading(config: Json | undefined, release: string): boolean {
  return rulesOf(release) !== undefined && at(config, 'gateway', 'reload', 'mode') !== 'off';
}

/** Changed keys that a restart is needed for, sorted; undefined where that isn't known. */
export function restartKeys(before: Json, after: Json, release: string): readonly string[] | undefined {
  const rules = rulesOf(release);
  if (!rules) return undefined;
  // A package is fetched at a start alone.
  const known = fetchedChannels(before, release);
  const fetched = fetchedChannels(after, release).filter((channel) => !known.includes(channel));
  const keys = changedKeys(before, after, '').filter((key) => kindOf(key, rules) === 'restart');
  return [...new Set([...keys, ...fetched.map((channel) => `channels.${channel}`)])].sort();
}

/**
 * What of a config a running gateway needs a restart for, as text: equal for configs between which it reloads. Undefined where
 * that isn't known, or a gateway with this config doesn't say in its log that it reloaded.
 */
export function restartText(config: Json, release: string): string | undefined {
  const rules = rulesOf(release);
  if (!rules || !isReloading(config, release) || !announcesReloads(config)) return undefined;
  const fixed = leavesOf(config, '').filter(([key]) => key === 'logging.file' || kindOf(key, rules) === 'restart');
  const lines = [...fixed, ...fetchedChannels(config, release)].map((one) => JSON.stringify(one));
  return lines.sort().join('\n');
}

/** Levels at which a gateway says nothing of a reload. */
const QUIET: readonly (Json | undefined)[] = ['silent', 'fatal', 'error', 'warn'];

/** Whether the log of a gateway with this config says what becomes of the next one. */
export function announcesReloads(config: Json | undefined): boolean {
  return typeof at(config, 'logging', 'file') === 'string' && !QUIET.includes(at(config, 'logging', 'level'));
}

/** Whether a gateway only reads the changed keys when it needs them: it says that it saw the change, and nothing of the end. */
export function isReadLater(before: Json, after: Json, release: string): boolean {
  const rules = rulesOf(release);
  return rules !== undefined && changedKeys(before, after, '').every((key) => kindOf(key, rules) === 'none');
}

function rulesOf(release: string): ReloadRules | undefined {
  return release === '' ? undefined : RULES[releaseOf(release).nearest];
}

function kindOf(key: string, rules: ReloadRules): Kind {
  const kinds = (['restart', 'hot', 'none'] as const).map((kind) => [kind, longest(key, rules[kind])] as const);
  return kinds.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

function longest(key: string, prefixes: readonly string[]): number {
  const found = prefixes.filter((prefix) => key === prefix || key.startsWith(`${prefix}.`));
  return Math.max(-1, ...found.map(({ length }) => length));
}

/** With dots, as OpenClaw names them; a list is one value. */
function changedKeys(before: Json | undefined, after: Json | undefined, key: string): readonly string[] {
  const names = [before, after].flatMap((value) => (isMap(value) ? Object.keys(value) : []));
  if (names.length === 0 || isOther(before) || isOther(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [key];
  return [...new Set(names)].flatMap((name) =>
    changedKeys(at(before, name), at(after, name), key === '' ? name : `${key}.${name}`),
  );
}

/** Values by key; a list is one value. */
function leavesOf(value: Json, key: string): readonly (readonly [string, Json])[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner!, key === '' ? name : `${key}.${name}`));
}

/** Neither a map nor nothing. */
function isOther(value: Json | undefined): boolean {
  return value !== undefined && !isMap(value);
}
