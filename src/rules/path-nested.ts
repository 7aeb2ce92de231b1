// What an instance owns lies outside every other instance's state folder and workspace.

import { groupBy, oncePer } from '../diagnostics/collections.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import {
  followsState,
  type InstancePath,
  instancePaths,
  isUsualPlace,
  keyPath,
  modelPath,
} from '../model/instance-paths.ts';
import { clashes, enclosures, ownPlace, type Pair } from '../model/path-clashes.ts';
import { isInside, pathIdentity, showPath } from '../model/paths.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import type { Finding, Rule } from './rule.ts';
import { sharers, UNIQUE_KEYS } from './unique-path.ts';

export const pathNested: Rule = {
  id: 'path-nested',
  severity: 'error',
  hasWarnings: true,
  summary: "no instance's state folder, workspace or config file lies inside another's state folder or workspace",
  compares: '{stateDir}, {workspace} and {configPath} with the folders of the other instances',
  why: `Who owns a folder owns what is in it: an agent may read, rewrite and delete anything below its workspace, and a backup, a reset
or an uninstall takes the whole state folder. An instance that lives inside another one's folder is part of that one.

One case is a warning: \`~/.openclaw/workspace-<profile>\`, where OpenClaw 2026.3 itself puts the workspace of a named profile, beside
a \`default\` instance in \`~/.openclaw\`. It works until that instance is reset, or has an agent of the profile's name.`,
  source:
    'OpenClaw docs/concepts/agent-workspace.md; docs/cli/reset.md; src/agents/agent-scope (resolveAgentWorkspaceDir)',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, stateDir: /srv/openclaw }
      rescue: { port: 19789, stateDir: /srv/openclaw/rescue }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, stateDir: /srv/openclaw/main }
      rescue: { port: 19789, stateDir: /srv/openclaw/rescue }
`,
  },
  check,
};

const FOLDERS: readonly string[] = ['state', 'workspace'];
const KEYS: readonly string[] = [...FOLDERS, 'config'];
const INSIDE: readonly string[] = [...KEYS, 'agentWorkspace'];

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    const paths = host.instances
      .flatMap(instancePaths)
      .filter(({ role, path }) => INSIDE.includes(role) && path.startsWith('/'));
    const nested = [...foreignPlaces(host, paths)];
    const reported = new Set<InstancePath>();
    for (const [path, other] of [...nested, ...leftBehind(host, paths)]) {
      if (!reported.has(path)) yield finding(host, path, other);
      reported.add(path);
    }
  }
}

/** What stays in a folder of its own instance that has to move out of another's, with whose folder that is. */
export function* leftBehind(host: Host, paths: readonly InstancePath[]): Generator<Pair<InstancePath>> {
  const pathsOf = groupBy(paths, ({ instance }) => instance);
  for (const [folder, other] of movingFolders(host)) {
    const { os } = folder.instance;
    if (!isInside(folder.path, other.path, os)) continue;
    for (const path of pathsOf.get(folder.instance) ?? []) {
      const isWithin = path.identity !== folder.identity && isInside(path.path, folder.path, os);
      if (isWithin && !followsState(path)) yield [path, other];
    }
  }
}

const movingFolders = oncePer((host: Host): readonly Pair<InstancePath>[] => {
  const folders = host.instances
    .flatMap((instance) => [keyPath(instance, 'stateDir'), keyPath(instance, 'workspace')])
    .filter(({ path }) => path.startsWith('/'));
  return [...sharers(host, 'stateDir'), ...sharers(host, 'workspace'), ...foreignPlaces(host, folders)];
});

/** The places that stay where they are while others move away from them. */
const keptPlaces = oncePer(
  (host: Host): ReadonlySet<string> =>
    new Set(UNIQUE_KEYS.flatMap((key) => [...sharers(host, key)].map(([, owner]) => placeName(owner)))),
);

function placeName({ instance, role }: InstancePath): string {
  return `${instance.name} ${role}`;
}

/** Each path that has to move, with whose place it takes. A place that somebody chose gives way to a usual one. */
function* foreignPlaces(host: Host, paths: readonly InstancePath[]): Generator<Pair<InstancePath>> {
  const territory = paths.filter(({ role }) => role !== 'agentWorkspace');
  for (const [earlier, later] of clashes(territory, (a, b) => a.role === b.role)) {
    yield isUsualPlace(later) && !isUsualPlace(earlier) ? [earlier, later] : [later, earlier];
  }
  const placesOf = groupBy(territory, ({ instance }) => instance);
  const enclosing = enclosures(paths.filter(({ role }) => FOLDERS.includes(role)));
  for (const path of paths) {
    const outer = enclosing(path);
    if (!outer) continue;
    if (isOneOf(placesOf.get(outer.instance), path)) {
      // The rule on that key moves one of the two. Where that is the other one, its folder is still around this one.
      if (keptPlaces(host).has(placeName(path))) yield [outer, path];
    } else yield isUsualPlace(path) && !isUsualPlace(outer) ? [outer, path] : [path, outer];
  }
}

function isOneOf(places: readonly InstancePath[] = [], { role, identity }: InstancePath): boolean {
  return places.some((place) => place.role === role && place.identity === identity);
}

function finding(host: Host, path: InstancePath, other: InstancePath): Finding {
  const own = KEYS.includes(path.role) ? ownPlace(host, path, other) : undefined;
  const isInner = isInside(path.path, other.path, path.instance.os);
  const fix = isInner ? 'move it out of there' : 'move it away from there';
  const example = own === undefined ? '' : `, for example to \`${own}\``;
  return {
    ...(isUpstreamLayout(path, other) ? { severity: 'warning' } : {}),
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} ${relationOf(path, other)}; ${fix}${example}`,
    related: [{ at: modelPath(other), message: `the ${other.what} of \`${other.instance.name}\`` }],
    suggestions: own === undefined ? [] : [own],
  };
}

function relationOf(path: InstancePath, other: InstancePath): string {
  const theirs = `the ${other.what} of \`${other.instance.name}\``;
  if (path.identity === other.identity) return `is also ${theirs}`;
  const isInner = isInside(path.path, other.path, path.instance.os);
  return `${isInner ? 'lies inside' : 'holds'} ${theirs}, ${showPath(other.path)}`;
}

function isUpstreamLayout({ role, path, instance }: InstancePath, outer: InstancePath): boolean {
  const upstream = `${instance.home}/.openclaw`;
  return (
    role === 'workspace' &&
    same(path, `${upstream}/workspace-${instance.profile}`, instance) &&
    outer.role === 'state' &&
    same(outer.path, upstream, instance) &&
    isDefaultProfile(outer.instance.profile) &&
    // Its agents may do anything there.
    !isInside(path, outer.instance.workspace, instance.os)
  );
}

function same(a: string, b: string, { os }: Instance): boolean {
  return pathIdentity(a, os) === pathIdentity(b, os);
}
