// systemd on linux. Source: systemd.unit(5).

import { unitName } from '../openclaw/names.ts';
import { LONGEST_FILE_NAME, type Manager } from './manager.ts';

const UNIT_NAME = /^[A-Za-z0-9_:\\][A-Za-z0-9_:.\\@-]*(?<!@)\.service$/;

export const systemd: Manager = {
  id: 'systemd',
  os: ['linux'],
  nouns: { file: 'unit file', name: 'unit name', service: { user: 'user unit', system: 'system unit' } },
  artifact: 'systemd-unit',
  rootOwner: 'root',
  defaultName: unitName,
  fullName: (name) => `${unitStem(name)}.service`,
  isName: (name) => UNIT_NAME.test(name) && name.length <= LONGEST_FILE_NAME,
  nameForm:
    'a unit name: letters, digits and `:_.\\@-`, no template, 255 at most, such as `openclaw-gateway-rescue.service`',
  nameForEach: (name) => name.replace(/(\.service)?$/, '-$(instance)'),
  nameKey: (name) => name,
  nameScope: ({ scope, user }) =>
    scope === 'system'
      ? { key: 'system', what: "the system's manager" }
      : { key: `user ${user}`, what: `the manager of user \`${user}\`` },
  aliases: ['systemd', 'Install', 'Alias'],
  folder: ({ scope, home }) => (scope === 'system' ? '/etc/systemd/system' : `${home}/.config/systemd/user`),
  fileName: (name) => name,
  readsAsRoot: true,
  raw: 'systemd',
  isApplied: true,
  ignores: ['service.image', 'service.containerUser', 'service.launchd'],
  readsUnits: true,
  outputFiles: [
    ['systemd', 'Service', 'StandardOutput'],
    ['systemd', 'Service', 'StandardError'],
  ],
  reservedProfiles: [],
  needsOutputFolders: false,
  nameVariable: 'OPENCLAW_SYSTEMD_UNIT',
};

/** A unit's name without its suffix. */
export function unitStem(unit: string): string {
  return unit.replace(/\.service$/, '');
}
