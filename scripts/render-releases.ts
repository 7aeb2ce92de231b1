// docs/releases.md from the data of the releases and what `npm run agree -- --write` recorded.

import { HOME_STORES } from '../src/openclaw/config-paths.ts';
import { OWN_SCOPE, pluginsOf, type ReleasePlugins } from '../src/openclaw/plugins.ts';
import {
  compareReleases,
  factsOf,
  KNOWN_RELEASES,
  type PortDerivation,
  type ReleaseFacts,
  releaseOf,
  storePlace,
} from '../src/openclaw/release.ts';
import { part, releaseEntries } from '../src/openclaw/release-data.ts';
import { recordedAgreement } from './releases/agreement.ts';

export function renderReleases(): string {
  return [
    '# Releases of OpenClaw',
    '',
    'What gwc knows of each release. All of it was answered by the release itself: its own functions, called with the same questions, and its own',
    'reader, given configs of one set. `npm run release:add -- RELEASE` adds one; [ARCHITECTURE.md](../ARCHITECTURE.md#a-release) has the steps.',
    '',
    '## Ports and service',
    '',
    'Ports are offsets from the base port. Releases with the same answers stand together.',
    '',
    '| releases | control | relay | CDP | others | CDP above 65535 | KillMode | stop | start limit | exit 78 | OOM | read-only | `/startupz` |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...runs(serviceRow).map(([span, row]) => `| ${span} | ${row} |`),
    '',
    '## launchd',
    '',
    '| releases | ThrottleInterval | ExitTimeOut | ProcessType | standard output | standard error |',
    '| --- | --- | --- | --- | --- | --- |',
    ...runs(launchdRow).map(([span, row]) => `| ${span} | ${row} |`),
    '',
    '## What comes along',
    '',
    '| releases | Node.js | workspace of a profile | channels without a package of their own |',
    '| --- | --- | --- | --- |',
    ...runs(packageRow).map(([span, row]) => `| ${span} | ${row} |`),
    '',
    '## Plugins',
    '',
    'How many are part of a release, and of how many others it knows the package: `@openclaw/…` in its own version, and those of others. The last',
    'column: what a start asks npm for where the config has a channel whose `@openclaw/…` package isn’t there. No start fetches what others make.',
    '',
    '| releases | part of it | packages | those of others | a start asks for |',
    '| --- | --- | --- | --- | --- |',
    ...runs((_, release) => pluginRow(pluginsOf(release))).map(([span, row]) => `| ${span} | ${row} |`),
    '',
    '## Stores, sandboxes, reload',
    '',
    'A store lies there unless the config moves it: `{home}` is that of the account, whatever the state folder is. Of a plugin that a release doesn’t',
    'bring it is where the last one that did has it. With these scopes a sandbox’s container is named by the agent’s workspace, too. The last',
    'column: whether the release says which changes of openclaw.json a running gateway takes.',
    '',
    `| releases | ${HOME_STORES.map(({ id }) => id).join(' | ')} | scopes with the workspace | reload |`,
    `| --- | ${HOME_STORES.map(() => '---').join(' | ')} | --- | --- |`,
    ...runs(storeRow).map(([span, row]) => `| ${span} | ${row} |`),
    '',
    '## Schema and agreement',
    '',
    'On how many of the configs gwc and the release agree whether to accept them; [openclaw-schema.md](openclaw-schema.md#differences-from-openclaw-config-validate)',
    'says what gwc can’t know.',
    '',
    '| release | schema | agreement | configs | they differ on |',
    '| --- | --- | --- | --- | --- |',
    ...KNOWN_RELEASES.map(agreementRow),
    '',
  ].join('\n');
}

