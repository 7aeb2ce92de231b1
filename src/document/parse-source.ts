// A text → its document: by the fast reading where the text is plain, else by the full one.

import { type SourceDocument, sourceDocument } from './document.ts';
import { parseYaml } from './parse-yaml.ts';
import { readPlainYaml } from './plain-yaml.ts';

export function parseSource(text: string, file: string): SourceDocument {
  const root = readPlainYaml(text);
  return sourceDocument(text, file, root ? { root, problems: [] } : parseYaml(text));
}
