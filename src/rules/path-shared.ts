// What else an instance keeps on the host is its own too: no second instance uses the place, and no second thing does.

import type { Fleet, Host } from '../model/fleet.ts';
import {
  boundPaths,
  commonPaths,
  followsState,
  homeStores,
  type InstancePath,
  instancePaths,
  isUsualPlace,
  keyPath,
  modelPath,
  type PathRole,
  rawValues,
  servicePaths,
  workspaceFilePaths,
} from '../model/instance-paths.ts';
import { clashes, enclosures, ownPlace, usualPlace } from '../model/path-clashes.ts';
import { pathIdentity, showPath } from '../model/paths.ts';
import { HOME_STORES, rotatedLogs } from '../openclaw/config-paths.ts';
import { leftBehind } from './path-nested.ts';
import type { Finding, Rule } from './rule.ts';
import { followState, spelling } from './unique-path.ts';

export const pathShared: Rule = {
  id: 'path-shared',
  severity: 'error',
  hasWarnings: true,
  summary: 'no log, working directory, agent folder, session store, secrets file or browser data folder is used twice',
  compares: '{logFile}, {workingDirectory}, {secretsFile}, agent folders and session stores with those of the others',
  why: `Besides the state folder, the config file and the workspace, a gateway has more that is its own:

- \`logFile\`: two gateways rotate it away from under each other. \`gw.log\` goes on as \`gw.1.log\` to \`gw.5.log\`, which are no other one's either.
- \`workingDirectory\`: OpenClaw reads \`.env\` there, and so one instance's settings and secrets reach the other.
- agent folders and session stores: credentials and conversations of two gateways in one database. The same holds for the other
  stores that the config or \`OPENCLAW_OAUTH_DIR\` names, wherever they lie inside another instance's state folder or workspace.
- \`secretsFile\`: every name in it goes to both, whichever of them asked for it.
- \`browser.profiles.*.userDataDir\`: Chromium locks it, so that the second browser opens in the first one's window, or not at all.

\`gwc import\` sees links, too: credentials, an agent's auth profiles, a workspace or a log that leads into another instance's state
folder. OAuth refresh tokens can be used once, and a WhatsApp session has one place.

Only a warning: a folder that an agent, its sandbox or an MCP server works in may be common to several instances, but not lie in another
one's state folder or workspace, nor hold them; and some releases keep a store in the home of the account, whatever the state folder is.

\`BindPaths=\` of a unit can bring one such folder of the host into two state folders.

systemd removes a unit's \`RuntimeDirectory=\` when that stops: nothing of another instance may lie in it.

Nor may one instance use one path for two things, such as \`logFile\` and \`configPath\`, nor any path be that of a unit file or of
another file that gwc writes. Environment files (\`envFiles\`) may be common to several instances, as long as they aren't another
one's \`secretsFile\` or \`gateway.env\`.`,
  source:
    'OpenClaw docs/concepts/multi-agent.md, "Paths"; docs/gateway/configuration/environment-variables.md; docs/tools/browser.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    logFile: /var/log/openclaw/gateway.log
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    logFile: /var/log/openclaw/$(instance).log
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
  },
  check,
};

/** What the other path rules compare with each other. */
const TERRITORY: readonly PathRole[] = ['state', 'workspace', 'config'];
const FOLDERS: readonly PathRole[] = ['state', 'workspace'];
const IN_STATE: readonly PathRole[] = ['data', 'bound', 'agentWorkspace', 'output', 'workspaceFile'];

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    const ofInstances = host.instances.map((instance) =>
      [
        ...servicePaths(instance),
        ...instancePaths(instance),
        ...boundPaths(instance),
        ...workspaceFilePaths(instance),
      ].filter(({ path }) => path.startsWith('/')),
    );
    const paths = ofInstances.flat();
    const reported = new Map<InstancePath, InstancePath>();
    const texts = new Set<string>();
    for (const [earlier, later] of clashes(paths, mayShare)) {
      reported.set(later, earlier);
      // A template gives each agent a place.
      const text = JSON.stringify([modelPath(later), later.what, earlier.instance.name]);
      if (!texts.has(text)) yield shared(host, later, earlier);
      texts.add(text);
    }
    const enclosing = enclosures(paths.filter(({ role }) => FOLDERS.includes(role)));
    const stores = paths.filter(({ role }) => role === 'data' || role === 'bound');
    const left = new Map(
      leftBehind(
        host,
        stores.filter((path) => !reported.has(path)),
      ),
    );
    for (const path of stores) {
      const outer = enclosing(path) ?? left.get(path);
      // Whom it meets as it is, it meets in the folder too.
      if (outer && outer.instance !== reported.get(path)?.instance) yield inside(path, outer);
    }
    yield* removedAtStop(paths.filter((path) => !reported.has(path)));
    yield* rotatedOnto(host, paths);
    for (const own of ofInstances) yield* usedTwice(own);
    yield* likelyShared(host);
    yield* linked(host);
  }
}

