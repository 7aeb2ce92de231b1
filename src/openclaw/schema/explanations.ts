// What the releases say of the keys of an openclaw.json, in `config schema`: of each key what the newest of them says that has it. A
// line an explanation, with the paths of the keys that it is about.

import text from '../../../schemas/openclaw/explanations.jsonl?raw';
import { once } from '../../diagnostics/collections.ts';
import type { Explanation, Explanations } from './editor-schema.ts';

/** Empty where there is none. */
type Line = readonly [title: string, description: string, ...paths: string[]];

export const shippedExplanations = once((): Explanations => readExplanations(text));

export function readExplanations(lines: string): Explanations {
  return new Map(
    lines
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => {
        const [title, description, ...paths]: Line = JSON.parse(line);
        const explanation: Explanation = { ...(title && { title }), ...(description && { description }) };
        return paths.map((path) => [path, explanation] as const);
      }),
  );
}
