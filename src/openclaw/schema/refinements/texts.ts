// Texts that must have a form which the schema doesn't say, or says only in part.
// Source: openclaw@2026.9.6, src/config/zod-schema.* (refine, superRefine).

import { AGENTS, at, named, type Refinement, texts, under } from './refinement.ts';
import * as form from './text-forms.ts';

const MCP_SERVERS = ['mcp.servers.*', 'nodeHost.mcp.servers.*'];
const MAINTENANCE = ['session.maintenance'];
const SANDBOXES = under(AGENTS, 'sandbox');
const DURATION = 'a duration such as 30m, 12h or 1h30m';

export const TEXT_REFINEMENTS: readonly Refinement[] = [
  texts(['desktop.host.passwordFile'], (text) => text.trim().startsWith('/'), 'an absolute path'),
  texts(
    ['worktreeRoot'],
    (text) => /^(?:\/|~$|~\/)/.test(text.trim()),
    'an absolute path, or one that starts with `~/`',
  ),
  texts(['secrets.providers.*.trustedDirs.*'], form.isAbsolutePath, 'an absolute path'),
  texts(['audio.transcription.command.0'], form.isPlainCommand, "a program's name or path"),
  texts(['gateway.controlUi.chatMessageMaxWidth'], isCssWidth, 'a CSS width such as 960px or 82%'),
  texts(
    ['secrets.providers.*.command'],
    (text) => form.isPlainCommand(text) && form.isAbsolutePath(text),
    'the absolute path of a program, without quotes or characters that a shell interprets',
  ),
  texts(['hooks.mappings.*.transform.module'], isPathInside, 'a relative path that stays in its folder'),
  texts(under(SANDBOXES, 'docker.binds.*', 'browser.binds.*'), isBind, 'a bind mount from an absolute path'),

  texts(
    [...under(MCP_SERVERS, 'url', 'oauth.redirectUrl'), 'proxy.proxyUrl', 'cron.webhook'],
    form.isHttpUrl,
    'an http:// or https:// URL',
  ),
  texts(under(MCP_SERVERS, 'oauth.clientMetadataUrl'), isDocumentUrl, 'an https:// URL with a path'),
  texts(['models.catalogRefresh.url'], form.isSecureUrl, 'an https:// URL, or an http:// one of localhost'),
  texts(['mcp.apps.sandboxOrigin'], form.isOrigin, 'an origin such as https://apps.example.org, without a path'),
  texts(
    ['gateway.publicOrigin'],
    (text) => form.isOrigin(text) && form.isSecureUrl(text),
    'an origin such as https://claw.example.org, without a path; http:// only of localhost',
  ),
  texts(['gateway.portals.ingress.domain'], form.isDnsDomain, 'a DNS domain such as portal.example.org'),
  texts(
    ['secrets.egressProxy.allowedHosts.*', 'secrets.egressProxy.bypassHosts.*'],
    form.isExactHost,
    'one host name or address',
  ),

  texts(under(AGENTS, 'heartbeat.every'), (text) => text === '' || form.durationOf(text, 'm') !== undefined, DURATION),
  texts(
    under(AGENTS, 'heartbeat.activeHours.start'),
    (text) => text === '' || form.isTimeOfDay(text, false),
    'a time such as 08:00',
  ),
  texts(
    under(AGENTS, 'heartbeat.activeHours.end'),
    (text) => text === '' || form.isTimeOfDay(text, true),
    'a time such as 22:00',
  ),
  texts(['cron.sessionRetention'], (text) => form.durationOf(text, 'h') !== undefined, DURATION),
  texts(['cloudWorkers.profiles.*.suspendAfter'], isLongEnough, 'a duration of at least 1m, such as 45m'),
  texts(
    under(MAINTENANCE, 'pruneAfter', 'archiveDashboardAfter', 'preserveRecent', 'resetArchiveRetention'),
    (text) => (form.durationOf(text, 'd') ?? 0) > 0,
    'a duration such as 30d',
  ),
  at(under(MAINTENANCE, 'pruneAfter', 'preserveRecent', 'resetArchiveRetention'), function* ({ value, path }) {
    if (typeof value === 'number' && !(value > 0)) {
      yield { path, message: `${named(path)} must be longer than nothing, not ${value}` };
    }
  }),
  texts(
    [
      ...under(MAINTENANCE, 'maxDiskBytes', 'highWaterBytes'),
      'cron.runLog.maxBytes',
      'agents.defaults.compaction.maxActiveTranscriptBytes',
      'agents.defaults.compaction.memoryFlush.forceFlushTranscriptBytes',
    ],
    form.isByteSize,
    'a size such as 500mb',
  ),

  texts(
    under(AGENTS, 'decisionModel'),
    (text) => form.isBlank(text) || form.isModelRef(text),
    '`provider/model`, or empty',
  ),
  texts(under(AGENTS, 'models.*.pickerRuntimes.*'), (text) => text !== 'auto' && text !== 'default', "a runtime's id"),
  texts(
    ['gateway.roles.definitions.*.agents.*'],
    (text) => /^[a-z0-9_][a-z0-9_-]{0,63}$/i.test(text.trim()),
    "an agent's id",
  ),
  texts(
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
    (text) => !form.isBlank(text),
    'more than blanks',
  ),
  texts(
    under(SANDBOXES, 'docker.network', 'browser.network'),
    (text) => !isMode(text, 'host'),
    "`bridge`, `none` or a network's name",
  ),
  texts(
    under(SANDBOXES, 'docker.seccompProfile', 'docker.apparmorProfile'),
    (text) => !isMode(text, 'unconfined'),
    'a profile that confines',
  ),
];

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
  const url = form.parsedUrl(text);
  return url?.protocol === 'https:' && url.pathname !== '/';
}

function isLongEnough(text: string): boolean {
  return /[a-z]$/i.test(text) && (form.durationOf(text, 'ms') ?? 0) >= 60_000;
}

function isMode(text: string, mode: string): boolean {
  return text.trim().toLowerCase() === mode;
}
