// Texts that must have a form which the schema doesn't say, or says only in part, and the forms that OpenClaw parses by hand.
// Source: openclaw@2026.9.6, src/config/zod-schema.* (refine, superRefine).

import { AGENTS, at, named, type Refinements, texts, under } from './refinement.ts';

const MCP_SERVERS = ['mcp.servers.*', 'nodeHost.mcp.servers.*'];
const MAINTENANCE = ['session.maintenance'];
const SANDBOXES = under(AGENTS, 'sandbox');
const DURATION = 'a duration such as 30m, 12h or 1h30m';

export const TEXT_REFINEMENTS: Refinements = {
  'password-file': texts(['desktop.host.passwordFile'], (text) => text.trim().startsWith('/'), 'an absolute path'),
  'worktree-root': texts(
    ['worktreeRoot'],
    (text) => /^(?:\/|~$|~\/)/.test(text.trim()),
    'an absolute path, or one that starts with `~/`',
  ),
  'trusted-dirs': texts(['secrets.providers.*.trustedDirs.*'], isAbsolutePath, 'an absolute path'),
  'transcription-command': texts(['audio.transcription.command.0'], isPlainCommand, "a program's name or path"),
  'css-width': texts(['gateway.controlUi.chatMessageMaxWidth'], isCssWidth, 'a CSS width such as 960px or 82%'),
  'secret-command': texts(
    ['secrets.providers.*.command'],
    (text) => isPlainCommand(text) && isAbsolutePath(text),
    'the absolute path of a program, without quotes or characters that a shell interprets',
  ),
  'transform-module': texts(
    ['hooks.mappings.*.transform.module'],
    isPathInside,
    'a relative path that stays in its folder',
  ),
  binds: texts(under(SANDBOXES, 'docker.binds.*', 'browser.binds.*'), isBind, 'a bind mount from an absolute path'),

  'http-url': texts(
    [...under(MCP_SERVERS, 'url', 'oauth.redirectUrl'), 'proxy.proxyUrl', 'cron.webhook'],
    isHttpUrl,
    'an http:// or https:// URL',
  ),
  'client-metadata-url': texts(
    under(MCP_SERVERS, 'oauth.clientMetadataUrl'),
    isDocumentUrl,
    'an https:// URL with a path',
  ),
  'catalog-url': texts(['models.catalogRefresh.url'], isSecureUrl, 'an https:// URL, or an http:// one of localhost'),
  'sandbox-origin': texts(
    ['mcp.apps.sandboxOrigin'],
    isOrigin,
    'an origin such as https://apps.example.org, without a path',
  ),
  'public-origin': texts(
    ['gateway.publicOrigin'],
    (text) => isOrigin(text) && isSecureUrl(text),
    'an origin such as https://claw.example.org, without a path; http:// only of localhost',
  ),
  'portal-domain': texts(['gateway.portals.ingress.domain'], isDnsDomain, 'a DNS domain such as portal.example.org'),
  'egress-hosts': texts(
    ['secrets.egressProxy.allowedHosts.*', 'secrets.egressProxy.bypassHosts.*'],
    isExactHost,
    'one host name or address',
  ),

  'heartbeat-every': texts(
    under(AGENTS, 'heartbeat.every'),
    (text) => text === '' || durationOf(text, 'm') !== undefined,
    DURATION,
  ),
  'active-hours-start': texts(
    under(AGENTS, 'heartbeat.activeHours.start'),
    (text) => text === '' || isTimeOfDay(text, false),
    'a time such as 08:00',
  ),
  'active-hours-end': texts(
    under(AGENTS, 'heartbeat.activeHours.end'),
    (text) => text === '' || isTimeOfDay(text, true),
    'a time such as 22:00',
  ),
  'session-retention': texts(['cron.sessionRetention'], (text) => durationOf(text, 'h') !== undefined, DURATION),
  'suspend-after': texts(
    ['cloudWorkers.profiles.*.suspendAfter'],
    isLongEnough,
    'a duration of at least 1m, such as 45m',
  ),
  'maintenance-durations': texts(
    under(MAINTENANCE, 'pruneAfter', 'archiveDashboardAfter', 'preserveRecent', 'resetArchiveRetention'),
    (text) => (durationOf(text, 'd') ?? 0) > 0,
    'a duration such as 30d',
  ),
  'maintenance-numbers': at(
    under(MAINTENANCE, 'pruneAfter', 'preserveRecent', 'resetArchiveRetention'),
    function* ({ value, path }) {
      if (typeof value === 'number' && !(value > 0)) {
        yield { at: path, message: `${named(path)} must be longer than nothing, not ${value}` };
      }
    },
  ),
  'byte-sizes': texts(
    [
      ...under(MAINTENANCE, 'maxDiskBytes', 'highWaterBytes'),
      'cron.runLog.maxBytes',
      'agents.defaults.compaction.maxActiveTranscriptBytes',
      'agents.defaults.compaction.memoryFlush.forceFlushTranscriptBytes',
    ],
    isByteSize,
    'a size such as 500mb',
  ),

  'rotate-bytes': texts(under(MAINTENANCE, 'rotateBytes'), isByteSize, 'a size such as 500mb'),
  'decision-model': texts(
    under(AGENTS, 'decisionModel'),
    (text) => isBlank(text) || isModelRef(text),
    '`provider/model`, or empty',
  ),
  'picker-runtimes': texts(
    under(AGENTS, 'models.*.pickerRuntimes.*'),
    (text) => text !== 'auto' && text !== 'default',
    "a runtime's id",
  ),
  'role-agents': texts(
    ['gateway.roles.definitions.*.agents.*'],
    (text) => /^[a-z0-9_][a-z0-9_-]{0,63}$/i.test(text.trim()),
    "an agent's id",
  ),
  'blank-texts': texts(
    [
      ...under(
        ['agents.defaults'],
        'systemAgent.agentId',
        'authInheritance.agentId',
        'sessionStore.agentId',
        'heartbeat.agentId',
      ),
      ...under(MCP_SERVERS, 'oauth.authProfileId', 'oauth.scope', 'toolFilter.include.*', 'toolFilter.exclude.*'),
      ...under(['gateway'], 'controlUi.environment.label', 'tls.certPath', 'tls.keyPath', 'roles.default'),
      ...under(['tools.github', 'agents.entries.*.tools.github'], 'author.name', 'author.email'),
      ...under(['tools.media'], 'image.preferredModel', 'audio.preferredModel', 'video.preferredModel'),
      'gateway.roles.definitions.*.accessPolicyPlugin',
      'nodeHost.workerRuns.containerImage',
      'talk.agentId',
      'hooks.mappings.*.channel',
      'cloudWorkers.profiles.*.provider',
      'tools.web.search.provider',
      ...under(AGENTS, 'heartbeat.target'),
    ],
    (text) => !isBlank(text),
    'more than blanks',
  ),
  'host-network': texts(
    under(SANDBOXES, 'docker.network', 'browser.network'),
    (text) => !isMode(text, 'host'),
    "`bridge`, `none` or a network's name",
  ),
  'unconfined-profile': texts(
    under(SANDBOXES, 'docker.seccompProfile', 'docker.apparmorProfile'),
    (text) => !isMode(text, 'unconfined'),
    'a profile that confines',
  ),
};

