// Raw settings of a service that gwc writes itself, or that undo what it has compared: each with what to write instead.

import { splitWords } from '../managers/systemd-values.ts';
import { textsOf } from '../model/environment.ts';
import type { DirectiveValue } from '../model/fleet.ts';
import { isOwnedVariable } from '../openclaw/owned-variables.ts';

const OWNED_DIRECTIVES: Readonly<Record<string, string>> = {
  ExecStart: 'is what gwc writes from `command` and `port`; set those instead',
  User: 'is what gwc writes from `user`; set that instead',
  Group: 'is what gwc writes from `group`; set that instead',
  WorkingDirectory: 'is what gwc writes from `workingDirectory`; set that instead',
  EnvironmentFile: 'is what gwc writes from `envFiles` and `secretsFile`; set those instead',
};

/** Without effect while they are off. */
const LOOSENING_DIRECTIVES: Readonly<Record<string, string>> = {
  DynamicUser: "runs the gateway as an account of the moment, which doesn't own its state folder; remove it",
  JoinsNamespaceOf: 'puts the gateway into the network and /tmp of another unit; remove it',
  NetworkNamespacePath: "moves the gateway's ports off the host; remove it",
  PrivateNetwork: "moves the gateway's ports off the host; remove it",
  RootDirectory: "gives the gateway other files than the host's under the same paths; remove it",
  RootImage: "gives the gateway other files than the host's under the same paths; remove it",
  RootMStack: "gives the gateway other files than the host's under the same paths; remove it",
};

const OWNED_KEYS: Readonly<Record<string, string>> = {
  Label: 'is what gwc writes from `service.name`; set that instead',
  Program: 'is what gwc writes from `command`; set that instead',
  ProgramArguments: 'is what gwc writes from `command` and `port`; set those instead',
  BundleProgram: 'is what gwc writes from `command`; set that instead',
  EnvironmentVariables: 'is what gwc writes from `env`; set that instead',
  UserName: 'is what gwc writes from `user`; set that instead',
  GroupName: 'is what gwc writes from `group`; set that instead',
  WorkingDirectory: 'is what gwc writes from `workingDirectory`; set that instead',
  RootDirectory: "gives the gateway other files than the host's under the same paths; remove it",
};

/** Why a raw directive is not allowed, or nothing. */
export function directiveObjection(name: string, value: DirectiveValue): string | undefined {
  if (Object.hasOwn(OWNED_DIRECTIVES, name)) return OWNED_DIRECTIVES[name];
  if (Object.hasOwn(LOOSENING_DIRECTIVES, name) && !isOff(value)) return LOOSENING_DIRECTIVES[name];
  if (name === 'Environment') return environmentObjection(value);
  if (name === 'UnsetEnvironment' && clears(value)) return 'lets the variables through that gwc keeps out; remove it';
  if (name === 'PassEnvironment' || name === 'UnsetEnvironment') return ownedVariable(value, 'may not touch');
  return undefined;
}

/** Why a raw launchd key is not allowed, or nothing. */
export function keyObjection(key: string): string | undefined {
  return Object.hasOwn(OWNED_KEYS, key) ? OWNED_KEYS[key] : undefined;
}

function isOff(value: DirectiveValue): boolean {
  return value === null || /^(0|n|no|f|false|off|)$/i.test(String(value));
}

function environmentObjection(value: DirectiveValue): string | undefined {
  if (clears(value)) return 'clears the variables that gwc sets where it is empty; remove it';
  return ownedVariable(value, 'may not set');
}

/** An empty value empties the list so far. */
function clears(value: DirectiveValue): boolean {
  return value === null || textsOf(value).some((item) => item.trim() === '');
}

function ownedVariable(value: DirectiveValue, verb: string): string | undefined {
  const owned = textsOf(value)
    .flatMap(splitWords)
    .map((word) => word.split('=')[0]!)
    .find(isOwnedVariable);
  return owned === undefined
    ? undefined
    : `${verb} \`${owned}\`, which gwc sets for each instance; remove that variable`;
}
