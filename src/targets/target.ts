// The contract of an output: one object in one file, which turns a resolved instance into files.

import type { Instance } from '../model/fleet.ts';
import type { ReleaseLine } from '../openclaw/release.ts';
import type { Artifact } from './artifact.ts';
import type { Render } from './templates.ts';

interface EmitContext {
  readonly line: ReleaseLine;
  /** All instances of the host, managed or not, this one included. */
  readonly neighbours: readonly Instance[];
  /** Fills a template of templates/ (or the person's own of that name) with values that are already quoted. */
  readonly render: Render;
}

export interface Target {
  readonly id: string;
  readonly summary: string;
  /** Nothing for an instance that the target isn't for. */
  emit(instance: Instance, context: EmitContext): readonly Artifact[];
}
