// Raw directives with which a gateway can't start. Source: runs of each under systemd 252, and of the gateway of openclaw@2026.9.6.

import { programOf } from '../managers/shell-words.ts';
import { bindMount, expandSpecifiers, splitWords } from '../managers/systemd-values.ts';
import { unitContext, valuesOf } from '../model/environment.ts';
import type { Instance } from '../model/fleet.ts';
import { keyPath } from '../model/instance-paths.ts';
import { isInside, resolvePath, showPath } from '../model/paths.ts';
import type { Finding } from './rule.ts';

export function* startProblems(instance: Instance): Generator<Finding> {
  const isRaw = Object.values(instance.service.systemd).some((section) => Object.keys(section).length > 0);
  if (!isRaw) return;
  yield* fatalSettings(instance);
  yield* folderProblems(instance);
}

type Section = keyof Instance['service']['systemd'];

interface FatalSetting {
  readonly section: Section;
  readonly name: string;
  /** With what its values are, after the last empty one, which drops those before it. */
  readonly isFatal: (values: readonly string[], instance: Instance) => boolean;
  /** The end of the message: why, and what to do. */
  readonly effect: string;
  /** It depends on the machine. */
  readonly severity?: 'warning';
}

const isUsers = ({ service }: Instance) => service.scope === 'user';
const isNative = ({ service }: Instance) => service.manager.container === undefined;
const inService = (name: string, { service }: Instance) => valuesOf(service.systemd.Service[name]);

/** Of the system's manager; those of a user have none of them. */
const SYSTEM_UNITS =
  /^(docker\.service|(multi-user|graphical|rescue|network|network-online|local-fs|remote-fs|sysinit)\.target)$/;
const isSystems = (name: string) => SYSTEM_UNITS.test(name);

const UNHEARD =
  'a gateway neither tells systemd that it has started nor goes to the background, and systemd ends it after `TimeoutStartSec`; remove it';

/** Of a unit that waits for word of its start: another program than OpenClaw may give it, and Podman does. */
function isEndedUnheard(instance: Instance): boolean {
  const [program, [script = '']] = programOf(instance.command);
  const isGateway = program === 'openclaw' || (/^(node|bun)$/.test(program) && script.includes('openclaw'));
  return isNative(instance) && isGateway && inService('TimeoutStartSec', instance).length === 0;
}

const FATAL: readonly FatalSetting[] = [
  {
    section: 'Service',
    name: 'SupplementaryGroups',
    isFatal: (values, instance) => isUsers(instance) && values.length > 0,
    effect:
      "only the system's manager may give groups, and this is a user's service; remove it, or write `scope: system`",
  },
  {
    section: 'Service',
    name: 'AmbientCapabilities',
    isFatal: (values, instance) => isUsers(instance) && values.length > 0,
    effect: "a user's service has no capabilities to pass on; remove it, or write `scope: system`",
  },
  {
    section: 'Service',
    name: 'CPUSchedulingPolicy',
    isFatal: (values, instance) => isUsers(instance) && /^(fifo|rr)$/.test(values.at(-1) ?? ''),
    effect: 'an account may not do that unless its limits say so; remove it, or write `scope: system`',
    severity: 'warning',
  },
  {
    section: 'Service',
    name: 'IOSchedulingClass',
    isFatal: (values, instance) => isUsers(instance) && /^(realtime|1)$/.test(values.at(-1) ?? ''),
    effect: 'an account may not do that unless its limits say so; remove it, or write `scope: system`',
    severity: 'warning',
  },
  {
    section: 'Service',
    name: 'Type',
    isFatal: (values, instance) => {
      const { Restart = 'always', TimeoutStartSec } = instance.service.systemd.Service;
      const isRefused = /^(always|on-success)$/.test(valuesOf(Restart).at(-1) ?? '');
      return values.at(-1) === 'oneshot' && (isRefused || TimeoutStartSec === undefined);
    },
    effect: 'such a unit has started once its program ends, and a gateway never does; remove it',
  },
  {
    section: 'Service',
    name: 'Type',
    // Podman's own generator refuses a quadlet's.
    isFatal: (values, instance) =>
      isNative(instance) && values.at(-1) === 'dbus' && inService('BusName', instance).length === 0,
    effect: 'systemd refuses that without `BusName`, and a gateway takes no name on a bus; remove it',
  },
  {
    section: 'Service',
    name: 'Type',
    isFatal: (values, instance) => /^(notify|forking)$/.test(values.at(-1) ?? '') && isEndedUnheard(instance),
    effect: UNHEARD,
  },
  {
    section: 'Service',
    name: 'Type',
    // systemd before 253 doesn't know it, and starts the gateway as ever.
    isFatal: (values, instance) => values.at(-1) === 'notify-reload' && isEndedUnheard(instance),
    effect: UNHEARD,
    severity: 'warning',
  },
  {
    section: 'Service',
    name: 'MemoryDenyWriteExecute',
    isFatal: (values, instance) => isNative(instance) && isOn(values.at(-1)),
    effect: 'Node.js crashes with it, since it writes the machine code that it runs; remove it',
  },
  ...(['Requires', 'Requisite', 'BindsTo'] as const).map(
    (name): FatalSetting => ({
      section: 'Unit',
      name,
      isFatal: (values, instance) => isUsers(instance) && values.flatMap(splitWords).some(isSystems),
      effect: "a user's manager has no units of the system's, unless the account has one of that name; remove it",
      severity: 'warning',
    }),
  ),
  {
    section: 'Install',
    name: 'WantedBy',
    isFatal: (values, instance) => {
      const { RequiredBy, UpheldBy } = instance.service.systemd.Install;
      const targets = [...values, ...valuesOf(RequiredBy), ...valuesOf(UpheldBy)].flatMap(splitWords);
      return isUsers(instance) && instance.enabled && values.length > 0 && targets.every(isSystems);
    },
    effect: "a user's manager has no such target and never starts the gateway by itself; write `default.target`",
  },
];

