// A file of the output tree. Pure data; `files` writes it.

export type ArtifactKind = 'openclaw-config' | 'env' | 'secrets-example' | 'systemd-unit' | 'launchd-plist';

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
  /** Where the file belongs on the host. */
  readonly installPath: string;
  /** `user` or `user:group` that owns the file on the host. */
  readonly owner: string;
}
