// Every field of openclaw.json that can place something: a text of one's own, or a port; and how a release's schema says
// which those are. The claims' own tables give the
// entries that they read; the rest is decided here, by a person who read what the release does with it. The most specific
// pattern counts; a name that speaks of a place is named in full.

import { ACCOUNT_FIELDS } from '../channels.ts';
import { COMMON_PATHS, CONFIG_PATHS } from '../config-paths.ts';
import { PORT_FIELDS } from '../listeners.ts';
import { deref, type JsonSchema, type RootSchema, type SchemaNode } from '../schema/json-schema.ts';
import { type Entry, entries } from './entry.ts';

const CLAIMED: readonly Entry[] = [
  ...entries('path', 'a place that a gateway writes', patternsOf(CONFIG_PATHS)),
  ...entries('path', 'a folder that is handed to programs', patternsOf(COMMON_PATHS)),
  ...entries('port', 'a TCP listener of the host', PORT_FIELDS.join(' ')),
  ...entries(
    'port',
    "a browser's DevTools port, started here or only driven",
    'browser{,.profiles.*}.cdpUrl browser.profiles.*.{cdpPort,mcpArgs}',
  ),
  ...entries('account', 'says which bot or account of a channel it is', ACCOUNT_FIELDS.join(' ')),
  ...entries(
    'account',
    'a mailbox, number or domain that only one gateway answers for',
    `hooks.gmail.{account,topic,subscription}
     plugins.entries.imap.config.accounts.*.{user,host,mailbox}
     plugins.entries.voice-call.config.{fromNumber,tunnel.ngrokDomain}`,
  ),
  ...entries(
    'account',
    "what the world calls the gateway's webhook by, or a router the gateway itself",
    `channels.{telegram,zalo}{,.accounts.*}.webhookUrl channels.sms{,.accounts.*}.publicWebhookUrl
     channels.nextcloud-talk{,.accounts.*}.webhookPublicUrl plugins.entries.voice-call.config.publicUrl
     channels.slack{,.accounts.*}.relay.gatewayId`,
  ),
  ...entries(
    'container',
    "decides where an agent's sandbox is, and what it is called",
    `agents.{defaults,entries.*,list.*}.sandbox.{docker,browser}.containerPrefix
     agents.{defaults,entries.*,list.*}.sandbox.{backend,ssh.target,ssh.workspaceRoot}`,
  ),
  ...entries(
    'route',
    'a path of the one Tailscale node',
    '{hooks.gmail,plugins.entries.voice-call.config}.tailscale.path',
  ),
  ...entries('desktop', "the host's screen, by its VNC server", 'desktop.host.port'),
];

const GWC: readonly Entry[] = [
  ...entries(
    'gwc',
    'comes from a key of hosts.yaml, or has a rule of its own',
    `gateway.port logging.file agents.defaults.workspace env.vars env gateway.customBindHost
     gateway.controlUi.allowedOrigins gateway.trustedProxies gateway.auth.{token,password} $schema`,
  ),
];

