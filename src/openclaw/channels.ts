// Which keys say what bot or account a channel's account is. A bot has one gateway: two would take each other's messages, or
// both answer them. Source: extensions/* of openclaw@2026.3.13 (src/accounts, src/token); docs/channels of 2026.9.6.

export interface BotChannel {
  readonly channel: string;
  /** What two gateways would share: "Telegram bot". */
  readonly label: string;
  readonly identities: readonly BotIdentity[];
}

export interface BotIdentity {
  /** The first that is set counts; an account's own before its channel's. */
  readonly keys: readonly BotKey[];
  /** What the default account reads where none of the keys is set. */
  readonly variable?: string;
  /** Where no key is set: a file that is used then. */
  readonly fallback?: string;
  /** Keys without which the value says nothing: a nick is one of a server. */
  readonly within?: readonly string[];
}

export interface BotKey {
  readonly key: string;
  readonly kind: 'secret' | 'file' | 'name';
}

export const BOT_CHANNELS: readonly BotChannel[] = [
  bot('telegram', 'Telegram bot', { keys: [file('tokenFile'), secret('botToken')], variable: 'TELEGRAM_BOT_TOKEN' }),
  bot(
    'discord',
    'Discord bot',
    { keys: [secret('token')], variable: 'DISCORD_BOT_TOKEN' },
    { keys: [name('applicationId')] },
  ),
  bot(
    'slack',
    'Slack app',
    { keys: [secret('botToken')], variable: 'SLACK_BOT_TOKEN' },
    { keys: [secret('appToken')], variable: 'SLACK_APP_TOKEN' },
  ),
  bot('whatsapp', 'WhatsApp session', { keys: [file('authDir')] }),
  bot('signal', 'Signal account', { keys: [name('account')] }),
  bot(
    'matrix',
    'Matrix account',
    { keys: [name('userId')], variable: 'MATRIX_USER_ID' },
    { keys: [secret('accessToken')], variable: 'MATRIX_ACCESS_TOKEN' },
  ),
  bot('mattermost', 'Mattermost bot', { keys: [secret('botToken')], variable: 'MATTERMOST_BOT_TOKEN' }),
  bot('msteams', 'Teams bot', { keys: [name('appId')], variable: 'MSTEAMS_APP_ID' }),
  bot('googlechat', 'Google Chat app', { keys: [secret('serviceAccount'), file('serviceAccountFile')] }),
  bot('line', 'LINE bot', {
    keys: [secret('channelAccessToken'), file('tokenFile')],
    variable: 'LINE_CHANNEL_ACCESS_TOKEN',
  }),
  bot('feishu', 'Feishu app', { keys: [name('appId')], variable: 'FEISHU_APP_ID' }),
  bot('qqbot', 'QQ bot', { keys: [name('appId')], variable: 'QQBOT_APP_ID' }),
  bot('zalo', 'Zalo bot', { keys: [secret('botToken'), file('tokenFile')], variable: 'ZALO_BOT_TOKEN' }),
  bot('nostr', 'Nostr key', { keys: [secret('privateKey')], variable: 'NOSTR_PRIVATE_KEY' }),
  bot('buzz', 'Buzz key', { keys: [secret('privateKey')], variable: 'BUZZ_PRIVATE_KEY' }),
  bot('clickclack', 'ClickClack bot', { keys: [secret('token'), file('tokenFile')], variable: 'CLICKCLACK_BOT_TOKEN' }),
  bot('synology-chat', 'Synology Chat bot', { keys: [secret('token')], variable: 'SYNOLOGY_CHAT_TOKEN' }),
  bot('sms', 'Twilio number', { keys: [name('fromNumber')] }, { keys: [name('messagingServiceSid')] }),
  bot('nextcloud-talk', 'Nextcloud Talk bot', {
    keys: [secret('botSecret'), file('botSecretFile')],
    within: ['baseUrl'],
  }),
  bot('irc', 'IRC nick', { keys: [name('nick')], variable: 'IRC_NICK', within: ['host'] }),
  bot('twitch', 'Twitch account', { keys: [name('username')], within: ['channel'] }),
  bot('tlon', 'Tlon ship', { keys: [name('ship')] }),
  bot('reef', 'Reef handle', { keys: [name('handle')], within: ['relayUrl'] }),
  bot('bluebubbles', 'BlueBubbles server', { keys: [name('serverUrl')] }),
  bot('imessage', 'iMessage account', {
    keys: [file('dbPath')],
    fallback: '~/Library/Messages/chat.db',
    within: ['remoteHost', 'cliPath'],
  }),
];

function bot(channel: string, label: string, ...identities: readonly BotIdentity[]): BotChannel {
  return { channel, label, identities };
}

function secret(key: string): BotKey {
  return { key, kind: 'secret' };
}

function file(key: string): BotKey {
  return { key, kind: 'file' };
}

function name(key: string): BotKey {
  return { key, kind: 'name' };
}