function* fatalSettings(instance: Instance): Generator<Finding> {
  for (const { section, name, isFatal, effect, severity } of FATAL) {
    const values = valuesOf(instance.service.systemd[section][name]);
    if (!isFatal(values, instance)) continue;
    yield {
      ...(severity === undefined ? {} : { severity }),
      at: [...instance.path, 'service', 'systemd', section, name],
      message: `\`${name}=${values.join(' ')}\`: ${effect}`,
    };
  }
}

function isOn(value: string | undefined): boolean {
  return /^(1|y|yes|t|true|on)$/i.test(value ?? '');
}

/** A folder as the unit sees it. */
interface View {
  /** The directive. */
  readonly name: string;
  readonly path: string;
  readonly access: 'none' | 'read' | 'write';
}

/** The strictest first: of several for one path that one holds. */
const ACCESS: readonly View['access'][] = ['none', 'read', 'write'];

const VIEWS: readonly (readonly [name: string, access: View['access']])[] = [
  ['InaccessiblePaths', 'none'],
  ['InaccessibleDirectories', 'none'],
  ['ReadOnlyPaths', 'read'],
  ['ReadOnlyDirectories', 'read'],
  ['BindReadOnlyPaths', 'read'],
  ['BindPaths', 'write'],
  ['ReadWritePaths', 'write'],
  ['ReadWriteDirectories', 'write'],
  ['StateDirectory', 'write'],
];

/** What `ProtectHome=` is about. */
export const HOMES: readonly string[] = ['/home', '/root', '/run/user'];

/** Own folders that the gateway can't enter or write to. Other mounts over them are `mountProblems`'. */
function* folderProblems(instance: Instance): Generator<Finding> {
  if (!isNative(instance)) return;
  const views = viewsOf(instance);
  const state = keyPath(instance, 'stateDir');
  for (const folder of [state, keyPath(instance, 'workingDirectory')]) {
    const view = viewOf(folder.path, views, instance);
    if (view === undefined || view.access === 'write' || (view.access === 'read' && folder !== state)) continue;
    const what = `the ${folder.what} ${showPath(folder.path)}`;
    const effect =
      view.access === 'none'
        ? `keeps the gateway out of ${what}; remove it`
        : `makes ${what} read-only, and the gateway writes there before it starts; add the folder to \`ReadWritePaths\``;
    const isSure = hasMounts(instance);
    yield {
      ...(isSure ? {} : { severity: 'warning' }),
      at: [...instance.path, 'service', 'systemd', 'Service', view.name],
      message: `\`${view.name}\` ${effect}${isSure ? '' : "; the user's manager of systemd 252 ignores it, later ones don't"}`,
      related: [{ at: [...instance.path, ...folder.key], message: `the ${folder.what}` }],
    };
    return;
  }
}

/** Surely: without a user namespace, a user's manager of systemd 252 leaves out all mounts; later ones make that by themselves. */
export function hasMounts(instance: Instance): boolean {
  const { hardening, scope, systemd } = instance.service;
  if (scope === 'system') return true;
  const raw = systemd.Service['PrivateUsers'];
  return raw === undefined ? hardening !== 'off' : isOn(valuesOf(raw).at(-1));
}

function viewsOf(instance: Instance): readonly View[] {
  const { hardening, systemd } = instance.service;
  const all = (paths: readonly string[], name: string, access: View['access']) =>
    paths.map((path): View => ({ name, path, access }));
  // gwc's own stay where raw ones are added to them.
  const own = hardening === 'strict' && systemd.Service['ReadWritePaths'] !== null ? [instance.stateDir] : [];
  const home = inService('ProtectHome', instance).at(-1);
  const isStrict = inService('ProtectSystem', instance).at(-1) === 'strict';
  return [
    ...VIEWS.flatMap(([name, access]) => all(viewedPaths(name, instance), name, access)),
    ...all(own, 'ReadWritePaths', 'write'),
    ...all(HOMES, 'ProtectHome', isOn(home) ? 'none' : home === 'read-only' ? 'read' : 'write'),
    ...all(isStrict ? ['/'] : [], 'ProtectSystem', 'read'),
  ];
}

function viewedPaths(name: string, instance: Instance): readonly string[] {
  const unit = unitContext(instance);
  const words = inService(name, instance).flatMap(splitWords);
  if (/^Bind/.test(name)) {
    const mounts = words.map((word) => bindMount(word, unit));
    return mounts.filter(({ source, target }) => source === target).map(({ target }) => resolvePath(target, '~'));
  }
  const root = name === 'StateDirectory' ? '/var/lib/' : '';
  return words.map((word) =>
    resolvePath(root + expandSpecifiers(word.replace(/^-?\+?/, ''), unit).split(':')[0]!, '~'),
  );
}

/** What hides a folder hides all below it, whatever is mounted there. */
function viewOf(path: string, views: readonly View[], { os }: Instance): View | undefined {
  const rank = ({ access }: View) => ACCESS.indexOf(access);
  const covering = views
    .filter((view) => isInside(path, view.path, os))
    .toSorted((a, b) => b.path.length - a.path.length || rank(a) - rank(b));
  return covering.find(({ access }) => access === 'none') ?? covering[0];
}