const INPUT: readonly Entry[] = [
  ...entries(
    'input',
    'a file or folder that is only read',
    `**.{password,identity,certificate,knownHosts,apiPassword,clientSecret}File channels.line.**.secretFile
     gateway.tls.{certPath,keyPath,caPath} **.{certificatePath,webhookCertPath} proxy.tls.caFile
     **.{ca,cert,key,clientCert,clientKey,client_cert,client_key}
     **.extraPaths **.extraPaths.*.path **.extraCollections.*.path memory.qmd.paths.*.path **.{modelPath,extensionPath} plugins.entries.comfy.config.**.workflowPath
     **.{extraDirs,trustedDirs,safeBinTrustedDirs,allowSymlinkTargets,pathPrepend} agents.**.repoRoot gateway.controlUi.root
     hooks.transformsDir hooks.**.module plugins.load.paths plugins.entries.codex.config.computerUse.marketplacePath secrets.providers.*.path plugins.entries.policy.config.path
     plugins.entries.memory-wiki.config.unsafeLocal.paths **.{seccompProfile,apparmorProfile} gateway.remote.sshIdentity
     channels.**.{trustedLocalFileRoots,attachmentRoots,remoteAttachmentRoots,mediaLocalRoots}`,
  ),
  ...entries('input', 'models that are fetched once, by their names', '**.local.modelCacheDir'),
  ...entries(
    'input',
    'a program, and what it is called with: gwc does not know what it does with that',
    `**.{command,args,mcpCommand,cliPath,executablePath,driverPath,binary,opBin,shell,setupCommand}
     **.{installCommand,passEnv,clearEnv} **.*.env **.cliBackends.*.{*Arg,*Args,*Key,sessionIdFields} {,nodeHost.}mcp.servers
     memory.qmd.mcporter.serverName
     plugins.entries.google-meet.config.chrome.{audioBridgeCommand,audioBridgeHealthCommand,audioInputCommand,audioOutputCommand}`,
  ),
  ...entries(
    'input',
    'the address of a service that is called; a model server that answers already is used, whoever started it',
    `**.{baseUrl,url,endpoint,gatewayUrl,healthUrl,homeserver,apiRoot,apiBaseUrl,serviceUrl,relayUrl,forwarderUrl,*Endpoint,upgradeUrl}
     **.{controlUrlBase,relays,proxy,proxyUrl,databaseUrl,gatewayEndpoint,dns,meetingUrl} gateway.remote.{sshTarget,remotePort}
     models.providers.*.models.*.baseUrl plugins.entries.comfy.config.**.baseUrl
     channels.irc{,.accounts.*}.port plugins.entries.imap.config.accounts.*.port channels.signal.**.httpHost
     channels.synology-chat.**.webhookUrl`,
  ),
  ...entries(
    'input',
    "what the world calls the gateway by: the gateway's own port is behind it",
    `**.{publicUrl,publicOrigin,webhookUrl,advertisedUrl,callbackUrl,callbackBaseUrl}
     **.{activityUrl,viewerBaseUrl,hookUrl,redirectUrl,clientMetadataUrl,sandboxOrigin,attributionUrl,avatarUrl,picture,banner,website}
     gateway.portals.ingress.domain discovery.wideArea.domain`,
  ),
];