function isCssWidth(text: string): boolean {
  return /^(?:\d+(?:\.\d+)?(?:px|rem|em|ch|vw|vh|%)|(?:min|max|clamp|calc|fit-content)\(.+\)|none)$/.test(text.trim());
}

/** Inside a folder, said in a way that no platform takes for more. */
function isPathInside(text: string): boolean {
  const path = text.trim();
  return path !== '' && !/^[/\\~]/.test(path) && !path.includes(':') && !path.split(/[\\/]+/).includes('..');
}

function isBind(text: string): boolean {
  const source = /^([A-Za-z]:[\\/][^:]*|[^:]*)/.exec(text)![0];
  return /^(?:\/|[A-Za-z]:[\\/])/.test(source);
}

function isDocumentUrl(text: string): boolean {
  const url = parsedUrl(text);
  return url?.protocol === 'https:' && url.pathname !== '/';
}

function isLongEnough(text: string): boolean {
  return /[a-z]$/i.test(text) && (durationOf(text, 'ms') ?? 0) >= 60_000;
}

function isMode(text: string, mode: string): boolean {
  return text.trim().toLowerCase() === mode;
}

const DURATION_FORM = /^(?:\d+(?:\.\d+)?|(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)$/;
const DURATION_PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)?/g;
const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** In milliseconds, of a text such as `90`, `30s` or `1h30m`; undefined where it is none. */
function durationOf(text: string, defaultUnit: 'ms' | 'm' | 'h' | 'd'): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (!DURATION_FORM.test(trimmed)) return undefined;
  const parts = [...trimmed.matchAll(DURATION_PART)];
  return parts.reduce((total, [, count, unit]) => total + Number(count) * MILLISECONDS[unit ?? defaultUnit]!, 0);
}

