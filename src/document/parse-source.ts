// A text → its document: by the fast reading where the text is plain, else by the full one.

import { type SourceDocument, sourceDocument } from './document.ts';
import { parseYaml } from './parse-yaml.ts';
import { plainSource } from './plain-source.ts';

export function parseSource(text: string, file: string): SourceDocument {
  return plainSource(text, file) ?? sourceDocument(text, file, parseYaml(text));
}
