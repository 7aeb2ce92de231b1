// The launchd job of a macos instance: the release's policy, the command, the environment, and the user's raw keys
// over all of them.

import launchdPlist from '../../templates/launchd.plist.hbs';
import { compareText } from '../diagnostics/collections.ts';
import { isList, isMap, type Json, mapOf } from '../document/json.ts';
import type { Instance } from '../model/fleet.ts';
import { environmentFile } from '../model/instance-paths.ts';
import { isDefaultProfile, serviceDescription } from '../openclaw/names.ts';
import { outputPaths } from '../openclaw/release.ts';
import { type Output, serviceArtifact } from './artifact.ts';
import { shellWord, xmlText } from './quoting.ts';
import {
  type Environment,
  gatewayCommand,
  gatewaysOwn,
  hostFiles,
  serviceEnvironment,
  unsetVariables,
} from './service-environment.ts';

export const launchdPlistOutput: Output = {
  id: 'launchd-plist',
  summary: 'the launchd job of a gateway on macos',
  template: { name: 'launchd.plist.hbs', fill: launchdPlist },
  emit: (instance, { render }) => {
    const view = { dictionary: dictionary(jobOf(instance)) };
    return [serviceArtifact(instance, render(view))];
  },
};

/** gwc's keys in their order, the user's value in place of gwc's; then what only the user has, by key. */
function jobOf(instance: Instance): Entries {
  const raw = Object.entries(instance.service.launchd).sort(([a], [b]) => compareText(a, b));
  const merged = new Map([...ownKeys(instance), ...raw, ...(instance.enabled ? [] : STOPPED)]);
  return [...merged].filter(([, value]) => value !== null);
}

/** Loaded at boot but not started: `launchctl kickstart` does that. KeepAlive alone would start it too. */
const STOPPED: Entries = [
  ['RunAtLoad', false],
  ['KeepAlive', false],
];

function ownKeys(instance: Instance): Entries {
  const { service, profile, home, stateDir, workingDirectory } = instance;
  const environment = serviceEnvironment(instance);
  const profileSuffix = isDefaultProfile(profile) ? '' : `-${profile}`;
  const { stdout, stderr } = outputPaths(instance.release.facts, { home, stateDir, profileSuffix });
  return [
    ['Label', service.name],
    ['Comment', serviceDescription(profile)],
    ...Object.entries(instance.release.facts.launchd),
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

/** ProgramArguments; the command as it is where no file needs the shell. */
export function withEnvironmentFiles(
  command: readonly string[],
  instance: Instance,
  environment: Environment,
): readonly string[] {
  const files = hostFiles(instance);
  if (files.length === 0) return command;
  // A shell gives up where `.` finds no file, so a gateway never runs without what it must have.
  const script = [
    'set -a',
    ...files.map(({ path, optional }) =>
      optional ? `if [ -r ${shellWord(path)} ]; then ${read(path)}; fi` : read(path),
    ),
    read(environmentFile(instance)),
    'set +a',
    `unset ${[...unsetVariables(environment), ...gatewaysOwn(instance)].join(' ')}`,
    'exec "$@"',
  ];
  return ['/bin/sh', '-c', script.join('; '), 'openclaw-gateway', ...command];
}

function read(path: string): string {
  return `. ${shellWord(path)}`;
}

export type Entries = readonly (readonly [key: string, value: Json])[];

/** A dictionary with its keys in the order given; those of inner dictionaries are sorted by code units. */
export function dictionary(entries: Entries, indent = ''): string {
  const inner = `${indent}  `;
  const items = entries.map(([key, value]) => `${inner}<key>${xmlText(key)}</key>\n${element(value, inner)}`);
  return container('dict', items, indent);
}

function element(value: Json, indent: string): string {
  if (isList(value)) {
    const items = value.map((item) => element(item, `${indent}  `));
    return container('array', items, indent);
  }
  if (isMap(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
    return dictionary(entries, indent);
  }
  return indent + scalar(value);
}

function container(tag: 'dict' | 'array', items: readonly string[], indent: string): string {
  return items.length === 0 ? `${indent}<${tag}/>` : `${indent}<${tag}>\n${items.join('\n')}\n${indent}</${tag}>`;
}

function scalar(value: string | number | boolean | null): string {
  if (value === null) throw new Error('a property list has no null');
  if (typeof value === 'boolean') return `<${value}/>`;
  if (typeof value === 'string') return `<string>${xmlText(value)}</string>`;
  return Number.isSafeInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
}
