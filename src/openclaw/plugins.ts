// Where a gateway's plugins come from: its release, or packages, which `plugins` of the instance names or a start fetches. What a
// release brings and knows is its own answer (scripts/releases).

import { at, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { fetchedChannels, isPluginOn } from './channels.ts';
import { releaseOf } from './release.ts';
import { part, releaseEntries } from './release-data.ts';

/** Of the packages that come with a release, in its own version. */
export const OWN_SCOPE = '@openclaw/';

/** Of a release. */
export interface ReleasePlugins {
  /** Ids of those that are part of it. */
  readonly bundled: readonly string[];
  /** By id, the package of each other one that it knows; with a version where the release names one, as for those of others. */
  readonly packages: Readonly<Record<string, string>>;
  /** By channel, the id of its plugin where that is another. */
  readonly channels: Readonly<Record<string, string>>;
  /** What a start asks npm for where a channel's package isn't there: its newest version, or the one that came with the release. */
  readonly fetches: 'nothing' | 'newest' | 'own';
  /** Whether an install wants to be told that what the plugin may do is accepted. */
  readonly asksConsent: boolean;
}

export function pluginsOf(release: string): ReleasePlugins {
  return part(releaseEntries().get(releaseOf(release).nearest)!.plugins) as ReleasePlugins;
}

/** What `plugins` says of a plugin or channel whose package the release knows. */
export function pinOf(id: string, release: string): string | undefined {
  const { packages, channels } = pluginsOf(release);
  const spec = packages[channels[id] ?? id];
  return spec && (isPinned(`npm:${spec}`) ? `npm:${spec}` : `npm:${spec}@${ownVersion(release)}`);
}

/** Of its packages; a repair of a release (`-1`) brings none of its own. */
export function ownVersion(release: string): string {
  return release.replace(/-\d+$/, '');
}

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

/** Whether a gateway starts browsers. Until 2026.3.24 they were no plugin's. */
export function isBrowserOn(config: JsonMap, release: string): boolean {
  if (at(config, 'browser', 'enabled') === false) return false;
  return isPluginOn(config, 'browser') || !pluginsOf(release).bundled.includes('browser');
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
  const named = namesOf(plugins);
  return fetchedChannels(config, release).flatMap((channel) => {
    const pin = pinOf(channel, release);
    const name = pin && npmPackage(pin)?.name;
    return name && isFetched(name, release) && !named.includes(name) ? [{ channel, name, pin }] : [];
  });
}

/** No start fetches what others make. */
function isFetched(name: string, release: string): boolean {
  return pluginsOf(release).fetches !== 'nothing' && name.startsWith(OWN_SCOPE);
}

export function fetchedText(instance: string, names: readonly string[], release: string): string {
  const version = pluginsOf(release).fetches === 'newest' ? ', in whatever version' : '';
  return `${instance} fetches ${names.join(', ')} from npm at each start${version}; \`plugins\` in hosts.yaml pins it`;
}

export interface MissingPlugin {
  readonly kind: 'plugin' | 'channel';
  /** Of the plugin or channel. */
  readonly id: string;
  /** Below the config. */
  readonly path: Path;
}

/**
 * Those of `plugins.entries`, and of channels, that nothing brings: the release doesn't bundle them, no package of `plugins` can be
 * theirs, and no start fetches them. None where that can't be known: another's package may have a plugin of any name.
 */
export function missingPlugins(
  config: JsonMap,
  release: string,
  plugins: readonly string[] = [],
): readonly MissingPlugin[] {
  const names = namesOf(plugins);
  if (isMap(at(config, 'plugins', 'load')) || names.some((name) => !name?.startsWith(OWN_SCOPE))) return [];
  const { bundled } = pluginsOf(release);
  const nameOf = (id: string) => npmPackage(pinOf(id, release) ?? `npm:${OWN_SCOPE}${id}`)!.name;
  const entries = at(config, 'plugins', 'entries');
  const ids = (isMap(entries) ? Object.keys(entries) : []).filter((id) => at(entries, id, 'enabled') !== false);
  const channels = fetchedChannels(config, release).filter(
    (id) => pinOf(id, release) && !isFetched(nameOf(id), release) && isPluginOn(config, id) && !ids.includes(id),
  );
  const wanted: readonly MissingPlugin[] = [
    ...ids.map((id) => ({ kind: 'plugin', id, path: ['plugins', 'entries', id] }) as const),
    ...channels.map((id) => ({ kind: 'channel', id, path: ['channels', id] }) as const),
  ];
  return wanted.filter(({ id }) => !bundled.includes(id) && !names.includes(nameOf(id)));
}

function namesOf(plugins: readonly string[]): readonly (string | undefined)[] {
  return plugins.map((spec) => npmPackage(spec)?.name);
}
