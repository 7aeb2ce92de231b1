// The commands with which a person looks whether an instance runs as it should, on its host.

import { containerName, isContainer } from '../model/container.ts';
import type { Instance } from '../model/fleet.ts';
import { defaultCommand } from '../model/raw.ts';
import { isDefaultProfile, stateFolderName } from '../openclaw/names.ts';
import { shellWord } from '../targets/quoting.ts';

const USUAL_COMMANDS = (['linux', 'macos'] as const).map(defaultCommand);

/** For the shell of the instance's account. */
export function quickChecks(instance: Instance): readonly string[] {
  if (isContainer(instance)) return inContainer(instance);
  const { ports } = instance;
  const checks = ['status', 'gateway status --deep', ...(ports?.hasBrowser ? ['browser status'] : [])];
  const start = [...placeVariables(instance), ...program(instance), ...profileOption(instance)];
  return checks.map((check) => [...start, check].join(' '));
}

/** There the environment says which gateway it is. */
function inContainer(instance: Instance): readonly string[] {
  const engine = instance.service.target === 'compose' ? 'docker' : 'podman';
  const start = [engine, 'exec', containerName(instance), ...instance.command.map(word)].join(' ');
  return [`${start} status`, `${start} gateway probe`];
}

/** Where they aren't those of the profile. */
function placeVariables({ profile, home, stateDir, configPath }: Instance): readonly string[] {
  const usualState = `${home}/${stateFolderName(profile)}`;
  return [
    ...(stateDir === usualState ? [] : [`OPENCLAW_STATE_DIR=${word(stateDir)}`]),
    ...(configPath === `${stateDir}/openclaw.json` ? [] : [`OPENCLAW_CONFIG_PATH=${word(configPath)}`]),
  ];
}

function program({ command }: Instance): readonly string[] {
  const [first = ''] = command;
  return command.length === 1 && USUAL_COMMANDS.includes(first) ? ['openclaw'] : command.map(word);
}

function profileOption({ profile }: Instance): readonly string[] {
  return isDefaultProfile(profile) ? [] : ['--profile', word(profile)];
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellWord(text);
}