const HARMLESS: readonly Entry[] = [
  ...entries(
    'harmless',
    'whatever some releases take unchecked: the settings that are read are decided one by one',
    'channels.{feishu,line,matrix,mattermost,nextcloud-talk,nostr,qa-channel,tlon,twitch,zalo,zalouser}',
  ),
  ...entries(
    'harmless',
    "a channel's setting where releases of 2026.4 describe it a second time: the one in `channels` counts",
    'plugins.entries.{feishu,qqbot}.config{,.accounts.*}.appId',
  ),
  ...entries(
    'harmless',
    'what a plugin says, whom it calls, or which of its own parts it uses',
    `plugins.entries.google-meet.config.{chrome.{browserProfile,guestName},defaults.meeting,{realtime,voiceCall}.introMessage}
     plugins.entries.google-meet.config.twilio.{defaultDialInNumber,defaultDtmfSequence}
     plugins.entries.codex.config.computerUse.{marketplaceName,marketplaceSource,mcpServerName,pluginName}
     plugins.entries.acpx.config.probeAgent plugins.entries.memory-lancedb.config.{dreaming,storageOptions}
     plugins.entries.voice-call.config.realtime.tools.*.parameters.required
     **.{embeddedHarness.runtime,systemPromptOverride,tts.queryParams} tools.web.search.openaiCodex.userLocation`,
  ),
  ...entries(
    'harmless',
    "below the gateway's own port, or that of a listener that is compared",
    `**.{webhookPath,callbackPath,basePath,streamPath} hooks.path hooks.gmail.serve.path hooks.mappings.*.match.path
     channels.msteams.webhook.path plugins.entries.{voice-call.config.serve,webhooks.config.routes.*}.path`,
  ),
  ...entries(
    'harmless',
    'the address that a listener binds: ports are compared whatever the address',
    '**.serve.bind channels.**.webhookHost browser.relayBindHost',
  ),
  ...entries(
    'harmless',
    'inside of a container, or on another machine',
    `**.sandbox.browser.{cdpPort,vncPort,noVncPort,cdpSourceRange} **.sandbox.docker.{workdir,user,tmpfs,extraHosts,network}
     **.sandbox.browser.network plugins.entries.openshell.config.{remoteWorkspaceDir,remoteAgentWorkspaceDir,gateway,from,policy,providers}
     plugins.entries.file-transfer.config.** plugins.entries.file-transfer.config.nodes.*.{allowReadPaths,allowWritePaths,denyPaths}
     plugins.entries.file-transfer.config.literalGrants.*.{canonicalPath,requestedPath,nodeId}
     plugins.entries.file-transfer.config.pendingReapprovals.*.path
     plugins.entries.file-transfer.config.workspaces.*.{remoteRoot,nodeId}
     gateway.nodes.pairing.sshVerify.user`,
  ),
  ...entries(
    'harmless',
    "a name below the state folder, or the gateway's own",
    `plugins.entries.active-memory.config.transcriptDir channels.zalouser.**.profile
     **.{agentId,accountId,defaultAgentId,providerId,sessionId,nodeId,defaultAccount,profileId,authProfileId,defaultAuthProfileId}
     **.{allowedAgentIds,controllerId,pluginId,integrationId,defaultProfile,preferredProfile,projectProfiles,allowProfiles,profile}
     agents.list.*.id **.{agentRuntime.id,mappings.*.id,endpoints.*.id} **.{sessionPrefix,keyPrefix,rawKeyPrefix}
     **.{allowedSessionKeyPrefixes,session,agent,agents,defaultAgent,allowedAgents,allowAgents,exposeAgents} secrets.defaults.{env,exec,file,store}
     **.{sessionKey,defaultSessionKey,mainKey,node,controllerId,catalogs} **.heartbeat.target **.agentSession.target
     **.{backend,export} broadcast.** **.skills hooks.internal.installs.*.hooks`,
  ),
  ...entries(
    'harmless',
    'no release reads it any more, or only to move it',
    'canvasHost.port plugins.entries.canvas.config.host.port gateway.tailscale.serviceName',
  ),
  ...entries(
    'harmless',
    'a folder per user of the app: an id of a user is the own of its app, which bot-shared compares',
    'channels.feishu.**.{workspaceTemplate,agentDirTemplate}',
  ),
  ...entries(
    'harmless',
    'what Tailscale or Google hand on to the port that is compared',
    'hooks.gmail.{tailscale.target,label}',
  ),
  ...entries(
    'harmless',
    'a person, group, room or service that is talked to, not talked as',
    `**.{allowFrom,groupAllowFrom,ownerAllowFrom,groupSenderAllowFrom,approvers,users,followUsers,members,friends,senders,allowUsers}
     **.{channelId,guildId,teamId,tenantId,threadId,to,toNumber,defaultTo,channel,channels,groupChannels,groups,roles,peer.id}
     **.{allowedSenders,allowedShips,ownerShip,defaultAuthorizedShips,dmAllowlist,groupInviteAllowlist,autoJoinAllowlist}
     **.{allowedChatIds,deniedChatIds,allowIn,denyIn,mentionPatterns,mentionAliases,wakeNames,oncharPrefixes,identityLinks,aliases}
     **.{owner,account,scopes,scope,section,botUser,botUserId,appPrincipal,audience,sharePointSiteId,connectionName}
     gateway.roles.default channels.feishu.**.groupPolicy **.{accessPolicyPlugin,service,sessionFilter,agentFilter,modelByChannel,abTestChannels,email,registerEmail}
     channels.clickclack.**.workspace **.hookExternalContentSources`,
  ),
  ...entries(
    'harmless',
    'a key, or an id that a key belongs to: any number of clients may have it, unless it is a bot',
    `**.{apiKey,openaiApiKey,apiKeyEnv,token,authToken,outboundToken,pushToken,webhookToken,userToken,refreshToken,authTokenEnv}
     **.{password,passphrase,secret,webhookSecret,signingSecret,channelSecret,clientSecret,appSecret,appPassword,apiPassword}
     **.{encryptKey,verificationToken,authTag,identityData,certificateData,knownHostsData,publicKey,code,headers,value}
     **.{ownerDisplaySecret,ngrokAuthToken,certificateThumbprint,tlsFingerprint,identity,edgeAuth} channels.twitch.**.accessToken
     **.{username,accountSid,authId,connectionId,clientId,managedIdentityClientId,activities.applicationId,deviceId,apiUser}
     plugins.entries.onepassword.config{,.items.*}.vault plugins.entries.onepassword.config.items.*.{item,field}
     plugins.entries.memory-wiki.config.obsidian.vaultName
     plugins.entries.google-meet.config.{oauth.accessToken,twilio.defaultPin}
     plugins.entries.amazon-bedrock.config.guardrail.{guardrailIdentifier,guardrailVersion}`,
  ),
  ...entries(
    'harmless',
    'which tools, hosts or messages are allowed, or matched',
    `**.{categories,nativeToolProgressAllowFrom,allow,deny,alsoAllow,allowBundled,allowCommands,denyCommands,toolsAllow,allowlist,safeBins,allowedValueFlags,deniedFlags}
     **.{allowedHostnames,blockedHostnames,hostnameAllowlist,allowedHosts,bypassHosts,mediaAllowHosts,mediaAuthAllowHosts}
     **.{allowedDomains,allowedMimes,allowedSourceIps,urlAllowlist,trustedProxyIPs,trustedAuthservIds,cidrs,autoApproveCidrs}
     **.{include,exclude,order,presets,pattern,event,forEach,match.source,flags,redactPatterns,resetTriggers}
     **.{checkId,titleIncludes,detailIncludes,reason,requiredHeaders,userHeader,githubAccountIdClaim,issuer,capabilities}
     **.{reactionAllowlist,capDrop,postCompactionSections,sidebarEntries} **.guard.rules.{inbound,outbound}`,
  ),
  ...entries(
    'harmless',
    'a model, a voice, an image, or an option of the service that has it',
    `**.*{Model,model}* **.{provider,providers,primary,fallback,fallbacks,image,video,music,persona,personas}
     **.{voice,voiceId,voiceAliases,speakerVoice,speakerVoiceId,modelId,lang,language,languageCode,locale,speechLocale,region,city,country}
     **.{outputFormat,voiceNoteOutputFormat,rate,pitch,volume,style,scene,pacing,accent,constraints,sampleContext,params,providerOptions}
     **.{mode,thinking,reasoningEffort,documentInputType,queryInputType,inputType,headerName,serverName,prefix,suffix,class}
     **.{providerFilter,contextEngine,memory,memorySwap,gpus,ulimits,containerImage,searchTool,alias,pickerRuntimes,userAgent}
     models.providers.*.models.*.** models.providers.*.models.*.compat.toolSchemaProfile plugins.entries.comfy.config.** plugins.entries.comfy.config.**.*NodeId plugins.entries.comfy.config.**.*InputName
     **.{defaultProvider,search,*DirectFormats,*UploadFormats,config,entries,settings} cron.webhook
     plugins.entries.codex.config.appServer.serviceTier`,
  ),
  ...entries(
    'harmless',
    'a text for people or models, or a look',
    `**.{name,label,labels,displayName,botDisplayName,deviceName,realname,description,title,comment,about,avatar,theme,color}
     **.{accentColor,seamColor,emoji,ackReaction,typingReaction,slug,prompt,promptAppend,promptOverride,promptStarters,systemPrompt}
     **.{instructions,customInstructions,identifierInstructions,inboundGreeting,responseSystemPrompt,placeholder,activity,echoFormat}
     **.{responsePrefix,messagePrefix,messageTemplate,textTemplate,usageTemplate,healthyText,degradedText,exhaustedText,fontFamily}
     **.{attributionText,nip05,lud16,chatMessageMaxWidth,stickerSets,metricNamePrefix,serviceName} messages.statusReactions.emojis.*
     **.{strictTransportSecurity,domain}`,
  ),
  ...entries(
    'harmless',
    'a time, a size, or what OpenClaw notes about itself',
    `**.{every,start,end,interval,embedInterval,frequency,timezone,userTimezone,envelopeTimezone,ttl,idleTimeout,refreshAfter}
     **.{retainUnused,suspendAfter,pruneAfter,archiveDashboardAfter,preserveRecent,resetArchiveRetention,sessionRetention}
     **.{maxBytes,maxDiskBytes,highWaterBytes,rotateBytes,maxActiveTranscriptBytes,forceFlushTranscriptBytes}
     {hooks.internal,plugins}.installs.*.* {hooks.internal,plugins}.installs.*.{installPath,sourcePath,clawhubUrl,resolvedName}
     hooks.internal.installs.*.{gitUrl,npmTarballName} plugins.installs.*.marketplaceName wizard.* meta.* telemetry.consentedAt
     **.{expectedVersion,expectedHash,expectedAttestationHash,policyVersion}`,
  ),
  ...entries(
    'harmless',
    'anything: the keys that mean something are named here or in the tables of the claims',
    'channels.matrix.accounts channels.qqbot{,.accounts.*,.accounts}{,.streaming} channels.synology-chat{,.accounts}',
  ),
  ...entries(
    'harmless',
    "the settings of a plugin that gwc doesn't know, which plugin-shared compares",
    'plugins.entries.*.config',
  ),
];

