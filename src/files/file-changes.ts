// A plan → the files that it would change, as they are and as they would be.

import type { Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';
import type { Plan, Step } from './plan.ts';
import { sha256 } from './sha256.ts';

export interface FileChange {
  /** As the person named the folder, with the path below it. */
  readonly path: string;
  /** Nothing where there is no such file. */
  readonly before?: FileState;
  /** Nothing where it would be removed. */
  readonly after?: FileState;
  /** Whether what is there now is gwc's work alone, and no person's. */
  readonly isOwn: boolean;
}

export interface FileState {
  readonly content: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** In the order in which a build would make them; `withModes`: whether permissions count. */
export function fileChanges(
  { steps, manifest }: Plan,
  previous: Manifest | undefined,
  withModes: boolean,
  { look, shown }: OutputFolder,
): readonly FileChange[] {
  const written = new Set(previous?.artifacts.map(({ path, sha256 }) => `${sha256} ${path}`));
  return [...steps, manifest]
    .filter(({ change }) => change !== 'keep' && (withModes || change !== 'mode'))
    .map((step): FileChange => {
      const found = look(step.path);
      const before = found.kind === 'file' ? found : undefined;
      return {
        path: `${shown}/${step.path}`,
        isOwn: step === manifest || (before !== undefined && written.has(`${sha256(before.content)} ${step.path}`)),
        ...(before ? { before } : {}),
        ...after(step),
      };
    });
}

function after(step: Step): Pick<FileChange, 'after'> {
  return 'content' in step ? { after: { content: Buffer.from(step.content), mode: step.mode } } : {};
}
