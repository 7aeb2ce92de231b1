// The plugins of an instance: which ones lie in its state folder, what is to come and to go, and OpenClaw's own commands that do it.
// They run as the instance, without the flag that keeps its config read-only but with a copy of it: openclaw.json stays gwc's.

import { posix } from 'node:path';
import { readable } from '../files/file-error.ts';
import { type InstalledPlugin, installedPlugins, type PluginDisk, pluginIn } from '../import/installed-plugins.ts';
import { isPinned, npmPackage, pluginsOf } from '../openclaw/plugins.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { actorOf } from './act-as.ts';
import { nameOf } from './desired.ts';
import { masked } from './gateway-log.ts';
import { type Machine, textAt } from './machine.ts';
import { ServiceError } from './service-manager.ts';

export interface PluginWork {
  /** As `plugins` names them. */
  readonly install: readonly string[];
  /** Ids. */
  readonly remove: readonly string[];
}

/** What can't be read isn't there. */
export function pluginDisk(machine: Machine): PluginDisk {
  return { list: (path) => readable(() => machine.list(path)) ?? [], text: (path) => textAt(path, machine) };
}

/** Whether it is there as `plugins` names it. */
export function isInstalled(spec: string, installed: readonly InstalledPlugin[], disk: PluginDisk): boolean {
  const wanted = npmPackage(spec);
  if (wanted)
    return installed.some(
      ({ name, version }) => name === wanted.name && (!isPinned(spec) || version === wanted.version),
    );
  const source = pluginIn(spec, disk);
  return installed.some(
    ({ id, name, version }) => name === undefined && id === source?.id && version === source.version,
  );
}

/** What it takes from what is there; of others than `before` names nothing is removed. Undefined where there is nothing to do. */
export function pluginWork(
  { stateDir, plugins = [] }: Deployment,
  before: Deployment | undefined,
  disk: PluginDisk,
): PluginWork | undefined {
  const gone = (before?.plugins ?? []).filter((spec) => !plugins.includes(spec));
  if (plugins.length === 0 && gone.length === 0) return undefined;
  const installed = installedPlugins(stateDir, disk);
  const idsOf = (spec: string) => {
    const name = npmPackage(spec)?.name;
    const source = name === undefined ? pluginIn(spec, disk)?.id : undefined;
    return installed.filter((one) => (name === undefined ? one.id === source : one.name === name)).map(({ id }) => id);
  };
  const kept = new Set(plugins.flatMap(idsOf));
  const install = plugins.filter((spec) => !isInstalled(spec, installed, disk));
  const remove = [...new Set(gone.flatMap(idsOf))].filter((id) => !kept.has(id));
  return install.length === 0 && remove.length === 0 ? undefined : { install, remove };
}

/** Of a gateway that is stopped, with its files in place. Throws a ServiceError where a command fails. */
export async function bringPlugins(
  deployment: Deployment,
  { install, remove }: PluginWork,
  machine: Machine,
): Promise<void> {
  const { configPath, stateDir, command } = deployment;
  const actor = await actorOf(deployment, machine);
  if (typeof actor === 'string') throw new ServiceError(`its plugins could not be installed: ${actor}`);
  const { account } = actor;
  const before = textAt(configPath, machine) ?? '{}';
  // Where the config lies the account may have no right to write.
  const copy = `${stateDir}/openclaw.json.plugins`;
  const env = { ...actor.env, OPENCLAW_CONFIG_PATH: copy, OPENCLAW_CONFIG_READONLY: '0' };
  const consent = pluginsOf(deployment.release).asksConsent ? ['--accept-capabilities'] : [];
  const commands = [
    ...(remove.length === 0 ? [] : [['uninstall', ...remove, '--force']]),
    // What hosts.yaml names was chosen by who wrote it.
    ...install.map((spec) => ['install', spec, '--force', ...consent, ...(npmPackage(spec) ? ['--pin'] : [])]),
  ];
  try {
    machine.writeFile(copy, { content: before, mode: 0o600, owner: account });
    for (const words of commands) {
      const { code, stdout, stderr } = await machine.run([...command, 'plugins', ...words], { account, env });
      if (code !== 0) {
        const lines = masked((stderr + stdout).split('\n'), deployment, machine);
        throw new ServiceError(failure(words, code, lines));
      }
    }
  } finally {
    const folder = posix.dirname(copy);
    const left = machine.list(folder).filter((name) => name.startsWith(posix.basename(copy)));
    for (const name of left) machine.removeFile(`${folder}/${name}`, account);
  }
  if (textAt(configPath, machine) !== before)
    throw new ServiceError(`OpenClaw changed ${configPath} of ${nameOf(deployment)} while it installed plugins`);
}

function failure(words: readonly string[], code: number, output: readonly string[]): string {
  const lines = output.filter((line) => line.trim() !== '');
  return `\`openclaw plugins ${words.slice(0, 2).join(' ')}\` failed: ${lines.slice(-3).join('; ') || `exit ${code}`}`;
}
