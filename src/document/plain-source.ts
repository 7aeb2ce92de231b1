// A plain text → its document.

import { lazyDocument, type SourceDocument } from './document.ts';
import { readPlainValue, readPlainYaml } from './plain-yaml.ts';

/** Nothing where the text is not plain. */
export function plainSource(text: string, file: string): SourceDocument | undefined {
  const value = readPlainValue(text);
  return value === undefined
    ? undefined
    : lazyDocument(text, file, { value: () => value, root: () => readPlainYaml(text) });
}
