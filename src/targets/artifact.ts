// A file of the output tree. Pure data; `files` writes it.

import type { Instance } from '../model/fleet.ts';
import { serviceFile, serviceFileName } from '../model/instance-paths.ts';

export type ArtifactKind =
  | 'openclaw-config'
  | 'env'
  | 'secrets-example'
  | 'systemd-unit'
  | 'launchd-plist'
  | 'quadlet'
  | 'compose'
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
}

/** Permission bits as four octal digits. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

interface Part extends Pick<Artifact, 'mode' | 'kind' | 'content' | 'installPath'> {
  readonly file: string;
  /** The instance's own account where absent. */
  readonly owner?: string;
}

/** The file of the instance's service. In system scope it is root's. */
export function serviceArtifact(
  instance: Instance,
  { rootOwner = 'root', ...part }: Pick<Artifact, 'kind' | 'content'> & { readonly rootOwner?: string },
): Artifact {
  return instanceArtifact(instance, {
    file: serviceFileName(instance),
    mode: 0o644,
    installPath: serviceFile(instance),
    ...part,
    ...(instance.service.scope === 'system' ? { owner: rootOwner } : {}),
  });
}

/** A file in the instance's folder of the output tree. */
export function instanceArtifact(instance: Instance, { file, owner, ...part }: Part): Artifact {
  const { host, name, user, group } = instance;
  return {
    path: `${host}/${name}/${file}`,
    host,
    instance: name,
    owner: owner ?? (group === undefined ? user : `${user}:${group}`),
    ...part,
  };
}
