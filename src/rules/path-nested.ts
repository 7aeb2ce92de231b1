// What an instance owns lies outside every other instance's state folder and workspace.

import type { Fleet, Instance } from '../model/fleet.ts';
import { type InstancePath, instancePaths, modelPath, placeInState } from '../model/instance-paths.ts';
import { clashes, enclosures } from '../model/path-clashes.ts';
import { perInstance, showPath } from '../model/path-text.ts';
import { pathIdentity } from '../model/paths.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import type { Finding, Rule } from './rule.ts';

export const pathNested: Rule = {
  id: 'path-nested',
  severity: 'error',
  summary: "no instance's state folder, workspace or config file lies inside another's state folder or workspace",
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
const INSIDE: readonly string[] = [...FOLDERS, 'config', 'agentWorkspace'];

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    const paths = host.instances
      .flatMap(instancePaths)
      .filter(({ role, path }) => INSIDE.includes(role) && path.startsWith('/'));
    const territory = paths.filter(({ role }) => role !== 'agentWorkspace');
    for (const [earlier, later] of clashes(territory, (a, b) => a.role === b.role)) {
      yield finding(later, earlier, `is also the ${earlier.what} of \`${earlier.instance.name}\``);
    }
    const enclosing = enclosures(paths.filter(({ role }) => FOLDERS.includes(role)));
    for (const path of paths) {
      const outer = enclosing(path);
      if (!outer) continue;
      const where = `lies inside the ${outer.what} of \`${outer.instance.name}\`, ${showPath(outer.path)}`;
      const found = finding(path, outer, where);
      yield isUpstreamLayout(path, outer) ? { ...found, severity: 'warning' } : found;
    }
  }
}

function finding(path: InstancePath, other: InstancePath, where: string): Finding {
  const own = path.role === 'state' ? perInstance(other) : placeInState(path);
  const fix = own === undefined ? '' : `, for example to \`${own}\``;
  return {
    at: modelPath(path),
    message: `${path.what} ${showPath(path.path)} ${where}; move it out of there${fix}`,
    related: [{ at: modelPath(other), message: `the ${other.what} of \`${other.instance.name}\`` }],
    ...(own === undefined ? {} : { suggestions: [own] }),
  };
}

function isUpstreamLayout({ role, path, instance }: InstancePath, outer: InstancePath): boolean {
  const upstream = `${instance.home}/.openclaw`;
  return (
    role === 'workspace' &&
    same(path, `${upstream}/workspace-${instance.profile}`, instance) &&
    outer.role === 'state' &&
    same(outer.path, upstream, instance) &&
    isDefaultProfile(outer.instance.profile)
  );
}

function same(a: string, b: string, { os }: Instance): boolean {
  return pathIdentity(a, os) === pathIdentity(b, os);
}
