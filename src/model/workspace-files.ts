// Files beside hosts.yaml that a gateway's workspace gets: where they may be, and where they go.

import { posix } from 'node:path';
import type { Instance, WorkspaceFile } from './fleet.ts';

/** In the manifest: installed only where missing, or kept as in the folder. */
export type WorkspaceKind = 'workspace' | 'workspace-managed';

export function workspaceKind(isManaged: boolean): WorkspaceKind {
  return isManaged ? 'workspace-managed' : 'workspace';
}

export function isWorkspaceKind(kind: string): kind is WorkspaceKind {
  return kind === workspaceKind(true) || kind === workspaceKind(false);
}

/** Of these files, in an instance's folder of the output tree. */
export const WORKSPACE_FOLDER = 'workspace';

/** What OpenClaw takes away when it is done with it: it isn't put back. Source: OpenClaw docs/concepts/agent-workspace.md. */
export function isUsedUp(path: string): boolean {
  return posix.basename(path) === 'BOOTSTRAP.md';
}

/** Why a folder can't be named so; nothing where it can. */
export function fromProblem(from: string): string | undefined {
  const isRelative = !/^[/~]/.test(from) && !/[\\\0-\x1f\x7f]/.test(from);
  const normal = posix.normalize(from);
  if (/^\.\/?$/.test(normal))
    return 'the folder of hosts.yaml itself holds more than that; put the files below it, such as in `workspaces/$(instance)`';
  if (isRelative && !normal.split('/').includes('..')) return undefined;
  const shown = JSON.stringify(from);
  return isRelative
    ? `${shown} leads out of the folder of hosts.yaml; put the files below that, such as in \`workspaces/$(instance)\``
    : `${shown} is no folder relative to hosts.yaml; write one such as \`workspaces/$(instance)\``;
}

export interface PlacedFile extends WorkspaceFile {
  /** On the host. */
  readonly place: string;
  readonly isManaged: boolean;
}

export function workspaceFilePlaces({ workspace, workspaceFiles }: Instance): readonly PlacedFile[] {
  const { isManaged = false, found } = workspaceFiles ?? {};
  return (found?.files ?? []).map((file) => ({ ...file, place: `${workspace}/${file.path}`, isManaged }));
}
