// A path of the model → the place in the document that gave the value: the instance itself, its host, or `defaults`.

import type { Span } from '../diagnostics/diagnostic.ts';
import type { Part, SourceDocument } from '../document/document.ts';
import type { Path } from '../document/path.ts';

export interface Place {
  readonly path: Path;
  readonly span: Span;
  /** The instance that inherits the value, where it stands elsewhere. */
  readonly heir?: { readonly span: Span; readonly message: string };
}

/** `hosts`, the host, `instances`, the instance. */
const INSTANCE_DEPTH = 4;

export function placeOf(at: Path, document: SourceDocument, part: Part = 'value'): Place {
  const key = at.slice(INSTANCE_DEPTH);
  const instance = instancePath(at);
  const origin = at[2] === 'instances' && key.length > 0 ? nearestLayer(instance, key, document) : instance;
  if (origin === instance) return { path: at, span: document.locate(at, part) };
  const path = [...origin, ...key];
  const [, host, , name] = instance;
  const heir = { span: document.locate(instance, 'key'), message: `inherited by \`${name}\` of \`${host}\`` };
  return { path, span: document.locate(path, part), heir };
}

/** The layer that has most of the key; of equals the nearest, which is where the value comes from. */
function nearestLayer(instance: Path, key: Path, document: SourceDocument): Path {
  const layers = [instance, instance.slice(0, 2), ['defaults']];
  const depths = layers.map((layer) => document.depth([...layer, ...key]) - layer.length);
  const most = Math.max(...depths);
  return most <= 0 ? instance : layers[depths.indexOf(most)]!;
}

/** The instance that a model path lies in (or the path itself, where it is shorter). */
export function instancePath(at: Path): Path {
  return at.slice(0, INSTANCE_DEPTH);
}
