// launchd on macos: its record and the keys of a property list. Source: launchd.plist(5), launchctl(1).

import { launchdLabel, RESERVED_MACOS_PROFILES } from '../openclaw/names.ts';
import { LONGEST_FILE_NAME, type Manager } from './manager.ts';

const LABEL = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

export const launchd: Manager = {
  id: 'launchd',
  os: ['macos'],
  nouns: { file: 'property list', name: 'label', service: { user: 'launch agent', system: 'launch daemon' } },
  artifact: 'launchd-plist',
  // launchd refuses a daemon's plist that belongs to anyone else.
  rootOwner: 'root:wheel',
  defaultName: launchdLabel,
  fullName: (name) => name,
  isName: (name) => LABEL.test(name) && name.length <= LONGEST_FILE_NAME - '.plist'.length,
  nameForm: 'a label: letters, digits, `.`, `_` and `-`, such as `ai.openclaw.rescue`',
  nameForEach: (name) => `${name}.$(instance)`,
  // The file system that the plists lie on.
  nameKey: (name) => name.toLowerCase(),
  nameScope: ({ scope, user }) =>
    scope === 'system'
      ? { key: 'system', what: "the system's manager" }
      : { key: `user ${user}`, what: `the manager of user \`${user}\`` },
  folder: ({ scope, home }) => (scope === 'system' ? '/Library/LaunchDaemons' : `${home}/Library/LaunchAgents`),
  fileName: (label) => `${label}.plist`,
  readsAsRoot: false,
  raw: 'launchd',
  isApplied: true,
  ignores: ['service.image', 'service.containerUser', 'service.hardening', 'service.limits', 'service.systemd'],
  readsUnits: false,
  readsPlists: true,
  outputFiles: [
    ['launchd', 'StandardOutPath'],
    ['launchd', 'StandardErrorPath'],
  ],
  reservedProfiles: RESERVED_MACOS_PROFILES,
  needsOutputFolders: true,
  nameVariable: 'OPENCLAW_LAUNCHD_LABEL',
};

export type PlistType = 'string' | 'integer' | 'boolean' | 'dictionary' | 'array' | 'array of strings';

/** `Comment` isn't on the manual page: launchd ignores it, and OpenClaw writes it. */
export const LAUNCHD_KEYS: Readonly<Record<string, readonly PlistType[]>> = {
  AbandonProcessGroup: ['boolean'],
  AssociatedBundleIdentifiers: ['string', 'array of strings'],
  BundleProgram: ['string'],
  Comment: ['string'],
  Debug: ['boolean'],
  Disabled: ['boolean'],
  EnableGlobbing: ['boolean'],
  EnablePressuredExit: ['boolean'],
  EnableTransactions: ['boolean'],
  EnvironmentVariables: ['dictionary'],
  ExitTimeOut: ['integer'],
  GroupName: ['string'],
  HardResourceLimits: ['dictionary'],
  HopefullyExitsFirst: ['boolean'],
  HopefullyExitsLast: ['boolean'],
  InitGroups: ['boolean'],
  KeepAlive: ['boolean', 'dictionary'],
  Label: ['string'],
  LaunchEvents: ['dictionary'],
  LaunchOnlyOnce: ['boolean'],
  LegacyTimers: ['boolean'],
  LimitLoadFromHardware: ['dictionary'],
  LimitLoadFromHosts: ['array of strings'],
  LimitLoadToHardware: ['dictionary'],
  LimitLoadToHosts: ['array of strings'],
  LimitLoadToSessionType: ['string', 'array of strings'],
  LowPriorityBackgroundIO: ['boolean'],
  LowPriorityIO: ['boolean'],
  MachServices: ['dictionary'],
  MaterializeDatalessFiles: ['boolean'],
  Nice: ['integer'],
  OnDemand: ['boolean'],
  ProcessType: ['string'],
  Program: ['string'],
  ProgramArguments: ['array of strings'],
  QueueDirectories: ['array of strings'],
  RootDirectory: ['string'],
  RunAtLoad: ['boolean'],
  ServiceIPC: ['boolean'],
  SessionCreate: ['boolean'],
  Sockets: ['dictionary'],
  SoftResourceLimits: ['dictionary'],
  StandardErrorPath: ['string'],
  StandardInPath: ['string'],
  StandardOutPath: ['string'],
  StartCalendarInterval: ['dictionary', 'array'],
  StartInterval: ['integer'],
  StartOnMount: ['boolean'],
  ThrottleInterval: ['integer'],
  TimeOut: ['integer'],
  Umask: ['integer', 'string'],
  UserName: ['string'],
  WaitForDebugger: ['boolean'],
  WatchPaths: ['array of strings'],
  WorkingDirectory: ['string'],
  inetdCompatibility: ['dictionary'],
};