/** Neighbours with the same row, as a span and that row. */
function runs(
  rowOf: (facts: ReleaseFacts, release: string) => string,
): readonly (readonly [span: string, row: string])[] {
  const found: { first: string; last: string; row: string }[] = [];
  for (const release of KNOWN_RELEASES.toSorted(compareReleases)) {
    const row = rowOf(factsOf(release), release);
    const previous = found.at(-1);
    if (previous?.row === row) previous.last = release;
    else found.push({ first: release, last: release, row });
  }
  return found.map(({ first, last, row }) => [first === last ? first : `${first} to ${last}`, row]);
}

function serviceRow({ ports, systemd, hasReadonlyConfig, hasStartupProbe }: ReleaseFacts): string {
  const policy = new Map(systemd.map(([, key, value]) => [key, value]));
  const burst = policy.get('StartLimitBurst');
  return [
    `+${ports.control}`,
    ports.relay === undefined ? '–' : `+${ports.relay}`,
    `+${ports.cdpFirst} to +${ports.cdpLast}`,
    otherPorts(ports),
    ports.isMovedWhenHigh ? '18800–18899' : 'cut off',
    policy.get('KillMode') ?? '–',
    policy.has('TimeoutStopSec') ? `${policy.get('TimeoutStopSec')} s` : '–',
    burst === undefined ? '–' : `${burst} in ${policy.get('StartLimitIntervalSec')} s`,
    policy.get('RestartPreventExitStatus') === '78' ? 'stays down' : 'restarts',
    policy.get('OOMPolicy') ?? '–',
    yes(hasReadonlyConfig),
    yes(hasStartupProbe),
  ].join(' | ');
}

function otherPorts({ sandbox, bridge, canvas }: PortDerivation): string {
  const named = Object.entries({ sandbox, bridge, canvas }).flatMap(([name, offset]) =>
    offset === undefined ? [] : [`${name} +${offset}`],
  );
  return named.join(', ') || '–';
}

function launchdRow({ launchd, launchdOutput }: ReleaseFacts): string {
  const keys = ['ThrottleInterval', 'ExitTimeOut', 'ProcessType'].map((key) => String(launchd[key] ?? '–'));
  return [...keys, `\`${launchdOutput.stdout}\``, `\`${launchdOutput.stderr}\``].join(' | ');
}

function packageRow({ node, workspace, bundledChannels }: ReleaseFacts): string {
  return [`\`${node.replaceAll('|', '\\|')}\``, `\`${workspace}\``, bundledChannels.join(', ')].join(' | ');
}

function pluginRow({ bundled, packages, fetches }: ReleasePlugins): string {
  const specs = Object.values(packages);
  const others = specs.filter((spec) => !spec.startsWith(OWN_SCOPE)).map((spec) => `\`${spec}\``);
  const asked = { nothing: 'nothing', newest: 'the newest', own: 'its own version' }[fetches];
  return [bundled.length, specs.length, others.join('<br>') || '–', asked].join(' | ');
}

function storeRow({ workspaceScopes, reload }: ReleaseFacts, release: string): string {
  const places = HOME_STORES.map(({ id }) => storePlace(id, releaseOf(release)));
  return [
    ...places.map((place) => (place === undefined ? '–' : `\`${place}\``)),
    workspaceScopes.join(', ') || '–',
    yes(reload !== undefined),
  ].join(' | ');
}

function agreementRow(release: string): string {
  const sources = part(releaseEntries().get(release)!.sources) as Readonly<Record<string, string>>;
  const source = sources['schema']!.startsWith('readBestEffort') ? '`config schema`' : 'its own reader';
  const found = recordedAgreement(release);
  if (!found) return `| ${release} | ${source} | – | – | |`;
  const { configs, kinds } = found;
  const differing = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  const share = ((100 * (configs - differing)) / configs).toFixed(1);
  const list = Object.entries(kinds).map(([kind, count]) => `${count} × ${kind.replaceAll('|', '\\|')}`);
  return `| ${release} | ${source} | ${share} % | ${configs} | ${list.join('<br>')} |`;
}

function yes(flag: boolean): string {
  return flag ? 'yes' : '–';
}
