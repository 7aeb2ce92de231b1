// Every collision of paths on a host: each path of each instance compared with each of every other.

import { type Collision, pairOf } from './collision.ts';
import { type Claim, claimsOf, isInside, placeOf, profileOf } from './naive-paths.ts';
import type { HostPlan, InstancePlan } from './plan.ts';

const UNIQUE: Readonly<Partial<Record<Claim['key'], string>>> = {
  stateDir: 'state-dir-unique',
  configPath: 'config-path-unique',
  workspace: 'workspace-unique',
};
/** What nothing of another instance's may lie in. */
const FOLDERS: readonly Claim['key'][] = ['stateDir', 'workspace'];
/** What may lie in none of those. */
const CONTENTS: readonly Claim['key'][] = ['stateDir', 'workspace', 'configPath'];
/** What is one file, and no other file nor a folder. */
const FILES: readonly Claim['key'][] = [
  'configPath',
  'logFile',
  'secretsFile',
  'sessionStore',
  'gateway.env',
  'secrets.env.example',
  'unit',
  'stream',
  'output',
];
/** What lies in no other's state folder or workspace, wherever a value puts it. */
const STORES: readonly Claim['key'][] = ['agentDir', 'sessionStore', 'oauthDir', 'store'];

export function pathCollisions(host: HostPlan): readonly Collision[] {
  const { instances } = host;
  return [
    ...instances.flatMap((a, at) => instances.slice(at + 1).flatMap((b) => between(host, a, b))),
    ...instances.flatMap((instance) => alone(host, instance)),
  ];
}

function between(host: HostPlan, a: InstancePlan, b: InstancePlan): readonly Collision[] {
  return claimsOf(host, a).flatMap((one) =>
    claimsOf(host, b).flatMap((other): readonly Collision[] => {
      // Units are the business of their names.
      const clash = one.key === 'unit' && other.key === 'unit' ? undefined : clashOf(one, other);
      if (clash === undefined) return [];
      const isUpstream = isUpstreamWorkspace(host, a, one, b, other) || isUpstreamWorkspace(host, b, other, a, one);
      const severity = clash.rule === 'path-nested' && isUpstream ? 'warning' : 'error';
      return [{ ...clash, severity, host: host.name, pair: pairOf(a.name, b.name) }];
    }),
  );
}

/** The rule that two claims of two instances break, and the outer of the two places. */
function clashOf(one: Claim, other: Claim): Pick<Collision, 'rule' | 'thing' | 'inner'> | undefined {
  const isNested = (inner: Claim, outer: Claim): boolean => CONTENTS.includes(inner.key) && FOLDERS.includes(outer.key);
  if (one.path === other.path) {
    const unique = one.key === other.key ? UNIQUE[one.key] : undefined;
    const rule = unique ?? (isNested(one, other) || isNested(other, one) ? 'path-nested' : 'path-shared');
    return { rule, thing: one.path };
  }
  if (isInside(one.path, other.path) && isNested(one, other))
    return { rule: 'path-nested', thing: other.path, inner: one.path };
  if (isInside(other.path, one.path) && isNested(other, one))
    return { rule: 'path-nested', thing: one.path, inner: other.path };
  const isStored = (inner: Claim, outer: Claim): boolean =>
    STORES.includes(inner.key) && FOLDERS.includes(outer.key) && isInside(inner.path, outer.path);
  if (isStored(one, other)) return { rule: 'path-shared', thing: other.path };
  if (isStored(other, one)) return { rule: 'path-shared', thing: one.path };
  return undefined;
}

/** OpenClaw's own place for a profile's workspace: inside the state folder of the default profile. */
function isUpstreamWorkspace(
  host: HostPlan,
  inner: InstancePlan,
  workspace: Claim,
  outer: InstancePlan,
  state: Claim,
): boolean {
  const isDefault = profileOf(outer) === 'default' && state.path === placeOf(host, inner, '~/.openclaw');
  const isItsOwn = workspace.path === placeOf(host, inner, `~/.openclaw/workspace-${profileOf(inner)}`);
  return workspace.key === 'workspace' && state.key === 'stateDir' && isDefault && isItsOwn;
}

function alone(host: HostPlan, instance: InstancePlan): readonly Collision[] {
  const claims = claimsOf(host, instance);
  const isClash = (one: Claim, other: Claim): boolean =>
    one.path === other.path && (FILES.includes(one.key) || FILES.includes(other.key));
  const found = claims.some((one, at) => claims.slice(at + 1).some((other) => isClash(one, other)));
  return found
    ? [{ rule: 'path-shared', severity: 'error', host: host.name, pair: pairOf(instance.name, instance.name) }]
    : [];
}
