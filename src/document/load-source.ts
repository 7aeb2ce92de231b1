// `parseSource` for a program that starts often: the full YAML parser is loaded for texts that need it.

import { type SourceDocument, sourceDocument } from './document.ts';
import { readPlainYaml } from './plain-yaml.ts';

export async function loadSource(text: string, file: string): Promise<SourceDocument> {
  const root = readPlainYaml(text);
  if (root) return sourceDocument(text, file, { root, problems: [] });
  const { parseYaml } = await import('./parse-yaml.ts');
  return sourceDocument(text, file, parseYaml(text));
}
