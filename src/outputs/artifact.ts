// A file of the output tree (pure data; `files` writes it), and the contract of the outputs that give them.

import type { Manager } from '../managers/manager.ts';
import type { Instance } from '../model/fleet.ts';
import { serviceFile } from '../model/instance-paths.ts';
import type { WorkspaceKind } from '../model/workspace-files.ts';

export type ArtifactKind =
  | 'openclaw-config'
  | 'env'
  | 'secrets-example'
  | 'container-plugins'
  | Manager['artifact']
  | WorkspaceKind
  | 'ansible';

export interface Artifact {
  /** Below the output folder, with `/`: `<host>/<instance>/<file>`. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly kind: ArtifactKind;
  readonly host: string;
  readonly instance: string;
  /** UTF-8 when written. */
  readonly content: string;
  /** Where the file belongs on the host; empty where it stays in the output tree. */
  readonly installPath: string;
  /** `user` or `user:group` that owns the file on the host; empty where it stays in the output tree. */
  readonly owner: string;
  /** The part of the content whose change needs a restart; absent where that is all of it. */
  readonly restartContent?: string | undefined;
}

/** Permission bits as four octal digits. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** `user` or `user:group`. */
export function accountName({ user, group }: Pick<Instance, 'user' | 'group'>): string {
  return group === undefined ? user : `${user}:${group}`;
}

interface Part extends Pick<Artifact, 'mode' | 'kind' | 'content' | 'installPath' | 'restartContent'> {
  readonly file: string;
  /** The instance's own account where absent. */
  readonly owner?: string;
}

/** The file of the instance's service. In system scope it is root's. */
export function serviceArtifact(instance: Instance, content: string, restartContent?: string): Artifact {
  const { manager, scope, name } = instance.service;
  return instanceArtifact(instance, {
    file: manager.fileName(name),
    kind: manager.artifact,
    mode: 0o644,
    installPath: serviceFile(instance),
    content,
    restartContent,
    ...(scope === 'system' ? { owner: manager.rootOwner } : {}),
  });
}

/** A file in the instance's folder of the output tree. */
export function instanceArtifact(instance: Instance, { file, owner, ...part }: Part): Artifact {
  const { host, name } = instance;
  return {
    path: `${host}/${name}/${file}`,
    host,
    instance: name,
    owner: owner ?? accountName(instance),
    ...part,
  };
}

/** A file of templates/, compiled ahead. */
export interface Template {
  readonly name: string;
  readonly fill: Fill;
}

/** Values that are already quoted in, text out. */
export type Fill = (view: object) => string;

/** The user's own templates, by file name. */
export type Templates = Readonly<Record<string, Fill>>;

/** A template that can't be used: the user's own, or a fault of ours. */
export class TemplateError extends Error {
  constructor(
    readonly template: string,
    message: string,
  ) {
    super(message);
  }
}

interface EmitContext {
  /** All instances of the host, managed or not, this one included. */
  readonly neighbours: readonly Instance[];
  /** Fills the output's template, or the user's own of that name. */
  readonly render: Fill;
}

export interface Output {
  readonly id: string;
  readonly summary: string;
  /** Absent where the content follows no layout. */
  readonly template?: Template;
  /** Nothing for an instance that the output isn't for. */
  emit(instance: Instance, context: EmitContext): readonly Artifact[];
}
