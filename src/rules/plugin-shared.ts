// The settings of a plugin that gwc doesn't know give no two instances one port or one place.

import { at, isList, isMap, type Json, type Path } from '../document/json.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { instancePaths } from '../model/instance-paths.ts';
import { type Interval, overlaps } from '../model/intervals.ts';
import { isInside, pathIdentity, resolvePath, showPath } from '../model/paths.ts';
import { hostBrowsers, hostListeners } from '../model/port-claims.ts';
import { LOOPBACK } from '../openclaw/cdp.ts';
import { isPluginOn } from '../openclaw/channels.ts';
import { KNOWN_PLUGINS } from '../openclaw/config-paths.ts';
import { type Clash, isOwned, spanClashes } from './port-clashes.ts';
import type { Finding, Rule } from './rule.ts';

export const pluginShared: Rule = {
  id: 'plugin-shared',
  severity: 'warning',
  summary:
    "no port or path in a third-party plugin's settings is another instance's too, and no port lies in another's span",
  compares: 'ports and paths in the settings of its plugins with those of the others on {host}',
  why: `Plugins have ports and stores of their own, under names that only they know: an \`apiPort\` that is the same in two instances is a port
that only one of them gets, and a \`dbPath\` in another instance's state folder is one database with two owners. A port in another gateway's span, or of a webhook, is as bad. gwc doesn't know
what the plugin does with the value, so this is a warning; if the two may share it, say so with \`allow\`.`,
  source: "openclaw@2026.9.6, src/config/zod-schema (`plugins.entries.*.config` is the plugin's own)",
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    plugins: [npm:@acme/hindsight@1.2.3]
    config: { plugins: { entries: { hindsight: { enabled: true, config: { apiPort: 8888 } } } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    plugins: [npm:@acme/hindsight@1.2.3]
    instances:
      main: { port: 18789, config: { plugins: { entries: { hindsight: { enabled: true, config: { apiPort: 8888 } } } } } }
      rescue: { port: 19789, config: { plugins: { entries: { hindsight: { enabled: true, config: { apiPort: 8889 } } } } } }
`,
  },
  check,
};

interface Setting {
  readonly instance: Instance;
  readonly plugin: string;
  /** Below the instance. */
  readonly key: Path;
  readonly value: string | number;
}

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    const settings = host.instances.flatMap(pluginSettings);
    yield* equalSettings(settings);
    yield* takenPorts(settings, host);
    yield* foreignPaths(settings, host);
  }
}

/** Ports of the others. One of this gateway's own, or a reserved one, is likely called by the plugin. */
function* takenPorts(settings: readonly Setting[], host: Host): Generator<Finding> {
  const inSpans = spanClashes(host);
  for (const { instance, plugin, key, value } of settings) {
    if (typeof value !== 'number') continue;
    const range = { from: value, to: value };
    for (const { text, related } of [...inSpans(range, instance), ...openedPorts(range, instance, host)]) {
      yield {
        at: [...instance.path, ...key],
        message: `port ${value} (\`${nameOf(key)}\` of plugin \`${plugin}\`) ${text}; choose a free port, or allow it if the plugin only calls it`,
        related,
      };
    }
  }
}

/** What other gateways open beside their spans. */
function* openedPorts(range: Interval, own: Instance, { instances }: Host): Generator<Pick<Clash, 'text' | 'related'>> {
  for (const instance of instances) {
    if (instance === own) continue;
    const browsers = hostBrowsers(instance)
      .filter(({ host, key }) => host === LOOPBACK && key === 'cdpPort')
      .map(({ port, profile, path }) => ({
        from: port,
        to: port,
        name: `browser profile \`${profile}\``,
        path: ['config', ...path],
      }));
    for (const { name, path, ...port } of [...browsers, ...hostListeners(instance)]) {
      if (!overlaps(port, range) || isOwned(range.from, instance)) continue;
      yield {
        text: `is taken by the ${name} of \`${instance.name}\``,
        related: [{ at: [...instance.path, ...path], message: `the ${name} of \`${instance.name}\`` }],
      };
    }
  }
}

function pluginSettings(instance: Instance): readonly Setting[] {
  const entries = at(instance.config, 'plugins', 'entries');
  if (!isMap(entries) || instance.service.manager.container) return [];
  return Object.entries(entries)
    .filter(([plugin, entry]) => !KNOWN_PLUGINS.includes(plugin) && isPluginOn(instance.config, plugin) && isMap(entry))
    .flatMap(([plugin, entry]) =>
      placings(at(entry, 'config') ?? null, ['config', 'plugins', 'entries', plugin, 'config']).map((found) => ({
        instance,
        plugin,
        ...found,
      })),
    );
}

/** Ports by the names of their keys, and absolute paths. */
function placings(value: Json, key: Path): readonly Pick<Setting, 'key' | 'value'>[] {
  if (isList(value)) return value.flatMap((item, index) => placings(item, [...key, index]));
  if (isMap(value)) return Object.entries(value).flatMap(([name, item]) => placings(item, [...key, name]));
  const name = String(key.at(-1));
  const listened = /(listen|bind|addr|address)$/i.test(name) && /^[^\s/]*:(\d{1,5})$/.exec(String(value))?.[1];
  if (listened) return [{ key, value: Number(listened) }];
  const isPortKey = /port$/i.test(name);
  if (typeof value === 'number') return isPortKey && value > 0 ? [{ key, value }] : [];
  if (isPortKey && /^\d{1,5}$/.test(String(value))) return [{ key, value: Number(value) }];
  return typeof value === 'string' && /^(~?\/)[^\s]/.test(value) ? [{ key, value }] : [];
}

function* equalSettings(settings: readonly Setting[]): Generator<Finding> {
  const firsts = new Map<string, Setting>();
  for (const later of settings) {
    const key = JSON.stringify(typeof later.value === 'number' ? later.value : pathOf(later));
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, later);
    else if (first.instance !== later.instance) {
      const what = typeof later.value === 'number' ? `port ${later.value}` : showPath(later.value);
      yield {
        at: [...later.instance.path, ...later.key],
        message: `\`${nameOf(later.key)}\` of plugin \`${later.plugin}\` is ${what}, as in \`${first.instance.name}\`; give each instance its own, or allow it if they may share it`,
        related: [{ at: [...first.instance.path, ...first.key], message: `\`${first.instance.name}\` has it here` }],
      };
    }
  }
}

function* foreignPaths(settings: readonly Setting[], { instances }: Host): Generator<Finding> {
  for (const setting of settings) {
    if (typeof setting.value === 'number') continue;
    const path = pathOf(setting);
    const other = instances
      .filter((instance) => instance !== setting.instance)
      .flatMap(instancePaths)
      .find((one) => ['state', 'workspace'].includes(one.role) && isInside(path, one.path, one.instance.os));
    if (!other) continue;
    yield {
      at: [...setting.instance.path, ...setting.key],
      message: `\`${nameOf(setting.key)}\` of plugin \`${setting.plugin}\` lies in the ${other.what} of \`${other.instance.name}\`, ${showPath(other.path)}; move it below \`$(stateDir)\``,
      related: [
        { at: [...other.instance.path, ...other.key], message: `the ${other.what} of \`${other.instance.name}\`` },
      ],
    };
  }
}

function pathOf({ value, instance }: Setting): string {
  return pathIdentity(resolvePath(String(value), instance.home), instance.os);
}

function nameOf(key: Path): string {
  return key.slice(5).join('.');
}
