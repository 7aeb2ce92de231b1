// The plugins in a state folder, as OpenClaw puts them there: a project of npm's for each package, and a copy of each folder.

import { at, isMap, type Json, parseJson } from '../document/json.ts';
import type { Disk } from './disk.ts';

export interface InstalledPlugin {
  readonly id: string;
  /** The package, of one that came from npm. */
  readonly name: string | undefined;
  readonly version: string | undefined;
}

export type PluginDisk = Pick<Disk, 'list' | 'text'>;

export function installedPlugins(stateDir: string, disk: PluginDisk): readonly InstalledPlugin[] {
  const names = (folder: string) => disk.list(folder).filter((name) => !name.startsWith('.'));
  const projects = names(`${stateDir}/npm/projects`).map((project) => `${stateDir}/npm/projects/${project}`);
  const packages = projects.flatMap((folder) => {
    if (disk.list(folder).includes(RETAINED)) return [];
    const wanted = at(json(`${folder}/package.json`, disk), 'dependencies');
    return isMap(wanted) ? Object.keys(wanted).map((name) => ({ name, folder: `${folder}/node_modules/${name}` })) : [];
  });
  const copies = names(`${stateDir}/extensions`).map((id) => ({
    name: undefined,
    folder: `${stateDir}/extensions/${id}`,
  }));
  return [...packages, ...copies].flatMap(({ name, folder }) => {
    const found = pluginIn(folder, disk);
    return found ? [{ ...found, name }] : [];
  });
}

/** In the project of a version that another one took the place of, and that a running gateway may still load. */
const RETAINED = '.openclaw-retained-npm-installs';

/** By its manifest. */
export function pluginIn(folder: string, disk: PluginDisk): Pick<InstalledPlugin, 'id' | 'version'> | undefined {
  const id = at(json(`${folder}/openclaw.plugin.json`, disk), 'id');
  const version = at(json(`${folder}/package.json`, disk), 'version');
  return typeof id === 'string' ? { id, version: typeof version === 'string' ? version : undefined } : undefined;
}

function json(path: string, disk: PluginDisk): Json | undefined {
  return parseJson(disk.text(path) ?? '');
}
