// What became of a key that a release's schema doesn't know: renamed, gone, or not there yet.

import { formatPath, type Path } from '../../document/json.ts';
import { compareReleases } from '../release.ts';
import { deref, type JsonSchema, type RootSchema } from './json-schema.ts';
import { SCHEMA_RELEASES, shippedSchema } from './shipped.ts';

export interface KeyHistory {
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Undefined for a key that no release that gwc knows has had. */
export function keyHistory(path: Path, release: string): KeyHistory | undefined {
  const earlier = SCHEMA_RELEASES.findLast((other) => compareReleases(other, release) < 0 && hasKey(other, path));
  const later = SCHEMA_RELEASES.find((other) => compareReleases(other, release) > 0 && hasKey(other, path));
  const name = `\`${formatPath(path)}\``;
  const successor = renamed(path, 0, 1);
  if (successor !== undefined && later === undefined) {
    const known = earlier === undefined ? '' : ` (${earlier} had it)`;
    return {
      message: `OpenClaw ${release} has no ${name} any more${known}; use \`${successor}\``,
      suggestions: [successor],
    };
  }
  if (earlier !== undefined) {
    const message = `OpenClaw ${release} has no ${name} any more (${earlier} had it), and nothing in its place; remove the key`;
    return { message, suggestions: [] };
  }
  if (later === undefined) return undefined;
  const predecessor = renamed(path, 1, 0);
  const advice = predecessor === undefined ? '' : `; use \`${predecessor}\``;
  return {
    message: `OpenClaw ${release} has no ${name} yet (${later} has it)${advice}`,
    suggestions: predecessor === undefined ? [] : [predecessor],
  };
}

/** Whether a release before this one had the key, and gwc knows nothing that has come in its place. */
export function isGone(path: Path, release: string): boolean {
  if (renamed(path, 0, 1) !== undefined) return false;
  return SCHEMA_RELEASES.some((other) => compareReleases(other, release) < 0 && hasKey(other, path));
}

/** Whether the schema names the key. */
export function hasKey(release: string, path: Path): boolean {
  const root = shippedSchema(release);
  const key = String(path.at(-1));
  return partsAt(root, path.slice(0, -1)).some((part) => hasOwn(part, key));
}

/** The path of a key that the schema doesn't have, with `*` for what its user named. */
export function patternOf(path: Path, root: RootSchema): string {
  const isNamed = (key: string | number, index: number) =>
    index === path.length - 1 || partsAt(root, path.slice(0, index)).some((part) => hasOwn(part, String(key)));
  return path.map((key, index) => (isNamed(key, index) ? key : '*')).join('.');
}

/** Whether one of the patterns is that of the path. What holds for a channel holds for each of its accounts. */
export function isAmong(patterns: readonly string[], path: Path): boolean {
  const ofChannel = path[0] === 'channels' && path[2] === 'accounts' ? [...path.slice(0, 2), ...path.slice(4)] : path;
  return patterns.some((pattern) => match(pattern, path) ?? match(pattern, ofChannel));
}

function hasOwn(schema: JsonSchema, key: string): boolean {
  return typeof schema === 'object' && Object.hasOwn(schema.properties ?? {}, key);
}

/** Every part of the schema that a value at the path could have to fit. */
function partsAt(root: RootSchema, path: Path): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (parts, key) => parts.flatMap((part) => alternativesOf(below(part, key), root)),
    alternativesOf(root, root),
  );
}

function below(schema: JsonSchema, key: string | number): JsonSchema {
  if (typeof schema === 'boolean') return false;
  const { items, properties = {}, additionalProperties = false } = schema;
  if (typeof key === 'number') return items !== undefined && !Array.isArray(items) ? (items as JsonSchema) : false;
  return Object.hasOwn(properties, key) ? properties[key]! : additionalProperties;
}

function alternativesOf(unresolved: JsonSchema, root: RootSchema): readonly JsonSchema[] {
  const schema = deref(unresolved, root);
  if (typeof schema === 'boolean') return [];
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...parts.flatMap((part) => alternativesOf(part, root))];
}

/** The name of the key on the other side of the table. */
function renamed(path: Path, side: 0 | 1, other: 0 | 1): string | undefined {
  for (const successor of SUCCESSORS) {
    const stars = match(successor[side], path);
    if (stars) return fill(successor[other], stars);
  }
  return undefined;
}