function isByteSize(text: string): boolean {
  return /^\d+(?:\.\d+)?(?:b|[kmgt]b?)?$/.test(text.trim().toLowerCase());
}

/** `HH:MM`; `24:00` only where a day may end. */
function isTimeOfDay(text: string, mayBeEnd: boolean): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) || (mayBeEnd && text === '24:00');
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

export function isAbsolutePath(text: string): boolean {
  return text.startsWith('/') || /^[A-Za-z]:[\\/]/.test(text) || /^\\\\[^\\]+\\[^\\]+/.test(text);
}

/** `provider/model`. */
export function isModelRef(text: string): boolean {
  const [provider = '', ...model] = text.trim().split('/');
  return !isBlank(provider) && !isBlank(model.join('/'));
}

/** A program's name or path, free of what a shell would take as more than that. */
export function isPlainCommand(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || /[;&|`$<>\r\n"'\0]/.test(trimmed)) return false;
  const isPath = /^[.~]/.test(trimmed) || /[\\/]/.test(trimmed);
  return isPath || (!trimmed.startsWith('-') && /^[A-Za-z0-9._+-]+$/.test(trimmed));
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(parsedUrl(text)?.protocol ?? '');
}

/** https, or http to this machine. */
function isSecureUrl(text: string): boolean {
  const url = parsedUrl(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
}

/** Scheme, host and port and nothing more. */
function isOrigin(text: string): boolean {
  const url = parsedUrl(text);
  return (
    url !== undefined && isHttpUrl(text) && url.pathname + url.search + url.hash + url.username + url.password === '/'
  );
}

export function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** One exact host name or address: no scheme, port, path or wildcard. */
function isExactHost(text: string): boolean {
  const host = text.trim().toLowerCase().replace(/\.+$/, '');
  const unbracketed = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
  if (isIpv6(unbracketed)) return true;
  const ascii = /[\s/?#@:*]/.test(unbracketed) ? undefined : parsedUrl(`http://${unbracketed}`)?.hostname;
  return ascii !== undefined && ascii.length <= 253 && ascii.split('.').every((label) => isHostLabel(label));
}

function isHostLabel(label: string): boolean {
  return label.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label);
}

function isIpv6(text: string): boolean {
  return text.includes(':') && URL.canParse(`http://[${text}]`);
}

/** A DNS name with a dot in it and room for one more label. */
function isDnsDomain(text: string): boolean {
  const domain = text.toLowerCase();
  if (parsedUrl(`https://portal.${text}`)?.hostname !== `portal.${domain}`) return false;
  return (
    domain.length <= 220 && domain.includes('.') && !/^[\d.]+$/.test(domain) && domain.split('.').every(isHostLabel)
  );
}