function mayShare(a: InstancePath, b: InstancePath): boolean {
  const isElsewhere = TERRITORY.includes(a.role) && TERRITORY.includes(b.role);
  const isCommon = a.role === 'envFile' && b.role === 'envFile';
  // `service-name-unique` tells of those.
  const areUnits = a.role === 'service' && b.role === 'service';
  // Their workspaces are one, which has a rule of its own.
  const areInWorkspaces = a.role === 'workspaceFile' && b.role === 'workspaceFile';
  return isElsewhere || isCommon || areUnits || areInWorkspaces || followState(a, b);
}

/** Reported at the one of the two that someone chose, of equals at the later. */
function shared(host: Host, later: InstancePath, earlier: InstancePath): Finding {
  const [path, other] = chosenness(later) < chosenness(earlier) ? [earlier, later] : [later, earlier];
  const owner = other.instance.name;
  const own = ownOf(host, path, other);
  const relation =
    path.what === other.what ? `is already used by \`${owner}\`` : `is the ${other.what} of \`${owner}\``;
  return {
    // Two of OpenClaw's own units run in the home.
    ...(areInHome(path, other) ? { severity: 'warning' } : {}),
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} ${relation}${spelling(path, other)}; give each instance its own, ${own === undefined ? 'below `$(stateDir)`' : `such as \`${own}\``}`,
    related: [{ at: modelPath(other), message: `the ${other.what} of \`${owner}\`` }],
    suggestions: own === undefined ? [] : [own],
  };
}

function areInHome(...paths: readonly InstancePath[]): boolean {
  return paths.every(
    ({ role, identity, instance }) =>
      role === 'workingDirectory' && identity === pathIdentity(instance.home, instance.os),
  );
}

/** A place that nobody wrote, another state folder, a place that somebody wrote as it would be anyway, another one. */
function chosenness(path: InstancePath): number {
  if (path.role === 'service' || followsState(path)) return 0;
  if (path.role === 'state') return isUsualPlace(path) ? 0 : 1;
  return isUsualPlace(path) ? 2 : 3;
}

/** Nothing where the name depends on what the config has it for. */
function ownOf(host: Host, path: InstancePath, other: InstancePath): string | undefined {
  // systemd has them below folders of its own.
  if (path.role === 'unitFolder') return `${path.path.slice(path.path.lastIndexOf('/') + 1)}-$(instance)`;
  if (IN_STATE.includes(path.role)) return undefined;
  if (path.what === other.what && path.role !== 'workingDirectory') return ownPlace(host, path);
  return usualPlace(path) === undefined ? undefined : ownPlace(host, path, other);
}

function inside(path: InstancePath, outer: InstancePath): Finding {
  const owner = outer.instance.name;
  return {
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} lies inside the ${outer.what} of \`${owner}\`, ${showPath(outer.path)}; move it below \`$(stateDir)\``,
    related: [{ at: modelPath(outer), message: `the ${outer.what} of \`${owner}\`` }],
  };
}

/** systemd removes a runtime directory, with all that is in it, when its unit stops. */
function* removedAtStop(paths: readonly InstancePath[]): Generator<Finding> {
  const enclosing = enclosures(paths.filter(isRemovedAtStop));
  for (const path of paths) {
    const outer = ['service', 'workspaceFile'].includes(path.role) ? undefined : enclosing(path);
    if (!outer) continue;
    const owner = outer.instance.name;
    yield {
      at: modelPath(path),
      message: `${path.what} ${showPath(path.path)} lies inside ${showPath(outer.path)}, which systemd removes whenever \`${owner}\` stops; move it elsewhere`,
      related: [{ at: modelPath(outer), message: `the ${outer.what} of \`${owner}\`` }],
    };
  }
}

function isRemovedAtStop({ role, key, instance }: InstancePath): boolean {
  const isKept = /^(yes|true|on|1)$/i.test(rawValues(instance)('RuntimeDirectoryPreserve').at(-1) ?? '');
  return role === 'unitFolder' && key.at(-1) === 'RuntimeDirectory' && !isKept;
}