/** What stands for each `*` of a pattern of keys. */
export function match(pattern: string, path: Path): readonly string[] | undefined {
  const keys = pattern.split('.');
  if (keys.length !== path.length || !keys.every((key, index) => key === '*' || key === String(path[index])))
    return undefined;
  return path.filter((_, index) => keys[index] === '*').map(String);
}

function fill(pattern: string, stars: readonly string[]): string {
  let next = 0;
  return pattern.replaceAll('*', () => stars[next++] ?? '*');
}

type Successor = readonly [from: string, to: string];

const CORE: readonly Successor[] = [
  ['audio.transcription', 'tools.media.models'],
  ['audio', 'tools.media.models'],
  ['media', 'attachments'],
  ['web', 'channels.whatsapp'],
  ['heartbeat', 'agents.defaults.heartbeat'],
  ['memorySearch', 'memory.search'],
  ['env.*', 'env.vars.*'],
  ['browser.ssrfPolicy.hostnameAllowlist', 'browser.ssrfPolicy.allowedHostnames'],
  ['browser.ssrfPolicy.allowPrivateNetwork', 'browser.ssrfPolicy.dangerouslyAllowPrivateNetwork'],
  ['models.providers.*.contextTokens', 'models.providers.*.models[].contextTokens'],
  ['models.providers.*.contextWindow', 'models.providers.*.models[].contextWindow'],
  ['agents.list', 'agents.entries'],
  ['agents.defaults.imageGenerationModel', 'agents.defaults.mediaModels.image'],
  ['agents.defaults.videoGenerationModel', 'agents.defaults.mediaModels.video'],
  ['agents.defaults.musicGenerationModel', 'agents.defaults.mediaModels.music'],
  ['agents.defaults.pdfMaxBytesMb', 'agents.defaults.pdfMaxMb'],
  ['agents.defaults.embeddedPi', 'agents.defaults.embeddedAgent'],
  ['agents.defaults.memorySearch', 'memory.search'],
  ['agents.entries.*.memorySearch', 'agents.entries.*.memory.search'],
  ['agents.defaults.promptOverlays', 'plugins.entries.openai.config.personality'],
  ['agents.defaults.contextTokens', 'models.providers.<provider>.models[].contextTokens'],
  ['agents.entries.*.contextTokens', 'models.providers.<provider>.models[].contextTokens'],
  ['agents.defaults.sandbox.perSession', 'agents.defaults.sandbox.scope'],
  ['agents.entries.*.sandbox.perSession', 'agents.entries.*.sandbox.scope'],
  ['agents.defaults.sandbox.browser.enableNoVnc', 'agents.defaults.sandbox.browser.noVncEnabled'],
  ['agents.entries.*.sandbox.browser.enableNoVnc', 'agents.entries.*.sandbox.browser.noVncEnabled'],
  ['tools.exec.timeoutSec', 'tools.exec.timeoutSeconds'],
  ['tools.experimental', 'tools.updatePlan'],
  ['tools.message.allowCrossContextSend', 'tools.message.crossContext'],
  ['tools.media.image.models', 'tools.media.models'],
  ['tools.media.audio.models', 'tools.media.models'],
  ['tools.media.video.models', 'tools.media.models'],
  ['tools.media.image.deepgram', 'tools.media.image.providerOptions.deepgram'],
  ['tools.media.audio.deepgram', 'tools.media.audio.providerOptions.deepgram'],
  ['tools.media.video.deepgram', 'tools.media.video.providerOptions.deepgram'],
  ['tools.media.models.*.deepgram', 'tools.media.models.*.providerOptions.deepgram'],
  ['tools.web.x_search', 'plugins.entries.xai.config'],
  ['tools.web.fetch.firecrawl', 'plugins.entries.firecrawl.config'],
  ['messages.tts', 'tts'],
  ['messages.messagePrefix', 'channels.whatsapp.responsePrefix'],
  ['session.idleMinutes', 'session.reset.idleMinutes'],
  ['session.resetByType.dm', 'session.resetByType.direct'],
  ['session.typingMode', 'agents.defaults.typingMode'],
  ['session.maintenance.pruneDays', 'session.maintenance.pruneAfter'],
  ['session.threadBindings.ttlHours', 'session.threadBindings.idleHours'],
  ['session.threadBindings.spawnSubagentSessions', 'session.threadBindings.spawnSessions'],
  ['session.threadBindings.spawnAcpSessions', 'session.threadBindings.spawnSessions'],
  ['cron.failureDestination', 'cron.failureAlert'],
  ['talk.voiceId', 'talk.providers.elevenlabs.voiceId'],
  ['talk.voiceAliases', 'talk.providers.elevenlabs.voiceAliases'],
  ['talk.modelId', 'talk.providers.elevenlabs.modelId'],
  ['talk.outputFormat', 'talk.providers.elevenlabs.outputFormat'],
  ['talk.apiKey', 'talk.providers.elevenlabs.apiKey'],
  ['talk.realtime.voice', 'talk.realtime.speakerVoice'],
  ['ui.assistant', 'agents.entries.*.identity'],
  ['gateway.nodes.allowCommands', 'gateway.nodes.commands.allow'],
  ['gateway.nodes.denyCommands', 'gateway.nodes.commands.deny'],
  ['memory.qmd', 'memory.search'],
  ['mcp.servers.*.codex.default_tools_approval_mode', 'mcp.servers.*.codex.defaultToolsApprovalMode'],
  ['skills.workshop.autonomous.enabled', 'skills.workshop.autonomous.mode'],
  ['plugins.entries.llm-task.config.allowedModels', 'plugins.entries.llm-task.llm.allowedCompletionModels'],
  ['channels.feishu.accounts.*.botName', 'channels.feishu.accounts.*.name'],
];

