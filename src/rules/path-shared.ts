// What else an instance keeps on the host is its own too: no second instance uses the place, and no second thing does.

import type { Fleet } from '../model/fleet.ts';
import {
  followsState,
  type InstancePath,
  instancePaths,
  modelPath,
  type PathRole,
  placeInState,
  servicePath,
} from '../model/instance-paths.ts';
import { clashes, enclosures } from '../model/path-clashes.ts';
import { perInstance, showPath } from '../model/path-text.ts';
import type { Finding, Rule } from './rule.ts';
import { followState, spelling } from './unique-path.ts';
import { usedTwice } from './used-twice.ts';

export const pathShared: Rule = {
  id: 'path-shared',
  severity: 'error',
  summary: 'no log, working directory, agent folder, session store, secrets file or browser data folder is used twice',
  why: `Besides the state folder, the config file and the workspace, a gateway has more that is its own:

- \`logFile\`: two gateways rotate it away from under each other.
- \`workingDirectory\`: OpenClaw reads \`.env\` there, and so one instance's settings and secrets reach the other.
- agent folders and session stores: credentials and conversations of two gateways in one database. The same holds for the other
  stores that the config or \`OPENCLAW_OAUTH_DIR\` names, wherever they lie inside another instance's state folder or workspace.
- \`secretsFile\`: every name in it goes to both, whichever of them asked for it.
- \`browser.profiles.*.userDataDir\`: Chromium locks it, so that the second browser opens in the first one's window, or not at all.

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
const IN_STATE: readonly PathRole[] = ['data', 'agentWorkspace', 'output'];

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    const ofInstances = host.instances.map((instance) =>
      [servicePath(instance), ...instancePaths(instance)].filter(({ path }) => path.startsWith('/')),
    );
    const paths = ofInstances.flat();
    const told = new Set<InstancePath>();
    for (const [earlier, later] of clashes(paths, mayShare)) {
      told.add(later);
      yield shared(later, earlier);
    }
    const enclosing = enclosures(paths.filter(({ role }) => FOLDERS.includes(role)));
    for (const path of paths.filter(({ role }) => role === 'data')) {
      const outer = told.has(path) ? undefined : enclosing(path);
      if (outer) yield inside(path, outer);
    }
    for (const own of ofInstances) yield* usedTwice(own);
  }
}

function mayShare(a: InstancePath, b: InstancePath): boolean {
  const isElsewhere = TERRITORY.includes(a.role) && TERRITORY.includes(b.role);
  const isCommon = a.role === 'envFile' && b.role === 'envFile';
  // `service-name-unique` tells of those.
  const areUnits = a.role === 'service' && b.role === 'service';
  return isElsewhere || isCommon || areUnits || followState(a, b);
}

/** Reported at the one of the two that someone wrote, of equals at the later. */
function shared(later: InstancePath, earlier: InstancePath): Finding {
  const [path, other] = isGiven(later) && !isGiven(earlier) ? [earlier, later] : [later, earlier];
  const owner = other.instance.name;
  const own = ownPlace(path, other);
  const relation = path.what === other.what ? `is \`${owner}\`'s too` : `is the ${other.what} of \`${owner}\``;
  return {
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} ${relation}${spelling(path, other)}; give each instance its own, ${own === undefined ? 'below `$(stateDir)`' : `such as \`${own}\``}`,
    related: [{ at: modelPath(other), message: `the ${other.what} of \`${owner}\`` }],
    ...(own === undefined ? {} : { suggestions: [own] }),
  };
}

/** Whether it lies where it does without a path that someone wrote for it. */
function isGiven(path: InstancePath): boolean {
  return path.role === 'service' || followsState(path);
}

/** Nothing where the name depends on what the config has it for. */
function ownPlace(path: InstancePath, other: InstancePath): string | undefined {
  if (path.role !== other.role || path.role === 'workingDirectory') return placeInState(path);
  return IN_STATE.includes(path.role) ? undefined : perInstance(path);
}

function inside(path: InstancePath, outer: InstancePath): Finding {
  const owner = outer.instance.name;
  return {
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} lies inside the ${outer.what} of \`${owner}\`, ${showPath(outer.path)}; move it below \`$(stateDir)\``,
    related: [{ at: modelPath(outer), message: `the ${outer.what} of \`${owner}\`` }],
  };
}
