// The launchd job of a macos instance: the release line's policy, the command, the environment, and the person's raw keys
// over all of them.

import { compareText } from '../diagnostics/sort.ts';
import { mapOf } from '../document/json.ts';
import type { Instance } from '../model/fleet.ts';
import { isDefaultProfile, serviceDescription } from '../openclaw/names.ts';
import type { ReleaseLine } from '../openclaw/release.ts';
import { serviceArtifact } from './artifact.ts';
import { gatewayCommand } from './gateway-command.ts';
import { withEnvironmentFiles } from './launchd-command.ts';
import { dictionary, type Entries } from './property-list.ts';
import { serviceEnvironment } from './service-environment.ts';
import type { Target } from './target.ts';

export const launchdPlistTarget: Target = {
  id: 'launchd-plist',
  summary: 'the launchd job of a gateway on macos',
  emit: (instance, { line, render }) => {
    if (instance.service.target !== 'launchd') return [];
    const artifact = serviceArtifact(instance, {
      kind: 'launchd-plist',
      content: render('launchd.plist.hbs', { dictionary: dictionary(jobOf(instance, line)) }),
      // launchd refuses a daemon's plist that belongs to anyone else.
      rootOwner: 'root:wheel',
    });
    return [artifact];
  },
};

/** gwc's keys in their order, the person's value in place of gwc's; then what only the person has, by key. */
function jobOf(instance: Instance, line: ReleaseLine): Entries {
  const raw = Object.entries(instance.service.launchd).sort(([a], [b]) => compareText(a, b));
  const merged = new Map([...ownKeys(instance, line), ...raw, ...(instance.enabled ? [] : STOPPED)]);
  return [...merged].filter(([, value]) => value !== null);
}

/** Loaded at boot but not started: `launchctl kickstart` does that. KeepAlive alone would start it too. */
const STOPPED: Entries = [
  ['RunAtLoad', false],
  ['KeepAlive', false],
];

function ownKeys(instance: Instance, line: ReleaseLine): Entries {
  const { service, profile, home, stateDir, workingDirectory } = instance;
  const environment = serviceEnvironment(instance, line);
  const profileSuffix = isDefaultProfile(profile) ? '' : `-${profile}`;
  const { stdout, stderr } = line.launchdOutput({ home, stateDir, profileSuffix });
  return [
    ['Label', service.name],
    ['Comment', serviceDescription(profile)],
    ...Object.entries(line.launchd),
    ['ProgramArguments', withEnvironmentFiles(gatewayCommand(instance), instance, environment)],
    ['WorkingDirectory', workingDirectory],
    ['StandardOutPath', stdout],
    ['StandardErrorPath', stderr],
    ['EnvironmentVariables', mapOf(environment)],
    ...(service.scope === 'system' ? account(instance) : []),
  ];
}

function account({ user, group }: Instance): Entries {
  return [['UserName', user], ...(group === undefined ? [] : ([['GroupName', group]] as const))];
}
