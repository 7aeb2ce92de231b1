// Keys of openclaw.json that have another name now. `*` stands for any key or list position, the same in both.
// Source: what `openclaw doctor` of 2026.9.6 makes of them (src/commands/doctor/shared/legacy-config-migrations,
// extensions/*/doctor), and the schemas of the releases.

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
