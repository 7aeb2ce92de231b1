// What makes a collision, where it can't be run here (Docker, a tailnet, Gmail, a bot, a Mac): the place in the real program's
// code that does it. Each place is looked up in the package, so that the table stays true.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openClaw } from './openclaw.ts';

interface Place {
  readonly rule: string;
  /** What the code does. */
  readonly fact: string;
  /** A module, as the bundle's `//#region` names it, or a page of the package's docs. */
  readonly source: string;
  /** In it, whatever the white space. */
  readonly text: string;
}

const PLACES: readonly Place[] = [
  {
    rule: 'sandbox-container',
    fact: 'unless a prefix is set, containers of all gateways have one',
    source: 'src/agents/sandbox/config.ts',
    text: 'containerPrefix: agentDocker?.containerPrefix ?? globalDocker?.containerPrefix ?? "openclaw-sbx-"',
  },
  {
    rule: 'sandbox-container',
    fact: 'with `scope: shared` the workspace is no part of the name',
    source: 'src/agents/sandbox/shared.ts',
    text: 'if (scope === "shared" && !isolationSubject) return "shared"',
  },
  {
    rule: 'sandbox-container',
    fact: 'a container of that name and another config is removed',
    source: 'src/agents/sandbox/docker.ts',
    text: 'await execContainer(engine, [ "rm", "-f", containerName ]',
  },
  {
    rule: 'port-overlap',
    fact: 'the sandbox host of canvas widgets takes the port above the base',
    source: 'src/agents/sandbox-host.ts',
    text: 'SANDBOX_HOST_PORT_OFFSET = 1',
  },
  {
    rule: 'cdp-port',
    fact: "a pinned CDP port is taken as it is, whoever's it is",
    source: 'extensions/browser/src/browser/config.ts',
    text: 'let cdpPort = profile.cdpPort ?? 0',
  },
  {
    rule: 'listen-port',
    fact: 'every Telegram webhook listens on one port unless another is set',
    source: 'extensions/telegram/src/webhook.ts',
    text: 'opts.port ?? 8787',
  },
  {
    rule: 'path-nested',
    fact: 'an agent may write anywhere in its workspace, and outside of it',
    source: 'docs/concepts/agent-workspace.md',
    text: 'The workspace is the **default cwd**, not a hard sandbox.',
  },
  {
    rule: 'path-shared',
    fact: 'agents with one `agentDir` lose their credentials and sessions to each other',
    source: 'docs/concepts/multi-agent.md',
    text: 'Never reuse `agentDir` across agents',
  },
  {
    rule: 'path-shared',
    fact: "Chromium locks a `userDataDir`; a second browser doesn't start in it",
    source: 'extensions/browser/src/browser/chrome.ts',
    text: 'profile appears to be in use by another chromium process',
  },
  {
    rule: 'path-shared',
    fact: 'the store of memory-lancedb is in the home, whatever the state folder',
    source: 'docs/plugins/memory-lancedb.md',
    text: 'LanceDB data defaults to `~/.openclaw/memory/lancedb`',
  },
  {
    rule: 'bot-shared',
    fact: 'Telegram refuses a second one that polls a bot, with status 409',
    source: 'extensions/telegram/src/polling-session.ts',
    text: 'Telegram getUpdates conflict',
  },
  {
    rule: 'bot-shared',
    fact: 'each gateway starts the watch of its Gmail account, which has one',
    source: 'src/hooks/gmail.ts',
    text: '"gmail", "watch", "start", "--account", cfg.account',
  },
  {
    rule: 'bot-shared',
    fact: 'each gateway remembers by itself which messages of an IMAP mailbox it has handled',
    source: 'extensions/imap/src/state.ts',
    text: 'lastSeenUid: uid',
  },
  {
    rule: 'desktop-shared',
    fact: 'the extension registers one native messaging host in an account',
    source: 'extensions/browser/src/browser/extension-native-host.constants.ts',
    text: 'BROWSER_NATIVE_HOST_NAME = "ai.openclaw.browser_bootstrap"',
  },
  {
    rule: 'desktop-shared',
    fact: 'an `existing-session` profile attaches to the browser that runs with that data folder, or to the default one',
    source: 'extensions/browser/src/browser/chrome-mcp-options.ts',
    text: 'const userDataDir = normalizeOptionalString(options.userDataDir)',
  },
  {
    rule: 'desktop-shared',
    fact: "`desktop.host` connects to the host's one VNC server",
    source: 'src/gateway/desktop/host-source.ts',
    text: 'DEFAULT_HOST_DESKTOP_PORT = 5900',
  },
  {
    rule: 'tailscale-exclusive',
    fact: 'a gateway takes the root of port 443 off whoever has it',
    source: 'src/infra/tailscale.ts',
    text: '"--https=443", "--set-path=/", "off"',
  },
  {
    rule: 'tailscale-exclusive',
    fact: 'or it refuses a route that it does not know',
    source: 'src/infra/tailscale-route-ownership-error.ts',
    text: 'is already owned by a route whose ownership OpenClaw cannot prove',
  },
  {
    rule: 'bind-auth',
    fact: 'in a container an unset `gateway.bind` is every address: gwc emits `loopback`',
    source: 'src/gateway/net.ts',
    text: 'return isContainerEnvironment() ? "auto" : "loopback"',
  },
  {
    rule: 'mdns-name',
    fact: 'the second gateway of a host gets another Bonjour name',
    source: 'extensions/bonjour/src/advertiser.ts',
    text: 'name conflict resolved; newName=',
  },
];

export function readInCodeTests(): void {
  it.each(PLACES.map((place) => [`\`${place.rule}\` | ${place.fact} | \`${place.source}\``, place] as const))(
    '%s',
    (_, { source, text }) => {
      const words = (code: string): string => code.replaceAll(/\s+/g, ' ');
      expect(
        sourcesOf(source).some((code) => words(code).includes(text)),
        `nowhere: ${text}`,
      ).toBe(true);
    },
  );
}

/** The text of a page, or of a module in each bundle that has it. */
function sourcesOf(source: string): readonly string[] {
  const root = join(openClaw().folder, 'node_modules/openclaw');
  if (source.startsWith('docs/')) return [readFileSync(join(root, source), 'utf8')];
  const region = `//#region ${source}\n`;
  const files = execFileSync('grep', ['-rlF', '--include=*.mjs', '--include=*.js', region.trim(), 'dist'], {
    cwd: root,
    encoding: 'utf8',
  });
  return files
    .trim()
    .split('\n')
    .map((file) => readFileSync(join(root, file), 'utf8').split(region)[1]?.split('//#endregion')[0] ?? '');
}