export const FIELDS: readonly Entry[] = [...CLAIMED, ...GWC, ...INPUT, ...HARMLESS];

function patternsOf(paths: readonly { readonly keys: readonly string[] }[]): string {
  return paths.map(({ keys }) => keys.join('.').replace(/\.\*$/, '')).join(' ');
}

/** Keys with dots; `*` is any key of a map or item of a list. A field that takes anything counts, a choice of words doesn't. */
export function placingFields(schema: RootSchema): readonly string[] {
  const found = new Set<string>();
  visit(schema, [], schema, found);
  return [...found].sort();
}

function visit(schema: JsonSchema, path: readonly string[], root: RootSchema, found: Set<string>): void {
  const node = deref(schema, root);
  if (node === false) return;
  if (node === true || takesText(node, path)) found.add(path.join('.'));
  if (node === true || isSecretRef(node)) return;
  for (const [key, inner] of Object.entries(node.properties ?? {})) visit(inner, [...path, key], root, found);
  for (const inner of unnamed(node)) visit(inner, [...path, '*'], root, found);
  for (const inner of [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])])
    visit(inner, path, root, found);
}

function unnamed({
  type,
  properties,
  patternProperties,
  additionalProperties,
  items,
}: SchemaNode): readonly JsonSchema[] {
  const isOpen = type === 'object' && !properties && additionalProperties === undefined;
  return [
    ...Object.values(patternProperties ?? {}),
    ...(isOpen ? [true] : []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(items === undefined ? [] : [items].flat()),
  ];
}

const STRUCTURE: readonly string[] = [
  'type',
  'enum',
  'const',
  'properties',
  'items',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  '$ref',
];

function takesText(node: SchemaNode, path: readonly string[]): boolean {
  const { type, enum: choices, const: only } = node;
  if (!STRUCTURE.some((keyword) => Object.hasOwn(node, keyword))) return true;
  if (choices || only !== undefined) return false;
  const types = [type ?? []].flat();
  const isNumber = types.includes('integer') || types.includes('number');
  return types.includes('string') || (isNumber && /port/i.test(path.findLast((key) => key !== '*') ?? ''));
}

/** What names the place of a secret places nothing itself. */
function isSecretRef({ properties = {} }: SchemaNode): boolean {
  return ['source', 'provider', 'id'].every((key) => Object.hasOwn(properties, key));
}