/** Below a channel, and below each of its accounts. */
const CHANNEL: readonly Successor[] = [
  ['*.chunkMode', '*.streaming.chunkMode'],
  ['*.blockStreaming', '*.streaming.block.enabled'],
  ['*.blockStreamingCoalesce', '*.streaming.block.coalesce'],
  ['*.streamMode', '*.streaming.mode'],
  ['*.draftChunk', '*.streaming.preview.chunk'],
  ['*.heartbeat', '*.heartbeatVisibility'],
  ['*.dm.policy', '*.dmPolicy'],
  ['*.dm.allowFrom', '*.allowFrom'],
  ['*.allowPrivateNetwork', '*.network.dangerouslyAllowPrivateNetwork'],
  ['*.requireMention', '*.groups.*.requireMention'],
  ['*.threadBindings.ttlHours', '*.threadBindings.idleHours'],
  ['*.threadBindings.spawnSubagentSessions', '*.threadBindings.spawnSessions'],
  ['*.threadBindings.spawnAcpSessions', '*.threadBindings.spawnSessions'],
  ['*.groups.*.allow', '*.groups.*.enabled'],
  ['*.rooms.*.allow', '*.rooms.*.enabled'],
  ['*.channels.*.allow', '*.channels.*.enabled'],
  ['discord.guilds.*.channels.*.allow', 'discord.guilds.*.channels.*.enabled'],
  ['discord.voice.realtime.voice', 'discord.voice.realtime.speakerVoice'],
  ['feishu.tools.base', 'feishu.tools.bitable'],
  ['googlechat.serviceAccountRef', 'googlechat.serviceAccount'],
  ['signal.httpHost', 'signal.transport'],
  ['signal.httpPort', 'signal.transport'],
  ['slack.nativeStreaming', 'slack.streaming.nativeTransport'],
  ['slack.dm.replyToMode', 'slack.replyToModeByChatType.direct'],
  ['slack.thread.requireExplicitMention', 'slack.implicitMentions.threadParticipation'],
  ['whatsapp.messagePrefix', 'whatsapp.responsePrefix'],
  ['whatsapp.ackReaction', 'messages.ackReaction'],
  ['whatsapp.debounceMs', 'messages.inbound.byChannel.whatsapp'],
];

export const SUCCESSORS: readonly Successor[] = [
  ...CORE,
  ...CHANNEL.flatMap(([from, to]): readonly Successor[] => [
    [`channels.${from}`, inChannels(to)],
    [`channels.${withAccount(from)}`, inChannels(withAccount(to))],
  ]),
];

function inChannels(path: string): string {
  return path.startsWith('messages.') ? path : `channels.${path}`;
}

function withAccount(path: string): string {
  return path.startsWith('messages.') ? path : path.replace('.', '.accounts.*.');
}
