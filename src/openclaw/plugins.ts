// The packages that a gateway's plugins come from: what `plugins` of an instance names, and what a release fetches at each start
// for a channel that it doesn't bundle. Source: dist/channel-catalog.json and dist/extensions of openclaw@2026.9.6.

import { at, isMap, type Json } from '../document/json.ts';
import { fetchedChannels } from './channels.ts';
import { releaseOf } from './release.ts';

/** Channels whose package is `@openclaw/<channel>`, of the release's own version. */
const OWN = new Set(
  `buzz clickclack discord feishu googlechat imessage irc line matrix mattermost msteams nextcloud-talk nostr raft signal slack sms
  synology-chat tlon twitch whatsapp zalo zalouser`.split(/\s+/),
);

/** Of others: the package, with the version that the release is known to fit. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['openclaw-weixin', '@tencent-weixin/openclaw-weixin@2.4.8'],
  ['openclaw-zaloclawbot', '@zalo-platforms/openclaw-zaloclawbot@0.1.4'],
  ['qqbot', '@tencent-connect/openclaw-qqbot@2.0.3'],
  ['wecom', '@wecom/wecom-openclaw-plugin@2026.7.2'],
  ['yuanbao', 'openclaw-plugin-yuanbao@2.18.2'],
]);

/** Plugins that are part of a release, by release. */
const BUNDLED: Readonly<Record<string, ReadonlySet<string>>> = {
  '2026.9.6': new Set(
    `a2a active-memory admin-http-rpc alibaba anthropic apple-fm azure-speech beam bonjour browser canvas clawrouter
    code-mode-quickjs copilot-proxy crabbox cua-computer deepgram device-pair document-extract elevenlabs fal file-transfer
    geolocation github github-copilot google huggingface imap linux-node litellm llm-task lmstudio logbook memory-core
    memory-wiki microsoft microsoft-foundry migrate-claude migrate-hermes minimax nvidia oc-path ollama onepassword openai
    opencode-go openrouter policy reef runway senseaudio session-share sglang talk-voice telegram together tts-local-cli vault
    vllm web-readability webhooks workboard xai`.split(/\s+/),
  ),
};

export interface NpmPackage {
  readonly name: string;
  /** A version or a tag. */
  readonly version: string | undefined;
}

/** Of `npm:@scope/name@1.2.3`; undefined for a path. */
export function npmPackage(spec: string): NpmPackage | undefined {
  const [, name, version] = /^npm:(@?[^@]+)(?:@(.+))?$/.exec(spec) ?? [];
  return name === undefined ? undefined : { name, version };
}

/** Whether two installs of it give the same. */
export function isPinned(spec: string): boolean {
  const found = npmPackage(spec);
  return found === undefined || /^\d+\.\d+\.\d+([-+].+)?$/.test(found.version ?? '');
}

export interface FetchedPlugin {
  readonly channel: string;
  /** The name of the package. */
  readonly name: string;
  /** What `plugins` would say. */
  readonly pin: string;
}

/** Channels whose packages `plugins` doesn't name: the gateway asks npm for them at each start. */
export function fetchedPlugins(
  config: Json | undefined,
  release: string,
  plugins: readonly string[] = [],
): readonly FetchedPlugin[] {
  const named = new Set(plugins.map((spec) => npmPackage(spec)?.name));
  return fetchedChannels(config, release).flatMap((channel) => {
    const spec = OWN.has(channel) ? `@openclaw/${channel}@${release}` : OTHERS.get(channel);
    if (spec === undefined) return [];
    const pin = `npm:${spec}`;
    const { name } = npmPackage(pin)!;
    return named.has(name) ? [] : [{ channel, name, pin }];
  });
}

export function fetchedText(instance: string, names: readonly string[]): string {
  return `${instance} fetches ${names.join(', ')} from npm at each start, in whatever version; \`plugins\` in hosts.yaml pins it`;
}

/**
 * Of `plugins.entries`, those that nothing brings: the release doesn't bundle them, and no package of `plugins` can be theirs.
 * None where that can't be known: another's package may have a plugin of any name.
 */
export function missingPlugins(
  config: Json | undefined,
  release: string,
  plugins: readonly string[] = [],
): readonly string[] {
  const bundled = bundledPlugins(release);
  const entries = at(config, 'plugins', 'entries');
  if (!bundled || !isMap(entries) || isMap(at(config, 'plugins', 'load'))) return [];
  const names = plugins.map((spec) => npmPackage(spec)?.name);
  if (names.some((name) => !name?.startsWith(OWN_SCOPE))) return [];
  return Object.keys(entries).filter(
    (id) => at(entries, id, 'enabled') !== false && !bundled.has(id) && !names.includes(`${OWN_SCOPE}${id}`),
  );
}

const OWN_SCOPE = '@openclaw/';

/** Undefined where gwc doesn't know them. */
export function bundledPlugins(release: string): ReadonlySet<string> | undefined {
  return BUNDLED[releaseOf(release).nearest];
}