/** Files that are another file or a folder of their instance. `envFiles` may name what gwc reads anyway. */
function* usedTwice(paths: readonly InstancePath[]): Generator<Finding> {
  const places = new Map<string, InstancePath>();
  for (const path of paths) {
    const first = places.get(path.identity);
    if (first === undefined) places.set(path.identity, path);
    else if ((path.isFile || first.isFile) && path.role !== 'envFile') {
      const [later, other] = followsState(path) ? [first, path] : [path, first];
      yield {
        at: modelPath(later),
        message: `${later.what} ${showPath(later.path)} is the ${other.what} of the same instance${spelling(later, other)}; ${later.role === 'workspaceFile' && other.role === 'workspaceFile' ? 'rename one of the two' : 'write another path'}`,
        related: [{ at: modelPath(other), message: `the ${other.what}` }],
      };
    }
  }
}

/** Files that another instance's full log is renamed over, and that it removes in the end. */
function* rotatedOnto(host: Host, paths: readonly InstancePath[]): Generator<Finding> {
  const logs = host.instances.map((instance) => keyPath(instance, 'logFile'));
  const taken = new Map(
    logs.flatMap((log) => {
      const { os, release } = log.instance;
      return rotatedLogs(log.path, release.version).map((file) => [pathIdentity(file, os), log] as const);
    }),
  );
  for (const path of paths) {
    const log = taken.get(path.identity);
    if (!log || log.instance === path.instance) continue;
    const owner = log.instance.name;
    const own = ownOf(host, path, log);
    yield {
      at: modelPath(path),
      message: `${path.what} ${showPath(path.path)} is where \`${owner}\` rotates its log file ${showPath(log.path)} to; ${own === undefined ? 'write another path' : `write another one, such as \`${own}\``}`,
      related: [{ at: modelPath(log), message: `the log file of \`${owner}\`` }],
      suggestions: own === undefined ? [] : [own],
    };
  }
}

/** What a machine's links make common, which no path tells. */
function* linked({ instances }: Host): Generator<Finding> {
  for (const instance of instances) {
    for (const { what, path, target, owner } of instance.found?.links ?? []) {
      const other = instances.find(({ name }) => name === owner);
      yield {
        at: modelPath(keyPath(instance, 'stateDir')),
        message: `${what} ${showPath(path)} is a link to ${showPath(target)}, which \`${owner}\` uses; replace it by one of its own`,
        related: other
          ? [{ at: modelPath(keyPath(other, 'stateDir')), message: `the state folder of \`${owner}\`` }]
          : [],
      };
    }
  }
}

function* likelyShared({ instances }: Host): Generator<Finding> {
  const folders = instances.flatMap(instancePaths).filter(({ role }) => role === 'state' || role === 'workspace');
  yield* handedFolders(instances.flatMap(commonPaths), folders);
  const stores = instances.flatMap(homeStores);
  for (const [earlier, later] of clashes(stores, () => false)) yield homeStore(later, earlier);
}

function* handedFolders(common: readonly InstancePath[], folders: readonly InstancePath[]): Generator<Finding> {
  const enclosing = enclosures(folders);
  for (const path of common) {
    // The folder itself counts as well.
    const outer = enclosing({ ...path, identity: `${path.identity}/.` });
    if (outer) yield handed(path, `lies inside the ${outer.what} of \`${outer.instance.name}\``, outer);
  }
  const around = enclosures(common);
  const reported = new Set<InstancePath>();
  for (const folder of folders) {
    const path = around(folder);
    if (!path || reported.has(path)) continue;
    reported.add(path);
    yield handed(path, `holds the ${folder.what} of \`${folder.instance.name}\``, folder);
  }
}

function handed(path: InstancePath, relation: string, other: InstancePath): Finding {
  return {
    severity: 'warning',
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} ${relation}, ${showPath(other.path)}; use a folder of this instance's own`,
    related: [{ at: modelPath(other), message: `the ${other.what} of \`${other.instance.name}\`` }],
  };
}

function homeStore(later: InstancePath, earlier: InstancePath): Finding {
  const owner = earlier.instance.name;
  const move = HOME_STORES.find(({ kind }) => kind.what === later.what)?.key;
  const fix = move === undefined ? '' : `set \`${move}\` below \`$(stateDir)\`, or `;
  return {
    severity: 'warning',
    at: modelPath(later),
    message: `${later.what} ${showPath(later.path)} is \`${owner}\`'s too: this release keeps it in the home; ${fix}give each instance its own \`user\``,
    related: [{ at: modelPath(earlier), message: `\`${owner}\` turns it on here` }],
  };
}
