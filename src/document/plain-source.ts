// A plain text → its document.

import { type SourceDocument, sourceDocument } from './document.ts';
import { readPlainYaml } from './plain-yaml.ts';

/** Nothing where the text is not plain. */
export function plainSource(text: string, file: string): SourceDocument | undefined {
  const root = readPlainYaml(text);
  return root && sourceDocument(text, file, { root, problems: [] });
}
